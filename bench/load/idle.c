// Many members that are logged in and send nothing.
#include "crowd.h"
#include "measure.h"

void run_idle(const struct options *options) {
  struct crowd crowd = {.protocol = load_protocol(options->protocol)};
  long before = resident_memory(options->server_pids.all[0]);
  struct mark start = mark_now(options);
  connect_crowd(&crowd, options);
  struct mark stop = mark_now(options);
  // Memory that the server frees soon does not belong to the connections.
  for (double until = now() + options->duration / 1e3; now() < until;) poll_crowd(&crowd, 100);
  long after = resident_memory(options->server_pids.all[0]);
  print_result(start, stop, "\"members\":%d,\"connectSeconds\":%.3f,\"kilobytesEach\":%.2f",
               crowd.count, stop.time - start.time, (double)(after - before) / crowd.count);
}
