// IRC, as ngircd and InspIRCd speak it.
#include "lines.h"
#include "protocol.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
  if (!command || !starts_line(command, (size_t)(line + size - command), " PRIVMSG ")) return false;
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
  } else if (starts_line(bytes, size, "PING ")) {
    piece->kind = REQUEST;
    piece->text = pong;
    int token = (int)(size < 512 ? size : 512) - 5;
    piece->size = (size_t)sprintf(pong, "PONG %.*s\r\n", token, bytes + 5);
  } else {
    int number = reply_number(bytes, size);
    if (number == END_OF_NAMES || number == END_OF_MOTD || number == NO_MOTD) piece->kind = READY;
    else if (number >= FIRST_ERROR || starts_line(bytes, size, "ERROR ")) {
      fail("Unexpected line \"%.*s\"", (int)size, bytes);
    }
  }
  return used;
}

// The room for text that ":m00001!~m00001@127.0.0.1 PRIVMSG #bench :" and CR LF leave in a message.
// The names of members and of the channel have the same length. InspIRCd adds no "~".
enum { IRC_SIZE = MESSAGE_SIZE - 44, INSPIRCD_SIZE = IRC_SIZE + 1 };

const struct protocol irc_lines = {
  "irc", IRC_SIZE, IRC_SIZE, irc_login, irc_join, irc_send_channel, irc_send_private, irc_take,
};

const struct protocol inspircd_lines = {
  "inspircd", INSPIRCD_SIZE, INSPIRCD_SIZE, irc_login, irc_join, irc_send_channel,
  irc_send_private, irc_take,
};
