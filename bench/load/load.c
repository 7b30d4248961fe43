// The load generator: many clients of a chat server in one process, on one core. It checks every
// byte that it receives, prints one JSON object, and fails if a message is lost, duplicated or
// reordered.
//
//   load WORKLOAD PROTOCOL KEY=NUMBER…
//   load bursty irc port=6667 server-pid=123 members=100 senders=10 window=16 duration=2000
#include "load.h"
#include "protocol.h"
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

const struct protocol *load_protocol(const char *name) {
  static const struct protocol *const all[] = {
    &channel_frames, &bare_frames,     &irc_lines,    &inspircd_lines,
    &nats_lines,     &direct_lines,    &messenger_lines, &web_messages,
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (strcmp(all[i]->name, name) == 0) return all[i];
  }
  fail("Unknown protocol \"%s\"", name);
}

int member_number(const char *name) {
  int number = 0;
  if (name[0] != 'm') return -1;
  for (int i = 1; i < NAME_SIZE; i++) {
    if (name[i] < '0' || name[i] > '9') return -1;
    number = number * 10 + name[i] - '0';
  }
  return number;
}

static void read_option(struct options *options, const char *argument) {
  const struct { const char *name; int *value; } known[] = {
    {"members", &options->members}, {"senders", &options->senders},
    {"window", &options->window},   {"warmup", &options->warmup},
    {"duration", &options->duration}, {"messages", &options->messages},
    {"pause", &options->pause},     {"quick-ack", &options->quick_ack},
    {"pending", &options->pending}, {"deadline", &options->deadline},
  };
  const struct { const char *name; struct numbers *values; } repeated[] = {
    {"port", &options->ports},
    {"server-pid", &options->server_pids},
    {"bus-pid", &options->bus_pids},
  };
  const char *equals = strchr(argument, '=');
  size_t size = equals ? (size_t)(equals - argument) : 0;
  for (size_t i = 0; equals && i < sizeof known / sizeof *known; i++) {
    if (strlen(known[i].name) != size || strncmp(argument, known[i].name, size)) continue;
    *known[i].value = atoi(equals + 1);
    return;
  }
  for (size_t i = 0; equals && i < sizeof repeated / sizeof *repeated; i++) {
    if (strlen(repeated[i].name) != size || strncmp(argument, repeated[i].name, size)) continue;
    struct numbers *values = repeated[i].values;
    if (values->count == MAX_SERVERS) fail("There are too many options \"%s\"", argument);
    values->all[values->count++] = atoi(equals + 1);
    return;
  }
  fail("Unknown option \"%s\"", argument);
}

static void on_deadline(int signal) {
  static const char text[] = "The deadline has passed\n";
  (void)signal;
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(2);
  _exit(1);
}

int main(int count, char **arguments) {
  struct options options = {
    .members = 100, .senders = 10, .window = 16, .warmup = 500, .duration = 2000,
    .messages = 1000, .pause = 1, .deadline = 60,
    .pending = 8, // ngircd's listen queue has ten places.
  };
  if (count < 3) fail("Usage: load bursty|even|direct|latency|idle PROTOCOL KEY=NUMBER...");
  options.workload = arguments[1];
  options.protocol = arguments[2];
  for (int i = 3; i < count; i++) read_option(&options, arguments[i]);
  if (options.members < 2 || options.senders < 1 || options.senders > options.members) {
    fail("There must be at least two members, and no more senders than members");
  }
  if (options.ports.count < 1) fail("The option \"port\" is missing");
  // The program ends at its deadline, or together with the benchmark that started it.
  signal(SIGALRM, on_deadline);
  alarm((unsigned)options.deadline);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (strcmp(options.workload, "bursty") == 0) run_throughput(&options);
  else if (strcmp(options.workload, "even") == 0) run_throughput(&options);
  else if (strcmp(options.workload, "direct") == 0) run_throughput(&options);
  else if (strcmp(options.workload, "latency") == 0) run_latency(&options);
  else if (strcmp(options.workload, "idle") == 0) run_idle(&options);
  else fail("Unknown workload \"%s\"", options.workload);
  return 0;
}
