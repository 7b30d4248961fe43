// Time, processor time and memory.
#pragma once
#include "load.h"

// A moment, and the processor time used until then.
struct mark {
  double time;       // seconds
  double own_cpu;    // seconds of processor time of this program
  double server_cpu; // seconds of processor time of all servers
  double bus_cpu;    // seconds of processor time of the processes that connect them
  double all_cpu;    // seconds of processor time of the whole machine
};

double now(void);
struct mark mark_now(const struct options *options);

// Prints one JSON object: the members in `format`, and the processor use between two moments.
void print_result(struct mark start, struct mark stop, const char *format, ...)
  __attribute__((format(printf, 3, 4)));

// Returns the resident memory of a process, in kilobytes.
long resident_memory(int pid);

void sort(float *values, size_t count);
// Returns a percentile of values that sort() has sorted.
double percentile(const float *sorted, size_t count, double percent);
