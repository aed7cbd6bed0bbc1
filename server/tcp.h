/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TCP_H
#define MULLION_TCP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "lib/answer.h"
#include "server/worker.h"

/*
 * DNS over TCP (RFC 7766): listeners, and who is let in for how long. What
 * happens on a connection is tcp_connection.h's.
 *
 * Sockets are uv_poll_t, not uv_tcp_t: so the loop reads from each connection
 * once a turn, has no queue of writes that could grow, and takes its memory
 * before the first client; and a turn accepts a bounded number of clients.
 *
 * Over a cap a client is accepted and its connection closed at once: left in
 * the queue, it would wait for what may never come, and others behind it.
 */
struct tcp;

struct tcp_limits {
	unsigned connections; /* in all */
	unsigned per_client;  /* of one IPv4 address or IPv6 /64 */
	unsigned idle;        /* seconds: tcp_connection.h, "Time" */
};

/* Takes the memory. The limits are above 0. ERR_MEMORY, ERR_SYSTEM. */
int tcp_new(struct tcp **tcp, uv_loop_t *loop, const struct answerer *answerer,
            const struct tcp_limits *limits);

/* One more listening socket, non-blocking, to be served; before tcp_serve().
 * ERR_MEMORY, ERR_SYSTEM. */
int tcp_listen(struct tcp *tcp, int socket, bool alone);

/* Begins to accept. */
void tcp_serve(struct tcp *tcp);

/*
 * Accepts no more. For a second clients may go on as before, so that a burst
 * of queries is answered whole; then a connection ends behind an answer, if
 * nothing else is left to answer, or when it has been idle that long.
 */
void tcp_drain(struct tcp *tcp);

/* How many connections there are. */
unsigned tcp_open(const struct tcp *tcp);

/* Adds what has been counted. */
void tcp_count(const struct tcp *tcp, struct worker_counts *sum);

/* Closes all. The loop has to run once more before tcp_free(). */
void tcp_stop(struct tcp *tcp);

void tcp_free(struct tcp *tcp);

#endif
