#include "lines.h"
#include <string.h>

size_t cut_line(const char *bytes, size_t count, size_t *size) {
  const char *end = memchr(bytes, '\n', count);
  if (!end) return 0;
  *size = (size_t)(end - bytes);
  if (*size > 0 && end[-1] == '\r') --*size;
  return (size_t)(end - bytes) + 1;
}

bool starts_line(const char *line, size_t size, const char *with) {
  return size >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}
