#include "crowd.h"
#include "measure.h"
#include "text.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

// Handles few events at a time, so that senders with room in their window send again soon.
enum { MAX_EVENTS = 64 };

enum { MAX_PIECE_BYTES = 1024, OWN_DESCRIPTORS = 32 };

// The time after which all servers of a cluster know what one of them has been told.
enum { SPREAD_MILLISECONDS = 1000 };

int server_of(const struct crowd *crowd, int id) {
  return (int)((long)id * crowd->ports.count / crowd->count);
}

void rest(struct crowd *crowd, int milliseconds) {
  for (double until = now() + milliseconds / 1e3; now() < until;) poll_crowd(crowd, 1);
}

static void connect_member(struct crowd *crowd, int id) {
  struct sockaddr_in server = {
    .sin_family = AF_INET,
    .sin_port = htons((uint16_t)crowd->ports.all[server_of(crowd, id)]),
    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server)) {
    fail("Cannot connect member %d: %s", id, strerror(errno));
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  crowd->members[id] = (struct member){.fd = fd};
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)id};
  if (epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, fd, &event)) {
    fail("Cannot watch member %d: %s", id, strerror(errno));
  }
  char bytes[1024];
  send_from(crowd, id, bytes, crowd->protocol->login(bytes, id));
}

static void join_member(struct crowd *crowd, int id) {
  char bytes[1024];
  send_from(crowd, id, bytes, crowd->protocol->join(bytes, id == 0));
}

// Calls `act` for the members from `from` up to `to`, and waits for the answers.
static void do_paced(struct crowd *crowd, int from, int to, void act(struct crowd *, int)) {
  for (int next = from; next < to || crowd->waiting > 0;) {
    for (; next < to && crowd->waiting < crowd->max_waiting; next++) {
      crowd->waiting++;
      act(crowd, next);
    }
    poll_crowd(crowd, 1000);
  }
}

// Raises the limit on open files as far as possible, and shrinks the crowd if that is not enough.
static void fit_limit(struct crowd *crowd) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  if ((rlim_t)crowd->count + OWN_DESCRIPTORS <= limit.rlim_cur) return;
  crowd->count = (int)limit.rlim_cur - OWN_DESCRIPTORS;
}

void connect_crowd(struct crowd *crowd, const struct options *options) {
  crowd->count = options->members;
  crowd->ports = options->ports;
  crowd->quick_ack = options->quick_ack;
  crowd->max_waiting = options->pending;
  fit_limit(crowd);
  crowd->members = calloc((size_t)crowd->count, sizeof *crowd->members);
  crowd->epoll = epoll_create1(EPOLL_CLOEXEC);
  do_paced(crowd, 0, crowd->count, connect_member);
}

void join_channel(struct crowd *crowd) {
  if (!crowd->protocol->join) fail("\"%s\" has no channels", crowd->protocol->name);
  // The first member creates the channel. The others can join only after that.
  do_paced(crowd, 0, 1, join_member);
  if (crowd->ports.count > 1) rest(crowd, SPREAD_MILLISECONDS);
  do_paced(crowd, 1, crowd->count, join_member);
  if (crowd->ports.count > 1) rest(crowd, SPREAD_MILLISECONDS);
}

static void take_message(struct crowd *crowd, int id, const struct piece *piece) {
  int sender;
  uint32_t number;
  if (!read_text(piece->text, piece->size, &sender, &number)) {
    fail("Member %d received a text that no member sent: \"%.*s\"", id, (int)piece->size,
         piece->text);
  }
  if (piece->from >= 0 && piece->from != sender) {
    fail("Member %d received a message of %d in the name of %d", id, sender, piece->from);
  }
  if (sender == id) fail("Member %d received its own message", id);
  if (!crowd->received) fail("Member %d received a message before any was sent", id);
  crowd->received(crowd->context, id, sender, number);
}

static void take_piece(struct crowd *crowd, int id, const struct piece *piece) {
  switch (piece->kind) {
  case NOTICE: break;
  case READY: crowd->waiting--; break;
  case MESSAGE: take_message(crowd, id, piece); break;
  case REQUEST: send_from(crowd, id, piece->text, piece->size); break;
  }
}

// Reads the bytes that have arrived for a member, and keeps an incomplete piece for the next call.
static void read_member(struct crowd *crowd, int id) {
  static char bytes[MAX_PIECE_BYTES + (1 << 16)];
  struct member *member = &crowd->members[id];
  if (member->held > 0) memcpy(bytes, member->piece, (size_t)member->held);
  // The system resets this option after a while.
  if (crowd->quick_ack) setsockopt(member->fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
  ssize_t count = recv(member->fd, bytes + member->held, 1 << 16, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) fail("The server closed the connection of member %d", id);
  size_t size = (size_t)(member->held + count), at = 0, used;
  struct piece piece;
  while (at < size && (used = crowd->protocol->take(bytes + at, size - at, &piece)) > 0) {
    take_piece(crowd, id, &piece);
    at += used;
  }
  member->held = (int)(size - at);
  if (member->held == 0) return;
  if (member->held > MAX_PIECE_BYTES) fail("Member %d received a line that does not end", id);
  if (!member->piece) member->piece = malloc(MAX_PIECE_BYTES);
  memcpy(member->piece, bytes + at, (size_t)member->held);
}

void poll_crowd(struct crowd *crowd, int timeout) {
  struct epoll_event events[MAX_EVENTS];
  int count = epoll_wait(crowd->epoll, events, MAX_EVENTS, timeout);
  for (int i = 0; i < count; i++) read_member(crowd, (int)events[i].data.u32);
}

void send_from(struct crowd *crowd, int id, const char *bytes, size_t size) {
  ssize_t count = send(crowd->members[id].fd, bytes, size, MSG_NOSIGNAL);
  if (count != (ssize_t)size) fail("Cannot send from member %d: %s", id, strerror(errno));
}
