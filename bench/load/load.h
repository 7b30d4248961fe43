// What a load is, and the small things that all parts of the load generator use.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Every message takes this many bytes on the wire when it is delivered, whatever the protocol.
enum { MESSAGE_SIZE = 200 };

struct options {
  const char *workload, *protocol;
  int port, server_pid;
  int members;    // connections
  int senders;    // how many of them send
  int window;     // the most messages that a sender has under way
  int warmup;     // milliseconds before measuring starts
  int duration;   // milliseconds of measuring
  int messages;   // for latency: how many
  int pause;      // for latency: milliseconds between two messages
  int quick_ack;  // 1: acknowledge at once what is read
  int deadline;   // seconds for all together
};

// Says what went wrong and ends the program: a server that loses messages has no figures.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The workloads. Each prints one JSON object.
void run_throughput(const struct options *options);
void run_latency(const struct options *options);
void run_idle(const struct options *options);
