// As many messages as go through, with a bounded number of each sender's under way: in one room, or
// (workload "direct") between pairs.
#include "crowd.h"
#include "measure.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_WINDOW = 64, PATIENCE = 10 };

// A member that sends. Its message is no longer under way when one designated other member has it.
struct sender {
  int id, designated;
  uint32_t sent, arrived;
};

struct traffic {
  struct crowd crowd;
  bool direct;
  int count, window;
  struct sender *senders;
  int *sender_of;   // by member: its place in `senders`, or -1
  uint32_t *next;   // by receiver and sender: the number of the message that has to come next
  uint64_t sent, delivered;
};

// In pairs everybody hears one other only.
static uint32_t *next_from(struct traffic *traffic, int receiver, int sender) {
  if (traffic->direct) return &traffic->next[receiver];
  return &traffic->next[receiver * traffic->count + sender];
}

static void received(void *context, int receiver, int from, uint32_t number) {
  struct traffic *traffic = context;
  int index = from < traffic->crowd.count ? traffic->sender_of[from] : -1;
  if (index < 0) fail("Member %d got a message of %d, who sends none", receiver, from);
  struct sender *sender = &traffic->senders[index];
  bool designated = sender->designated == receiver;
  if (traffic->direct && !designated) fail("Member %d got a message to another one", receiver);
  uint32_t *next = next_from(traffic, receiver, index);
  if (number != *next) {
    const char *what = number < *next ? "again" : "too early: one was lost, or overtaken";
    fail("Member %d got message %u of %d %s (%u was next)", receiver, number, from, what, *next);
  }
  ++*next;
  traffic->delivered++;
  if (designated) sender->arrived++;
}

// Sends all that the sender's window has room for, in one write.
static void fill_window(struct traffic *traffic, struct sender *sender) {
  static char bytes[MOST_WINDOW * 2 * MESSAGE_SIZE];
  char text[MESSAGE_SIZE];
  const struct protocol *protocol = traffic->crowd.protocol;
  size_t size = 0;
  while (sender->sent - sender->arrived < (uint32_t)traffic->window) {
    size_t length = traffic->direct ? protocol->tell_size : protocol->say_size;
    write_text(text, length, sender->id, sender->sent++);
    size += traffic->direct ? protocol->tell(bytes + size, sender->designated, text, length)
                            : protocol->say(bytes + size, text, length);
    traffic->sent++;
  }
  if (size > 0) send_from(&traffic->crowd, sender->id, bytes, size);
}

static void send_for(struct traffic *traffic, int milliseconds) {
  double until = now() + milliseconds / 1e3, last = now();
  uint64_t seen = traffic->delivered;
  for (double time = now(); time < until; time = now()) {
    for (int i = 0; i < traffic->count; i++) fill_window(traffic, &traffic->senders[i]);
    poll_crowd(&traffic->crowd, 100);
    if (traffic->delivered != seen) seen = traffic->delivered, last = time;
    else if (time - last > PATIENCE) fail("Nothing arrives any more");
  }
}

// Waits until everybody has got everything.
static void drain(struct traffic *traffic) {
  uint64_t hearers = traffic->direct ? 1 : (uint64_t)traffic->crowd.count - 1;
  uint64_t expected = traffic->sent * hearers;
  double last = now();
  for (uint64_t seen = traffic->delivered; traffic->delivered < expected;) {
    poll_crowd(&traffic->crowd, 100);
    if (traffic->delivered != seen) seen = traffic->delivered, last = now();
    else if (now() - last > PATIENCE) {
      fail("%llu deliveries were lost", (unsigned long long)(expected - traffic->delivered));
    }
  }
}

static void choose_senders(struct traffic *traffic, const struct options *options) {
  int members = traffic->crowd.count;
  traffic->count = traffic->direct ? members : options->senders;
  traffic->senders = calloc((size_t)traffic->count, sizeof *traffic->senders);
  traffic->sender_of = malloc((size_t)members * sizeof *traffic->sender_of);
  size_t heard = traffic->direct ? 1 : (size_t)traffic->count;
  traffic->next = calloc((size_t)members * heard, sizeof *traffic->next);
  for (int id = 0; id < members; id++) traffic->sender_of[id] = -1;
  for (int i = 0; i < traffic->count; i++) {
    // Senders and designated members stand all over the room: no server's order of writing matters.
    int id = traffic->direct ? i : (int)((long)i * members / traffic->count);
    int other = traffic->direct ? i ^ 1 : (id + members / 2) % members;
    traffic->senders[i] = (struct sender){.id = id, .designated = other};
    traffic->sender_of[id] = i;
  }
}

void run_throughput(const struct options *options) {
  struct traffic traffic = {.direct = strcmp(options->workload, "direct") == 0};
  traffic.window = options->window;
  if (traffic.window > MOST_WINDOW) fail("The window has at most %d messages", MOST_WINDOW);
  traffic.crowd.protocol = load_protocol(options->protocol);
  connect_crowd(&traffic.crowd, options);
  if (!traffic.direct) enter_room(&traffic.crowd);
  else if (!traffic.crowd.protocol->tell) fail("\"%s\" knows no pairs", options->protocol);
  choose_senders(&traffic, options);
  traffic.crowd.received = received;
  traffic.crowd.context = &traffic;

  send_for(&traffic, options->warmup);
  struct mark start = mark_now(options->server_pid);
  uint64_t before = traffic.delivered;
  send_for(&traffic, options->duration);
  struct mark stop = mark_now(options->server_pid);
  uint64_t measured = traffic.delivered - before;
  drain(&traffic);

  double millions = (double)measured / 1e6;
  print_result(start, stop, "\"members\":%d,\"deliveries\":%llu,\"perSecond\":%.0f,"
               "\"cpuPerMillion\":%.4f", traffic.crowd.count, (unsigned long long)measured,
               (double)measured / (stop.time - start.time),
               (stop.server_cpu - start.server_cpu) / millions);
}
