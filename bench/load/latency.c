// The latency of one message at a time in a channel without other traffic.
#include "crowd.h"
#include "measure.h"
#include "text.h"
#include <stdlib.h>

enum { TIMEOUT_SECONDS = 10 };

struct echo {
  struct crowd crowd;
  uint32_t number;   // of the current message
  double sent_at;
  bool *has_it;      // by member
  int missing;       // members that do not have it yet
  // Microseconds from the send to each delivery, to members on the sender's server and on others.
  struct deliveries { float *all; size_t count; } near, far;
  float last;        // microseconds from the send to the last delivery
};

static void received(void *context, int receiver, int sender, uint32_t number) {
  struct echo *echo = context;
  if (sender != 0 || number != echo->number) fail("Member %d received the wrong message", receiver);
  if (echo->has_it[receiver]) fail("Member %d received message %u twice", receiver, number);
  echo->has_it[receiver] = true;
  echo->missing--;
  echo->last = (float)((now() - echo->sent_at) * 1e6);
  bool is_near = server_of(&echo->crowd, receiver) == server_of(&echo->crowd, 0);
  struct deliveries *deliveries = is_near ? &echo->near : &echo->far;
  deliveries->all[deliveries->count++] = echo->last;
}

static void send_one(struct echo *echo) {
  const struct protocol *protocol = echo->crowd.protocol;
  char text[MESSAGE_SIZE], bytes[2 * MESSAGE_SIZE];
  write_text(text, protocol->channel_size, 0, echo->number);
  size_t size = protocol->send_channel(bytes, text, protocol->channel_size);
  echo->missing = echo->crowd.count - 1;
  for (int id = 0; id < echo->crowd.count; id++) echo->has_it[id] = false;
  echo->sent_at = now();
  send_from(&echo->crowd, 0, bytes, size);
  while (echo->missing > 0) {
    poll_crowd(&echo->crowd, 100);
    if (now() - echo->sent_at > TIMEOUT_SECONDS) fail("%d deliveries were lost", echo->missing);
  }
}

void run_latency(const struct options *options) {
  struct echo echo = {.crowd = {.protocol = load_protocol(options->protocol)}};
  connect_crowd(&echo.crowd, options);
  join_channel(&echo.crowd);
  rest(&echo.crowd, 100); // until the last notice of a join has arrived
  echo.crowd.received = received;
  echo.crowd.context = &echo;
  size_t messages = (size_t)options->messages, receivers = (size_t)echo.crowd.count - 1;
  echo.has_it = calloc((size_t)echo.crowd.count, sizeof *echo.has_it);
  echo.near.all = calloc(messages * receivers, sizeof *echo.near.all);
  echo.far.all = calloc(messages * receivers, sizeof *echo.far.all);
  float *lasts = calloc(messages, sizeof *lasts);

  double warm_until = now() + options->warmup / 1e3;
  for (; now() < warm_until; echo.number++, echo.near.count = echo.far.count = 0) {
    send_one(&echo);
    rest(&echo.crowd, options->pause);
  }
  struct mark start = mark_now(options);
  for (size_t i = 0; i < messages; i++, echo.number++) {
    send_one(&echo);
    lasts[i] = echo.last;
    rest(&echo.crowd, options->pause);
  }
  struct mark stop = mark_now(options);

  sort(echo.near.all, echo.near.count);
  sort(echo.far.all, echo.far.count);
  sort(lasts, messages);
  print_result(start, stop, "\"members\":%d,\"deliveries\":%zu,\"p50\":%.1f,\"p99\":%.1f,"
               "\"farP50\":%.1f,\"farP99\":%.1f,\"lastP50\":%.1f,\"lastP99\":%.1f",
               echo.crowd.count, echo.near.count + echo.far.count,
               percentile(echo.near.all, echo.near.count, 50),
               percentile(echo.near.all, echo.near.count, 99),
               percentile(echo.far.all, echo.far.count, 50),
               percentile(echo.far.all, echo.far.count, 99),
               percentile(lasts, messages, 50), percentile(lasts, messages, 99));
}
