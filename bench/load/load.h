// The options of a load, and declarations that all parts of the load generator use.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The size of every delivered message on the wire, in any protocol.
enum { MESSAGE_SIZE = 200 };

// Several servers that act as one have this many ports at most, and as many processes.
enum { MAX_SERVERS = 16 };

// Numbers that are given one by one.
struct numbers {
  int count, all[MAX_SERVERS];
};

struct options {
  const char *workload, *protocol;
  struct numbers ports, server_pids; // the members are spread over all ports, in equal parts
  struct numbers bus_pids;           // the processes that connect the servers
  int members;    // number of connections
  int senders;    // number of members that send
  int window;     // maximum number of messages in flight for each sender
  int warmup;     // milliseconds before measuring starts
  int duration;   // milliseconds of measuring
  int messages;   // for latency: number of messages
  int pause;      // for latency: milliseconds between two messages
  int pending;    // maximum number of members whose login or join is not yet answered
  int quick_ack;  // 1: acknowledge received bytes at once
  int deadline;   // seconds for the whole run
};

// Prints an error and ends the program: the figures of a server that loses messages mean nothing.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The workloads. Each prints one JSON object.
void run_throughput(const struct options *options);
void run_latency(const struct options *options);
void run_idle(const struct options *options);
