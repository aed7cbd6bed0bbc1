/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TCP_CLIENTS_H
#define MULLION_TCP_CLIENTS_H

#include <stddef.h>

#include "lib/net.h"

/*
 * How many connections each client has. A client is an IPv4 address or an
 * IPv6 /64, the least that a host or a home is given: counted by address, one
 * host had 2^64 of them.
 *
 * A hash table with linear probing, of fixed size and at most half full, since
 * there are never more clients than connections. A client leaves the table
 * with its last connection, and those behind it move up, so no slot is ever
 * marked as deleted:
 *
 *   | A 3 | - | B 1 | C 7 | - | ...      C's own slot is B's
 *   | A 3 | - | C 7 |  -  | - | ...      B has left
 */
struct tcp_clients;

/* For up to so many connections at once. ERR_MEMORY. */
int tcp_clients_new(struct tcp_clients **clients, size_t connections);

void tcp_clients_free(struct tcp_clients *clients);

/* One connection more of the client. Returns how many it has now. */
unsigned
tcp_clients_add(struct tcp_clients *clients, const struct net_address *address);

/* One less; it must have been added. */
void tcp_clients_remove(struct tcp_clients *clients,
                        const struct net_address *address);

#endif
