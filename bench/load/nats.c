// NATS: the members of the channel are the subscribers of one subject.
#include "lines.h"
#include "protocol.h"
#include <stdio.h>
#include <string.h>

// "MSG bench 1 181" and CR LF precede the text of a message; CR LF follow it.
enum { HEAD_SIZE = 17, NATS_SIZE = MESSAGE_SIZE - HEAD_SIZE - 2 };

// The answer to PING shows that the server has handled all lines before it.
static size_t login(char *out, int id) {
  return (size_t)sprintf(out,
                         "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,"
                         "\"name\":\"" NAME "\"}\r\nPING\r\n", id);
}

static size_t join(char *out, bool first) {
  (void)first; // A subject needs no creation.
  return (size_t)sprintf(out, "SUB bench 1\r\nPING\r\n");
}

static size_t send_channel(char *out, const char *text, size_t size) {
  return (size_t)sprintf(out, "PUB bench %zu\r\n%.*s\r\n", size, (int)size, text);
}

static size_t take(const char *bytes, size_t count, struct piece *piece) {
  static char head[HEAD_SIZE + 1], pong[] = "PONG\r\n";
  if (!head[0]) sprintf(head, "MSG bench 1 %d\r\n", NATS_SIZE);
  if (count >= HEAD_SIZE && memcmp(bytes, head, HEAD_SIZE) == 0) {
    if (count < MESSAGE_SIZE) return 0;
    *piece = (struct piece){MESSAGE, -1, bytes + HEAD_SIZE, NATS_SIZE};
    return MESSAGE_SIZE;
  }
  size_t size, used = cut_line(bytes, count, &size);
  if (used == 0) return 0;
  if (starts_line(bytes, size, "PONG")) *piece = (struct piece){.kind = READY};
  else if (starts_line(bytes, size, "PING")) *piece = (struct piece){REQUEST, -1, pong, 6};
  else if (starts_line(bytes, size, "INFO ")) *piece = (struct piece){.kind = NOTICE};
  else fail("Unexpected line \"%.*s\"", (int)size, bytes);
  return used;
}

const struct protocol nats_lines = {
  "nats", NATS_SIZE, 0, login, join, send_channel, NULL, take,
};
