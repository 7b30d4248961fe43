// The throughput of senders with a bounded number of messages in flight: in one channel (workloads
// "bursty" and "even"), or between pairs (workload "direct").
//
// The workloads in a channel differ in what makes room for the next message. In "bursty" it is the
// receipt of a message by one designated member, so that a sender often gets much room at once. In
// "even" each delivery to any member makes its share of the room.
#include "crowd.h"
#include "flight.h"
#include "measure.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_WINDOW = 64, TIMEOUT_SECONDS = 10 };

// A member that sends.
struct sender {
  int id;
  int designated;   // the member whose receipts make room, except in "even"
  uint32_t sent;
  uint32_t allowed; // how many messages it may have sent by now
  struct flight flight;
};

struct traffic {
  struct crowd crowd;
  bool direct, even;
  int count, window, receivers;
  struct sender *senders;
  int *sender_of;    // by member: its index in `senders`, or -1
  uint32_t *next;    // by receiver and sender: the number of the next message
  int turn;          // "even": the sender that gets the next room
  uint64_t released; // "even": deliveries whose share has become room
  uint64_t sent, delivered;
  bool measuring;
  struct arrivals arrivals;
};

// In pairs each member has only one sender.
static uint32_t *next_from(struct traffic *traffic, int receiver, int sender) {
  if (traffic->direct) return &traffic->next[receiver];
  return &traffic->next[receiver * traffic->count + sender];
}

static void received(void *context, int receiver, int from, uint32_t number) {
  struct traffic *traffic = context;
  int index = from < traffic->crowd.count ? traffic->sender_of[from] : -1;
  if (index < 0) fail("Member %d received a message of %d, which sends none", receiver, from);
  struct sender *sender = &traffic->senders[index];
  bool designated = sender->designated == receiver;
  if (traffic->direct && !designated) {
    fail("Member %d received a message to another member", receiver);
  }
  uint32_t *next = next_from(traffic, receiver, index);
  if (number != *next) {
    const char *what = number < *next ? "twice" : "too early: one was lost or reordered";
    fail("Member %d received message %u of %d %s (%u was next)", receiver, number, from, what,
         *next);
  }
  ++*next;
  traffic->delivered++;
  if (designated && !traffic->even) sender->allowed++;
  if (traffic->direct) return;
  arrive(&sender->flight, number, traffic->measuring ? &traffic->arrivals : NULL);
}

// Turns the latest deliveries into room for new messages, for the senders in turn.
static void release_shares(struct traffic *traffic) {
  for (; traffic->delivered - traffic->released >= (uint64_t)traffic->receivers;
       traffic->released += (uint64_t)traffic->receivers) {
    traffic->senders[traffic->turn].allowed++;
    traffic->turn = (traffic->turn + 1) % traffic->count;
  }
}

// Sends all messages for which the sender has room, in one write.
static void fill_window(struct traffic *traffic, struct sender *sender) {
  static char bytes[MAX_WINDOW * 2 * MESSAGE_SIZE];
  char text[MESSAGE_SIZE];
  const struct protocol *protocol = traffic->crowd.protocol;
  size_t size = 0;
  uint32_t room = sender->allowed - sender->sent;
  if (room > MAX_WINDOW) room = MAX_WINDOW; // the buffer holds no more
  for (; room > 0; room--) {
    size_t length = traffic->direct ? protocol->private_size : protocol->channel_size;
    if (!traffic->direct) depart(&sender->flight, sender->sent, traffic->receivers);
    write_text(text, length, sender->id, sender->sent++);
    size += traffic->direct ? protocol->send_private(bytes + size, sender->designated, text, length)
                            : protocol->send_channel(bytes + size, text, length);
    traffic->sent++;
  }
  if (size > 0) send_from(&traffic->crowd, sender->id, bytes, size);
}

static void send_for(struct traffic *traffic, int milliseconds) {
  double until = now() + milliseconds / 1e3, last = now();
  uint64_t seen = traffic->delivered;
  for (double time = now(); time < until; time = now()) {
    if (traffic->even) release_shares(traffic);
    for (int i = 0; i < traffic->count; i++) fill_window(traffic, &traffic->senders[i]);
    poll_crowd(&traffic->crowd, 100);
    if (traffic->delivered != seen) seen = traffic->delivered, last = time;
    else if (time - last > TIMEOUT_SECONDS) fail("No message arrives any more");
  }
}

// Waits until every member has received every message.
static void drain(struct traffic *traffic) {
  uint64_t expected = traffic->sent * (uint64_t)traffic->receivers;
  double last = now();
  for (uint64_t seen = traffic->delivered; traffic->delivered < expected;) {
    poll_crowd(&traffic->crowd, 100);
    if (traffic->delivered != seen) seen = traffic->delivered, last = now();
    else if (now() - last > TIMEOUT_SECONDS) {
      fail("%llu deliveries were lost", (unsigned long long)(expected - traffic->delivered));
    }
  }
}

static void choose_senders(struct traffic *traffic, const struct options *options) {
  int members = traffic->crowd.count;
  traffic->count = traffic->direct ? members : options->senders;
  traffic->receivers = traffic->direct ? 1 : members - 1;
  traffic->senders = calloc((size_t)traffic->count, sizeof *traffic->senders);
  traffic->sender_of = malloc((size_t)members * sizeof *traffic->sender_of);
  size_t senders_each = traffic->direct ? 1 : (size_t)traffic->count;
  traffic->next = calloc((size_t)members * senders_each, sizeof *traffic->next);
  for (int id = 0; id < members; id++) traffic->sender_of[id] = -1;
  for (int i = 0; i < traffic->count; i++) {
    // Senders and designated members are spread over the channel, so that the order in which a
    // server writes does not matter.
    int id = traffic->direct ? i : (int)((long)i * members / traffic->count);
    int other = traffic->direct ? i ^ 1 : (id + members / 2) % members;
    traffic->senders[i] = (struct sender){
      .id = id, .designated = other, .allowed = (uint32_t)traffic->window,
    };
    if (!traffic->direct) start_flight(&traffic->senders[i].flight);
    traffic->sender_of[id] = i;
  }
}

void run_throughput(const struct options *options) {
  struct traffic traffic = {
    .direct = strcmp(options->workload, "direct") == 0,
    .even = strcmp(options->workload, "even") == 0,
  };
  traffic.window = options->window;
  if (traffic.window > MAX_WINDOW) fail("The window must not exceed %d messages", MAX_WINDOW);
  traffic.crowd.protocol = load_protocol(options->protocol);
  connect_crowd(&traffic.crowd, options);
  if (!traffic.direct) join_channel(&traffic.crowd);
  else if (!traffic.crowd.protocol->send_private) {
    fail("\"%s\" has no private messages", options->protocol);
  }
  choose_senders(&traffic, options);
  traffic.crowd.received = received;
  traffic.crowd.context = &traffic;

  send_for(&traffic, options->warmup);
  struct mark start = mark_now(options);
  uint64_t before = traffic.delivered;
  traffic.measuring = true;
  send_for(&traffic, options->duration);
  traffic.measuring = false;
  struct mark stop = mark_now(options);
  uint64_t measured = traffic.delivered - before;
  drain(&traffic);

  double millions = (double)measured / 1e6;
  size_t arrivals = sort_arrivals(&traffic.arrivals);
  print_result(start, stop, "\"members\":%d,\"deliveries\":%llu,\"perSecond\":%.0f,"
               "\"cpuPerMillion\":%.4f,\"busCpuPerMillion\":%.4f,\"lastP50\":%.1f,\"lastP99\":%.1f",
               traffic.crowd.count, (unsigned long long)measured,
               (double)measured / (stop.time - start.time),
               (stop.server_cpu - start.server_cpu) / millions,
               (stop.bus_cpu - start.bus_cpu) / millions,
               percentile(traffic.arrivals.microseconds, arrivals, 50),
               percentile(traffic.arrivals.microseconds, arrivals, 99));
}
