// What a chat protocol has to be for the load generator to speak it.
#pragma once
#include "load.h"

enum kind {
  NOTICE,  // nothing to count: somebody came, a greeting, a confirmation
  READY,   // the answer to a login, or to entering the room
  MESSAGE, // somebody's message
  REQUEST, // something that has to be answered, such as a PING
};

// One piece of the stream that a server sends.
struct piece {
  enum kind kind;
  int from;         // MESSAGE: who said it by the protocol's account, or -1 when it does not tell
  const char *text; // MESSAGE: what was said; REQUEST: the answer
  size_t size;
};

struct protocol {
  const char *name;
  size_t say_size, tell_size; // bytes of text that make a delivered message MESSAGE_SIZE long

  // Each writes what a member sends to `out`, which has room for a kilobyte, and returns its size.
  // The answer to a login and to entering has to be a READY.
  size_t (*login)(char *out, int id);
  size_t (*enter)(char *out, bool first);
  size_t (*say)(char *out, const char *text, size_t size);
  size_t (*tell)(char *out, int to, const char *text, size_t size);

  // Reads the first piece of `bytes`. Returns how many bytes it has, or 0 when it is not complete.
  size_t (*take)(const char *bytes, size_t count, struct piece *piece);
};

extern const struct protocol channel_frames, bare_frames, irc_lines, direct_lines;

const struct protocol *load_protocol(const char *name);

// A member's name is of one length whatever its number, so that message sizes do not differ.
#define NAME "m%05d"
enum { NAME_SIZE = 6 };

// The number of the member whose name starts at `name`, or -1.
int member_number(const char *name);
