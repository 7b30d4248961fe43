// The interface between the load generator and a chat protocol.
#pragma once
#include "load.h"

enum kind {
  NOTICE,  // not counted: a join, a greeting or a confirmation
  READY,   // the answer to a login or a join
  MESSAGE, // another member's message
  REQUEST, // needs an answer, such as a PING
};

// One piece of the stream that a server sends.
struct piece {
  enum kind kind;
  int from;         // MESSAGE: the sender that the protocol names, or -1 if it names none
  const char *text; // MESSAGE: the text; REQUEST: the answer
  size_t size;
};

struct protocol {
  const char *name;
  // The lengths of text with which a delivered message has MESSAGE_SIZE bytes.
  size_t channel_size, private_size;

  // Each writes the bytes that a member sends to `out`, which has room for a kilobyte, and returns
  // their number. The answer to a login and to a join has to be a READY.
  size_t (*login)(char *out, int id);
  size_t (*join)(char *out, bool first);
  size_t (*send_channel)(char *out, const char *text, size_t size);
  size_t (*send_private)(char *out, int to, const char *text, size_t size);

  // Reads the first piece of `bytes`. Returns its size, or 0 if it is incomplete.
  size_t (*take)(const char *bytes, size_t count, struct piece *piece);
};

extern const struct protocol channel_frames, bare_frames, direct_lines;
extern const struct protocol irc_lines, inspircd_lines, nats_lines;
extern const struct protocol messenger_lines, web_messages;

const struct protocol *load_protocol(const char *name);

// All names have the same length, so that all messages do.
#define NAME "m%05d"
enum { NAME_SIZE = 6 };

// Returns the number of the member whose name starts at `name`, or -1.
int member_number(const char *name);
