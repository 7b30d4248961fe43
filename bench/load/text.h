// The text of a message: who wrote it, which of theirs it is, and letters that depend on that.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void write_text(char *text, size_t size, int sender, uint32_t number);

// Reads a text back. False when a single byte of it is not as it was written.
bool read_text(const char *text, size_t size, int *sender, uint32_t *number);
