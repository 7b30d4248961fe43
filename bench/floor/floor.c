// The floor of the benchmark: relays 200-byte frames between the members of its only channel, and
// does nothing else. It has no names, limits, fairness or safety: no chat server can do less.
//
// It prints its port on 127.0.0.1 and runs until it is killed. It handles these frames:
//   /create, /join   adds the sender to the channel, and relays the frame like a message
//   /anything else   echoes the frame, so that a client knows that it has been read
//   anything else    relays the frame to the other members, if the sender is a member
#define _GNU_SOURCE // for accept4
#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FRAME = 200, LOG_FRAMES = 1 << 15, LOG_SIZE = FRAME * LOG_FRAMES, MAX_PEERS = 1 << 16 };

struct peer {
  bool open, in_channel;
  size_t at;     // offset in the log up to which the peer has been sent everything
  int held;      // length of an incomplete frame, in bytes
  char *partial; // allocated at the first read, so that an idle peer needs no memory
};

static struct peer peers[MAX_PEERS];
static int max_fd;
// One log for all peers: it stores a message once, and each peer has its own offset in it.
static char frames[LOG_SIZE];
static int author[LOG_FRAMES];
static size_t end;

static bool is_own(int fd, size_t at) {
  return author[at / FRAME % LOG_FRAMES] == fd;
}

static void close_peer(int fd) {
  close(fd);
  free(peers[fd].partial);
  peers[fd] = (struct peer){0};
}

// Joins the frames of other peers that this peer has not received: many messages become one write.
static size_t join_frames(int fd, char *joined, size_t room) {
  size_t size = 0;
  for (size_t at = peers[fd].at, next; at < end; at = next) {
    next = at - at % FRAME + FRAME;
    if (is_own(fd, at)) continue;
    if (size + (next - at) > room) break;
    memcpy(joined + size, frames + at % LOG_SIZE, next - at);
    size += next - at;
  }
  return size;
}

static void advance(int fd, size_t written) {
  struct peer *peer = &peers[fd];
  while (peer->at < end && (written > 0 || is_own(fd, peer->at))) {
    size_t rest = FRAME - peer->at % FRAME;
    size_t step = is_own(fd, peer->at) || written > rest ? rest : written;
    if (!is_own(fd, peer->at)) written -= step;
    peer->at += step;
  }
}

static void flush_peer(int fd) {
  static char joined[1 << 16];
  struct peer *peer = &peers[fd];
  while (peer->at < end) {
    size_t wrap = peer->at - peer->at % LOG_SIZE + LOG_SIZE, stop = end < wrap ? end : wrap, at;
    for (at = peer->at; at < stop && !is_own(fd, at);) at += FRAME - at % FRAME;
    // A peer without frames of its own in this part gets it straight from the log.
    char *bytes = at == stop ? frames + peer->at % LOG_SIZE : joined;
    size_t size = at == stop ? stop - peer->at : join_frames(fd, joined, sizeof joined);
    ssize_t count = size ? write(fd, bytes, size) : 0;
    if (count < 0) break;
    advance(fd, (size_t)count);
    if ((size_t)count < size) break;
  }
  if (end - peer->at > LOG_SIZE - (1 << 20)) errx(1, "A peer is too far behind");
}

static void take_frame(int fd, const char *frame) {
  struct peer *peer = &peers[fd];
  if (frame[0] == '/' && frame[1] != 'c' && frame[1] != 'j') {
    if (write(fd, frame, FRAME) != FRAME) close_peer(fd);
    return;
  }
  if (frame[0] == '/' && !peer->in_channel) peer->in_channel = true, peer->at = end;
  if (!peer->in_channel) return;
  memcpy(frames + end % LOG_SIZE, frame, FRAME);
  author[end / FRAME % LOG_FRAMES] = fd;
  end += FRAME;
}

static void read_peer(int fd) {
  static char bytes[1 << 16];
  struct peer *peer = &peers[fd];
  ssize_t count = read(fd, bytes, sizeof bytes);
  if (count <= 0) return close_peer(fd);
  if (!peer->partial && !(peer->partial = malloc(FRAME))) err(1, "malloc");
  for (ssize_t at = 0; at < count && peer->open;) {
    if (peer->held == 0 && count - at >= FRAME) {
      take_frame(fd, bytes + at);
      at += FRAME;
      continue;
    }
    ssize_t part = FRAME - peer->held < count - at ? FRAME - peer->held : count - at;
    memcpy(peer->partial + peer->held, bytes + at, (size_t)part);
    peer->held = (peer->held + (int)part) % FRAME;
    at += part;
    if (peer->held == 0) take_frame(fd, peer->partial);
  }
}

static void accept_peer(int listener, int epoll) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (fd < 0) return;
  if (fd >= MAX_PEERS) errx(1, "Too many peers");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  peers[fd] = (struct peer){.open = true};
  if (fd > max_fd) max_fd = fd;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) err(1, "listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event events[1024] = {{.events = EPOLLIN, .data.fd = listener}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, events);
  for (bool behind = false;;) {
    // Retries peers with a full socket buffer after a millisecond. This is rare in measurements.
    int count = epoll_wait(epoll, events, 1024, behind ? 1 : -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) accept_peer(listener, epoll);
      else read_peer(events[i].data.fd);
    }
    behind = false;
    for (int fd = 0; fd <= max_fd; fd++) {
      if (!peers[fd].in_channel || peers[fd].at == end) continue;
      flush_peer(fd);
      behind |= peers[fd].in_channel && peers[fd].at < end;
    }
  }
}
