/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TCP_TURN_H
#define MULLION_TCP_TURN_H

#include <stdbool.h>

/*
 * What a turn of the loop has found on its connections, and whether a moment's
 * sleep before the next is worth while.
 *
 * A turn that follows at once finds what little has come since, and each
 * connection costs a read, a write and a waking of the client however few its
 * queries are. Clients that send without waiting for each answer have more
 * under way, which a nap lets gather:
 *
 *   queries    ||||||||||||||||||||||||
 *   without    rw rw rw rw rw rw rw rw
 *   napping    ......rw......rw......rw
 *
 * Clients that wait for an answer before they ask again are read one query at
 * a time: for them, and for few queries, there is no nap. Nor is there one
 * when reads are full as it is, since then the loop is behind.
 */
enum {
	TCP_NAP = 100000,     /* nanoseconds */
	TCP_NAP_QUERIES = 16, /* in all, at least */
	TCP_NAP_GATHERED = 2, /* a read: it gathers */
	TCP_NAP_ENOUGH = 32,  /* a read: it need not */
};

struct tcp_turn {
	unsigned reads; /* that brought something */
	unsigned queries;
};

/* Begins the next turn; whether to nap before it. */
bool tcp_turn_end(struct tcp_turn *turn);

#endif
