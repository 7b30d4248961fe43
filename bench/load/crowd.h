// Many connections to one server, each a member of the chat.
#pragma once
#include "load.h"
#include "protocol.h"
#include <stdint.h>

struct member {
  int fd;
  int held;    // bytes of a piece that is not yet complete
  char *piece; // made with the first of them: 10,000 idle members cost little here too
};

struct crowd;
typedef void on_message(void *context, int receiver, int sender, uint32_t number);

struct crowd {
  const struct protocol *protocol;
  struct member *members;
  int count, port, epoll;
  bool quick_ack;       // see struct options
  int waiting;          // members whose login or entering is not yet answered
  on_message *received; // called for each message, after its text was checked
  void *context;
};

// Connects all members and logs them in.
void connect_crowd(struct crowd *crowd, const struct options *options);

// Lets all members enter the same room.
void enter_room(struct crowd *crowd);

// Waits up to `timeout` milliseconds for something to read, and reads it.
void poll_crowd(struct crowd *crowd, int timeout);

// Sends bytes from a member, which a socket's empty buffer takes at once.
void send_from(struct crowd *crowd, int id, const char *bytes, size_t size);
