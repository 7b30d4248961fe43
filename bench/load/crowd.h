// Many connections to one server. Each is a member of the chat.
#pragma once
#include "load.h"
#include "protocol.h"
#include <stdint.h>

struct member {
  int fd;
  int held;    // length of an incomplete piece, in bytes
  char *piece; // allocated for the first incomplete piece: idle members need no memory
};

struct crowd;
typedef void on_message(void *context, int receiver, int sender, uint32_t number);

struct crowd {
  const struct protocol *protocol;
  struct member *members;
  int count, port, epoll;
  bool quick_ack;       // see struct options
  int waiting;          // members whose login or join is not yet answered
  int max_waiting;
  on_message *received; // called for each message, after the check of its text
  void *context;
};

// Connects all members and logs them in.
void connect_crowd(struct crowd *crowd, const struct options *options);

// Joins all members to the same channel.
void join_channel(struct crowd *crowd);

// Waits up to `timeout` milliseconds for bytes, and reads them.
void poll_crowd(struct crowd *crowd, int timeout);

// Sends bytes from a member. They have to fit into the socket's empty buffer.
void send_from(struct crowd *crowd, int id, const char *bytes, size_t size);
