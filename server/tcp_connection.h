/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TCP_CONNECTION_H
#define MULLION_TCP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "lib/answer.h"
#include "server/batch.h"
#include "server/tcp_turn.h"
#include "server/worker.h"

struct tcp_pool;

/*
 * A connection: messages with two octets of length before each (RFC 1035
 * section 4.2.2), as many under way as the client likes (RFC 7766 section
 * 6.2.1.1), in a fixed amount of memory.
 *
 *   client --read--> in | answered | whole messages | the start of one |
 *                                      |                in_end --------^
 *                                  answer(), a batch at once
 *                                      v
 *   client <-write-- out | sent | answers, in the order of their queries |
 *
 * It waits either for something to read or for room to write, never for both:
 * while the client doesn't take its answers nothing more is read, and TCP
 * holds the client back. What `out` has no room for isn't kept as an answer
 * but stays a query, and is answered when there is room.
 *
 * Each turn of the loop reads from a connection once, TCP_TURN octets at most,
 * so that a client that sends without end holds up nobody else.
 *
 * Time. The deadline is set anew by what shows a client that goes on: its
 * first octet of a message, a whole message, an answer taken. More octets of
 * a message that has begun don't count, so it must be whole in time.
 */
enum {
	TCP_LENGTH = 2,      /* octets before a message */
	TCP_IN = 17 * 4096,  /* the longest message, and more behind it */
	TCP_OUT = 33 * 4096, /* two of the longest answers */
	TCP_TURN = 16384,
	TCP_SMALL = 16384, /* beyond this memory is given back at the end */
};

_Static_assert((int)TCP_IN >= TCP_LENGTH + WIRE_MESSAGE, "room for a message");
_Static_assert((int)TCP_OUT >= TCP_LENGTH + WIRE_MESSAGE, "room for an answer");

/* What all connections share. */
struct tcp_service {
	uv_loop_t *loop;
	const struct answerer *answerer;
	struct tcp_pool *pool;
	uint64_t patience; /* milliseconds from one deadline to the next */
	uint64_t finish;   /* uv_now()'s time from which on a connection ends
	                    * where it has nothing left to answer */
	struct tcp_turn turn;
	struct batch batch;
	struct worker_counts counts;
};

struct tcp_connection {
	/* the pool's: set for good, but for the list that it is in */
	struct tcp_connection *next;
	struct tcp_connection *previous;
	uint8_t *in;
	uint8_t *out;

	struct tcp_service *service;
	uv_poll_t poll;
	int socket;
	int waits_for; /* UV_READABLE or UV_WRITABLE; 0 at first */
	struct net_address source;
	bool alone;        /* the listener is this view's alone */
	bool last;         /* what is in `in` is all that will be answered */
	bool large;        /* has used more than TCP_SMALL of a buffer */
	size_t batch;      /* queries that are taken at once */
	uint64_t deadline; /* uv_now()'s time */
	size_t in_start;
	size_t in_end;
	size_t out_start;
	size_t out_end;
};

/*
 * Serves the client at the socket until one of both ends it, and gives the
 * connection back to the pool then; source is set already. Where that can't
 * even begin it does so at once.
 */
void tcp_connection_start(struct tcp_connection *connection,
                          struct tcp_service *service, int socket, bool alone);

/* Ends it if its deadline is over. */
void tcp_connection_expire(struct tcp_connection *connection);

/* Ends it; later, in the loop, it goes back to the pool. */
void tcp_connection_close(struct tcp_connection *connection);

#endif
