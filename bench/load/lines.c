// Protocols that consist of lines: IRC as ngircd speaks it, and docs/protocols/direct.md.
#include "protocol.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Returns the size of the first line with its end, or 0. Sets `*size` to its size without the end.
static size_t cut_line(const char *bytes, size_t count, size_t *size) {
  const char *end = memchr(bytes, '\n', count);
  if (!end) return 0;
  *size = (size_t)(end - bytes);
  if (*size > 0 && end[-1] == '\r') --*size;
  return (size_t)(end - bytes) + 1;
}

static bool starts(const char *line, size_t size, const char *with) {
  return size >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

// --- IRC ---

static size_t irc_login(char *out, int id) {
  return (size_t)sprintf(out, "NICK " NAME "\r\nUSER " NAME " 0 * :bench\r\n", id, id);
}

static size_t irc_join(char *out, bool first) {
  (void)first; // The first member creates the channel by joining it.
  return (size_t)sprintf(out, "JOIN #bench\r\n");
}

static size_t irc_send_channel(char *out, const char *text, size_t size) {
  return (size_t)sprintf(out, "PRIVMSG #bench :%.*s\r\n", (int)size, text);
}

static size_t irc_send_private(char *out, int to, const char *text, size_t size) {
  return (size_t)sprintf(out, "PRIVMSG " NAME " :%.*s\r\n", to, (int)size, text);
}

// ":m00001!~m00001@127.0.0.1 PRIVMSG #bench :text"
static bool is_irc_message(const char *line, size_t size, struct piece *piece) {
  if (size < 2 + NAME_SIZE || line[1 + NAME_SIZE] != '!') return false;
  const char *command = memchr(line, ' ', size);
  if (!command || !starts(command, (size_t)(line + size - command), " PRIVMSG ")) return false;
  const char *colon = memchr(command, ':', (size_t)(line + size - command));
  if (!colon) return false;
  piece->from = member_number(line + 1);
  piece->text = colon + 1;
  piece->size = (size_t)(line + size - piece->text);
  return true;
}

// Returns the number of a reply, such as 376 in ":irc.bench.test 376 m00001 :End of MOTD", or 0.
static int reply_number(const char *line, size_t size) {
  const char *word = memchr(line, ' ', size);
  return word && size - (size_t)(word - line) > 4 && word[4] == ' ' ? atoi(word) : 0;
}

static size_t irc_take(const char *bytes, size_t count, struct piece *piece) {
  enum { END_OF_NAMES = 366, END_OF_MOTD = 376, NO_MOTD = 422, FIRST_ERROR = 400 };
  static char pong[600];
  size_t size, used = cut_line(bytes, count, &size);
  if (used == 0) return 0;
  piece->kind = NOTICE;
  if (is_irc_message(bytes, size, piece)) {
    piece->kind = MESSAGE;
  } else if (starts(bytes, size, "PING ")) {
    piece->kind = REQUEST;
    piece->text = pong;
    int token = (int)(size < 512 ? size : 512) - 5;
    piece->size = (size_t)sprintf(pong, "PONG %.*s\r\n", token, bytes + 5);
  } else {
    int number = reply_number(bytes, size);
    if (number == END_OF_NAMES || number == END_OF_MOTD || number == NO_MOTD) piece->kind = READY;
    else if (number >= FIRST_ERROR || starts(bytes, size, "ERROR ")) {
      fail("Unexpected line \"%.*s\"", (int)size, bytes);
    }
  }
  return used;
}

// The room for text that ":m00001!~m00001@127.0.0.1 PRIVMSG #bench :" and CR LF leave in a message.
// The names of members and of the channel have the same length.
enum { IRC_SIZE = MESSAGE_SIZE - 44 };

const struct protocol irc_lines = {
  "irc", IRC_SIZE, IRC_SIZE, irc_login, irc_join, irc_send_channel, irc_send_private, irc_take,
};

// --- Direct ---

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
  if (size > HEAD && starts(bytes, size, delivery)) {
    piece->kind = MESSAGE;
    piece->from = member_number(bytes + sizeof delivery - 1);
    piece->text = bytes + HEAD;
    piece->size = size - HEAD;
  } else if (starts(bytes, size, "HELLO ")) {
    piece->kind = READY;
  } else if (size == 7 && starts(bytes, size, "SEND-OK")) {
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
