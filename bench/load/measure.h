// Time, processor time and memory.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// A moment, and what had been used until then.
struct mark {
  double time;       // seconds
  double own_cpu;    // seconds of processor time of this program
  double server_cpu; // the same of the server
  double all_cpu;    // the same of the whole machine
};

double now(void);
struct mark mark_now(int server_pid);

// Prints one JSON object: the members in `format`, and how busy everybody was between two moments.
void print_result(struct mark start, struct mark stop, const char *format, ...)
  __attribute__((format(printf, 3, 4)));

// The memory that a process holds, in kilobytes.
long resident_memory(int pid);

// Sorts `values`; percentile() then takes them.
void sort(float *values, size_t count);
double percentile(const float *sorted, size_t count, double percent);
