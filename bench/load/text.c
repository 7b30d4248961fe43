#include "text.h"
#include <string.h>

// "00042 0000000017 abcdef…": a fixed number of digits, which is fast to read.
enum { SENDER_DIGITS = 5, NUMBER_DIGITS = 10, HEAD = SENDER_DIGITS + NUMBER_DIGITS + 2 };

// Successive messages start with different letters, so that a mix of two messages is detected.
enum { SHIFTS = 26 };

static const char *letters(uint32_t number) {
  static char alphabet[SHIFTS + 512];
  for (size_t i = 0; !alphabet[sizeof alphabet - 1]; i++) alphabet[i] = (char)('a' + i % 26);
  return alphabet + number % SHIFTS;
}

static void write_digits(char *to, int digits, uint32_t number) {
  while (digits-- > 0) to[digits] = (char)('0' + number % 10), number /= 10;
}

static bool read_digits(const char *from, int digits, uint32_t *number) {
  uint32_t sum = 0;
  for (int i = 0; i < digits; i++) {
    uint32_t digit = (uint32_t)from[i] - '0';
    if (digit > 9) return false;
    sum = sum * 10 + digit;
  }
  *number = sum;
  return true;
}

void write_text(char *text, size_t size, int sender, uint32_t number) {
  write_digits(text, SENDER_DIGITS, (uint32_t)sender);
  text[SENDER_DIGITS] = ' ';
  write_digits(text + SENDER_DIGITS + 1, NUMBER_DIGITS, number);
  text[HEAD - 1] = ' ';
  memcpy(text + HEAD, letters(number), size - HEAD);
}

bool read_text(const char *text, size_t size, int *sender, uint32_t *number) {
  uint32_t from;
  if (size < HEAD || text[SENDER_DIGITS] != ' ' || text[HEAD - 1] != ' ') return false;
  if (!read_digits(text, SENDER_DIGITS, &from)) return false;
  if (!read_digits(text + SENDER_DIGITS + 1, NUMBER_DIGITS, number)) return false;
  *sender = (int)from;
  return memcmp(text + HEAD, letters(*number), size - HEAD) == 0;
}
