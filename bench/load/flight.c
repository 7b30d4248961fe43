#include "flight.h"
#include "load.h"
#include "measure.h"
#include <stdlib.h>

// How many messages the members of a channel may be apart: far more than any server lets them be.
enum { MAX_APART = 1 << 14 };

enum { MAX_ARRIVALS = 1 << 20 };

struct departure {
  double time;
  int missing; // members that do not have the message yet
};

static struct departure *departure_of(struct flight *flight, uint32_t number) {
  return &flight->departures[number % MAX_APART];
}

void start_flight(struct flight *flight) {
  flight->departures = calloc(MAX_APART, sizeof *flight->departures);
}

void depart(struct flight *flight, uint32_t number, int receivers) {
  struct departure *departure = departure_of(flight, number);
  if (departure->missing > 0) fail("A member is %d messages of one sender behind", MAX_APART);
  *departure = (struct departure){now(), receivers};
}

void arrive(struct flight *flight, uint32_t number, struct arrivals *arrivals) {
  struct departure *departure = departure_of(flight, number);
  if (--departure->missing > 0 || !arrivals) return;
  if (!arrivals->microseconds) {
    arrivals->microseconds = malloc(MAX_ARRIVALS * sizeof *arrivals->microseconds);
  }
  float time = (float)((now() - departure->time) * 1e6);
  arrivals->microseconds[arrivals->count++ % MAX_ARRIVALS] = time;
}

size_t sort_arrivals(struct arrivals *arrivals) {
  size_t kept = arrivals->count < MAX_ARRIVALS ? arrivals->count : MAX_ARRIVALS;
  sort(arrivals->microseconds, kept);
  return kept;
}
