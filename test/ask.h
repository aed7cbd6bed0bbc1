/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_ASK_H
#define MULLION_TEST_ASK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/*
 * Asking a server from an address of our choice, over UDP and TCP. Sockets
 * are bound to the client's address and connected, so an answer from another
 * address than the one that was asked doesn't arrive at all.
 */
struct endpoint {
	struct sockaddr_storage address;
	socklen_t length;
};

enum {
	ASK_MESSAGE = 65535,
	ASK_MILLISECONDS = 3000,
	ASK_READY_MILLISECONDS = 15000,
};

/* "127.0.0.1" or "::1", and a port. ERR_MALFORMED. */
int ask_endpoint(struct endpoint *endpoint, const char *text, uint16_t port);

/* SOCK_DGRAM or SOCK_STREAM. The socket, or ERR_SYSTEM. */
int
ask_connect(int type, const struct endpoint *from, const struct endpoint *to);

/* One message; over TCP with its two octets of length. */
int ask_send(int s, int type, const uint8_t *message, size_t size);

/* The next message, within so many milliseconds: its size, or ERR_NOTHING
 * when none came, ERR_SHORT at the end of the stream, ERR_SYSTEM. */
ssize_t
ask_receive(int s, int type, uint8_t message[ASK_MESSAGE], int milliseconds);

/* Sends one message from a new socket and waits for the answer to its id. */
ssize_t ask(int type, const struct endpoint *from, const struct endpoint *to,
            const uint8_t *message, size_t size, uint8_t reply[ASK_MESSAGE]);

/* Asks the running server until it answers; 0, or ERR_NOTHING when it has left
 * or fifteen seconds weren't enough. */
struct live;
int ask_ready(struct live *live, const struct endpoint *from,
              const struct endpoint *to);

#endif
