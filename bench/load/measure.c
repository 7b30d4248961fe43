#include "measure.h"
#include "load.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void read_proc(int pid, const char *name, char *text, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  FILE *file = fopen(path, "r");
  size_t count = file ? fread(text, 1, size - 1, file) : 0;
  text[count] = '\0';
  if (file) fclose(file);
  if (count == 0) fail("Cannot read \"%s\": the server is gone", path);
}

// Returns the user and system time of all threads: the 12th and 13th field after the name.
static double process_cpu(int pid) {
  char text[1024];
  unsigned long user, system;
  read_proc(pid, "stat", text, sizeof text);
  const char *rest = strrchr(text, ')');
  const char *format = ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu";
  if (!rest || sscanf(rest, format, &user, &system) != 2) fail("Cannot read the state of %d", pid);
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

// Returns the time that was neither idle nor spent waiting for disks. It includes the time that the
// host of a virtual machine took.
static double machine_cpu(void) {
  FILE *file = fopen("/proc/stat", "r");
  unsigned long user, nice, system, irq, soft_irq, steal;
  const char *format = "cpu %lu %lu %lu %*u %*u %lu %lu %lu";
  int count = file ? fscanf(file, format, &user, &nice, &system, &irq, &soft_irq, &steal) : 0;
  if (file) fclose(file);
  if (count != 6) fail("Cannot read \"/proc/stat\"");
  return (double)(user + nice + system + irq + soft_irq + steal) / (double)sysconf(_SC_CLK_TCK);
}

static double processes_cpu(const struct numbers *pids) {
  double seconds = 0;
  for (int i = 0; i < pids->count; i++) seconds += process_cpu(pids->all[i]);
  return seconds;
}

struct mark mark_now(const struct options *options) {
  struct rusage own;
  getrusage(RUSAGE_SELF, &own);
  double seconds = (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec);
  double micros = (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec);
  return (struct mark){
    .time = now(),
    .own_cpu = seconds + micros / 1e6,
    .server_cpu = processes_cpu(&options->server_pids),
    .bus_cpu = processes_cpu(&options->bus_pids),
    .all_cpu = machine_cpu(),
  };
}

// The use of the processors between two moments, in cores.
struct busy {
  double server, own, others;
};

static struct busy busy_between(struct mark start, struct mark stop) {
  double seconds = stop.time - start.time;
  double server = stop.server_cpu - start.server_cpu, own = stop.own_cpu - start.own_cpu;
  double bus = stop.bus_cpu - start.bus_cpu;
  double others = stop.all_cpu - start.all_cpu - server - bus - own;
  return (struct busy){server / seconds, own / seconds, others > 0 ? others / seconds : 0};
}

void print_result(struct mark start, struct mark stop, const char *format, ...) {
  struct busy busy = busy_between(start, stop);
  va_list args;
  va_start(args, format);
  putchar('{');
  vprintf(format, args);
  printf(",\"serverBusy\":%.3f,\"loadBusy\":%.3f,\"othersBusy\":%.3f}\n", busy.server, busy.own,
         busy.others);
  va_end(args);
}

long resident_memory(int pid) {
  char text[4096];
  read_proc(pid, "status", text, sizeof text);
  const char *line = strstr(text, "VmRSS:");
  if (!line) fail("Cannot read the memory of %d", pid);
  return atol(line + strlen("VmRSS:"));
}

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

void sort(float *values, size_t count) {
  qsort(values, count, sizeof *values, by_value);
}

double percentile(const float *sorted, size_t count, double percent) {
  if (count == 0) return 0;
  size_t index = (size_t)((double)count * percent / 100);
  return (double)sorted[index < count ? index : count - 1];
}
