// Pieces of protocols that consist of lines.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Returns the size of the first line with its end, or 0. Sets `*size` to its size without the end.
size_t cut_line(const char *bytes, size_t count, size_t *size);

bool starts_line(const char *line, size_t size, const char *with);
