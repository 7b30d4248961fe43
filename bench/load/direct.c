// The lines of docs/protocols/direct.md.
#include "lines.h"
#include "protocol.h"
#include <stdio.h>

static size_t direct_login(char *out, int id) {
  return (size_t)sprintf(out, "HELLO-FROM " NAME "\n", id);
}

static size_t direct_send_private(char *out, int to, const char *text, size_t size) {
  return (size_t)sprintf(out, "SEND " NAME " %.*s\n", to, (int)size, text);
}

static size_t direct_take(const char *bytes, size_t count, struct piece *piece) {
  static const char delivery[] = "DELIVERY ";
  enum { HEAD = sizeof delivery - 1 + NAME_SIZE + 1 };
  size_t size, used = cut_line(bytes, count, &size);
  if (used == 0) return 0;
  if (size > HEAD && starts_line(bytes, size, delivery)) {
    piece->kind = MESSAGE;
    piece->from = member_number(bytes + sizeof delivery - 1);
    piece->text = bytes + HEAD;
    piece->size = size - HEAD;
  } else if (starts_line(bytes, size, "HELLO ")) {
    piece->kind = READY;
  } else if (size == 7 && starts_line(bytes, size, "SEND-OK")) {
    piece->kind = NOTICE;
  } else {
    fail("Unexpected line \"%.*s\"", (int)size, bytes);
  }
  return used;
}

// The room for text is what "DELIVERY name " and LF leave. The protocol has no channels.
const struct protocol direct_lines = {
  "direct", 0, MESSAGE_SIZE - NAME_SIZE - 11,
  direct_login, NULL, NULL, direct_send_private, direct_take,
};
