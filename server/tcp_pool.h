/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TCP_POOL_H
#define MULLION_TCP_POOL_H

#include "lib/net.h"
#include "server/tcp_connection.h"

/*
 * Every connection that there can be, with its buffers, taken from the system
 * before the first client comes. It is address space: pages exist from when a
 * client first needs them, and what a large message touched is given back when
 * its connection ends.
 *
 *   connections | in use | free | in use | never used ...
 *   buffers     | in out | ...
 *
 * Those in use are one list, those that have been used and are free another.
 * The pool keeps the two caps, on all connections and on those of one client.
 */
struct tcp_pool;

/* ERR_MEMORY, ERR_SYSTEM. */
int
tcp_pool_new(struct tcp_pool **pool, unsigned connections, unsigned per_client);

/* None may be in use. */
void tcp_pool_free(struct tcp_pool *pool);

/* A connection for the client, its source filled in; NULL: over a cap. */
struct tcp_connection *
tcp_pool_take(struct tcp_pool *pool, const struct net_address *source);

void tcp_pool_return(struct tcp_pool *pool, struct tcp_connection *connection);

/* The list of those in use, along `next`; NULL when there is none. */
struct tcp_connection *tcp_pool_first(const struct tcp_pool *pool);

/* How many are in use. */
unsigned tcp_pool_used(const struct tcp_pool *pool);

#endif
