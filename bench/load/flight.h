// The messages of one sender that some member has not received yet.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct flight {
  struct departure *departures; // a ring, by message number
};

// The times from the send of a message until its last member had it: the latest of them, in a ring.
struct arrivals {
  float *microseconds;
  size_t count; // of all arrivals, including those that the ring has forgotten
};

void start_flight(struct flight *flight);

// Records that the message with this number leaves for `receivers` members.
void depart(struct flight *flight, uint32_t number, int receivers);

// Records that one more member has the message. If it is the last one, adds the time since the send to
// `arrivals`, unless that is NULL.
void arrive(struct flight *flight, uint32_t number, struct arrivals *arrivals);

// Sorts the recorded times, and returns their number.
size_t sort_arrivals(struct arrivals *arrivals);
