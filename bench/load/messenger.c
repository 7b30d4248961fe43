// JSON lines, as docs/protocols/messenger.md has them: over TCP, and as messages of a WebSocket.
#define _GNU_SOURCE
#include "lines.h"
#include "protocol.h"
#include <stdio.h>
#include <string.h>

static size_t write_line(char *out, const char *action, const char *source, const char *to,
                         const char *text, size_t size) {
  return (size_t)sprintf(out,
                         "{\"action\":\"%s\",\"source\":\"%s\",\"destination\":\"%s\","
                         "\"body\":\"%.*s\"}\n",
                         action, source, to, (int)size, text);
}

static size_t login(char *out, int id) {
  char name[NAME_SIZE + 1];
  sprintf(name, NAME, id);
  return write_line(out, "login", name, "server", "", 0);
}

// The answer to a join looks like the notice of another member's. But the error for an unknown
// action shows that the server has handled everything before it.
static size_t join(char *out, bool first) {
  size_t size = write_line(out, first ? "create" : "join", "", "#bench", "", 0);
  return size + write_line(out + size, "probe", "", "", "", 0);
}

static size_t send_channel(char *out, const char *text, size_t size) {
  return write_line(out, "message", "", "#bench", text, size);
}

static size_t send_private(char *out, int to, const char *text, size_t size) {
  char name[NAME_SIZE + 1];
  sprintf(name, NAME, to);
  return write_line(out, "message", "", name, text, size);
}

static void read_message(const char *line, size_t size, struct piece *piece) {
  static const char start[] = "{\"action\":\"message\",\"source\":\"";
  static const char body[] = "\"body\":\"";
  if (!starts_line(line, size, start)) {
    bool ready = starts_line(line, size, "{\"action\":\"welcome\"") ||
                 starts_line(line, size, "{\"action\":\"error\"");
    piece->kind = ready ? READY : NOTICE;
    return;
  }
  const char *text = memmem(line, size, body, sizeof body - 1);
  if (!text) fail("Unexpected line \"%.*s\"", (int)size, line);
  piece->kind = MESSAGE;
  piece->from = member_number(line + sizeof start - 1);
  piece->text = text + sizeof body - 1;
  piece->size = (size_t)(line + size - piece->text) - 2;
}

static size_t take(const char *bytes, size_t count, struct piece *piece) {
  size_t size, used = cut_line(bytes, count, &size);
  if (used > 0) read_message(bytes, size, piece);
  return used;
}

enum { FINAL = 0x80, MASKED = 0x80, LENGTH = 0x7f, LONGER = 126, MASK_SIZE = 4 };

// Makes frames of the lines at `out`, which have room for that. A mask of zeros changes nothing, but
// costs the server as much as any other one.
static size_t frame_lines(char *out, size_t count) {
  char lines[1024];
  memcpy(lines, out, count);
  size_t at = 0;
  for (size_t from = 0, size, used; (used = cut_line(lines + from, count - from, &size)) > 0;
       from += used) {
    out[at++] = (char)(FINAL | 1);
    out[at++] = (char)(MASKED | (size < LONGER ? size : LONGER));
    if (size >= LONGER) out[at++] = (char)(size >> 8), out[at++] = (char)size;
    memset(out + at, 0, MASK_SIZE);
    memcpy(out + at + MASK_SIZE, lines + from, size);
    at += MASK_SIZE + size;
  }
  return at;
}

static size_t web_login(char *out, int id) {
  size_t head = (size_t)sprintf(out, "GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                     "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  return head + frame_lines(out + head, login(out + head, id));
}

static size_t web_join(char *out, bool first) {
  return frame_lines(out, join(out, first));
}

static size_t web_send_channel(char *out, const char *text, size_t size) {
  return frame_lines(out, send_channel(out, text, size));
}

static size_t web_send_private(char *out, int to, const char *text, size_t size) {
  return frame_lines(out, send_private(out, to, text, size));
}

// A message may consist of several frames. Those are copied together.
static size_t web_take(const char *bytes, size_t count, struct piece *piece) {
  static char message[1024];
  if (starts_line(bytes, count, "HTTP/1.1 101 ")) {
    const char *end = memmem(bytes, count, "\r\n\r\n", 4);
    piece->kind = NOTICE;
    return end ? (size_t)(end - bytes) + 4 : 0;
  }
  size_t at = 0, held = 0;
  for (bool final = false; !final;) {
    const unsigned char *header = (const unsigned char *)bytes + at;
    size_t header_size = count - at < 2 ? 2 : (header[1] & LENGTH) == LONGER ? 4 : 2;
    if (count - at < header_size) return 0;
    size_t size = header_size == 2 ? header[1] : (size_t)(header[2] << 8 | header[3]);
    if (size > LONGER && header_size == 2) fail("Unexpected frame");
    if (count - at - header_size < size) return 0;
    final = header[0] & FINAL;
    const char *payload = (const char *)header + header_size;
    at += header_size + size;
    if (final && held == 0) {
      read_message(payload, size, piece);
      return at;
    }
    if (held + size > sizeof message) fail("A message does not end");
    memcpy(message + held, payload, size);
    held += size;
  }
  read_message(message, held, piece);
  return at;
}

// The room for text that `{"action":"message","source":"m00001","destination":"#bench","body":""}`
// and a line's end leave in a message. A frame of a WebSocket has three bytes more.
enum { SIZE = MESSAGE_SIZE - 72 };

const struct protocol messenger_lines = {
  "messenger", SIZE, SIZE, login, join, send_channel, send_private, take,
};

const struct protocol web_messages = {
  "web", SIZE, SIZE, web_login, web_join, web_send_channel, web_send_private, web_take,
};
