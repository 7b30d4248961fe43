// The text of a message: its sender, its number, and letters that depend on the number.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void write_text(char *text, size_t size, int sender, uint32_t number);

// Reads a text back. Returns false if any byte differs from the one that was written.
bool read_text(const char *text, size_t size, int *sender, uint32_t *number);
