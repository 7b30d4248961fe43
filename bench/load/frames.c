// Fixed 200-byte frames: those of docs/protocols/channel.md, and the bare ones of the floor.
#include "protocol.h"
#include <stdio.h>
#include <string.h>

static size_t frame(char *out, const char *text, size_t size) {
  memmove(out, text, size);
  memset(out + size, ' ', MESSAGE_SIZE - size);
  return MESSAGE_SIZE;
}

// An unknown command. Successful commands have no reply, but the error for this one shows that the
// server has handled all commands before it.
static size_t probe(char *out) {
  return frame(out, "/ping", 5);
}

static size_t login(char *out, int id) {
  int size = sprintf(out, NAME, id);
  frame(out, out, (size_t)size);
  return MESSAGE_SIZE + probe(out + MESSAGE_SIZE);
}

static size_t join(char *out, bool first) {
  const char *command = first ? "/create bench" : "/join bench";
  frame(out, command, strlen(command));
  return MESSAGE_SIZE + probe(out + MESSAGE_SIZE);
}

static size_t send_private(char *out, int to, const char *text, size_t size) {
  int head = sprintf(out, "/msg " NAME " ", to);
  memcpy(out + head, text, size);
  return frame(out, out, (size_t)head + size);
}

static bool starts(const char *bytes, const char *with) {
  return memcmp(bytes, with, strlen(with)) == 0;
}

static bool is_message(const char *bytes, struct piece *piece) {
  if (bytes[0] != '[') return false;
  piece->from = member_number(bytes + 1);
  const char *rest = bytes + 1 + NAME_SIZE;
  size_t head = starts(rest, "] ") ? 2 : starts(rest, " to you] ") ? 9 : 0;
  if (piece->from < 0 || head == 0) return false;
  piece->text = rest + head;
  piece->size = (size_t)(bytes + MESSAGE_SIZE - piece->text);
  return true;
}

static size_t take(const char *bytes, size_t count, struct piece *piece) {
  if (count < MESSAGE_SIZE) return 0;
  if (is_message(bytes, piece)) piece->kind = MESSAGE;
  else if (starts(bytes, "/ping is not a valid control message")) piece->kind = READY;
  else if (starts(bytes + NAME_SIZE, " has joined ")) piece->kind = NOTICE;
  else fail("Unexpected frame \"%.*s\"", MESSAGE_SIZE, bytes);
  return MESSAGE_SIZE;
}

static size_t take_bare(const char *bytes, size_t count, struct piece *piece) {
  if (count < MESSAGE_SIZE) return 0;
  piece->kind = bytes[0] != '/' ? MESSAGE : starts(bytes, "/ping ") ? READY : NOTICE;
  piece->from = -1;
  piece->text = bytes;
  piece->size = MESSAGE_SIZE;
  return MESSAGE_SIZE;
}

// The room for text that "[name] " and "[name to you] " leave in a frame.
enum { CHANNEL_SIZE = MESSAGE_SIZE - NAME_SIZE - 3, PRIVATE_SIZE = MESSAGE_SIZE - NAME_SIZE - 10 };

const struct protocol channel_frames = {
  "channel", CHANNEL_SIZE, PRIVATE_SIZE, login, join, frame, send_private, take,
};

const struct protocol bare_frames = {
  "bare", MESSAGE_SIZE, 0, login, join, frame, NULL, take_bare,
};
