// Many connections to one server, or to several that act as one. Each is a member of the chat.
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
  int count, epoll;
  struct numbers ports;
  bool quick_ack;       // see struct options
  int waiting;          // members whose login or join is not yet answered
  int max_waiting;
  on_message *received; // called for each message, after the check of its text
  void *context;
};

// Returns the index of the server that a member is connected to.
int server_of(const struct crowd *crowd, int id);

// Lets the time pass, and reads what arrives.
void rest(struct crowd *crowd, int milliseconds);

// Connects all members and logs them in.
void connect_crowd(struct crowd *crowd, const struct options *options);

// Joins all members to the same channel.
void join_channel(struct crowd *crowd);

// Waits up to `timeout` milliseconds for bytes, and reads them.
void poll_crowd(struct crowd *crowd, int timeout);

// Sends bytes from a member. They have to fit into the socket's empty buffer.
void send_from(struct crowd *crowd, int id, const char *bytes, size_t size);
