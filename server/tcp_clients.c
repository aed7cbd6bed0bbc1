/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/err.h"
#include "server/tcp_clients.h"

struct client {
	uint64_t network; /* the address, or the upper half of it */
	uint8_t family;
	unsigned connections; /* 0: the slot is free */
};

struct tcp_clients {
	uint64_t seed; /* so that nobody can choose who shares a slot */
	size_t mask;   /* slots - 1 */
	struct client slots[];
};

int
tcp_clients_new(struct tcp_clients **made, size_t connections)
{
	struct tcp_clients *clients;
	size_t slots = 2;

	while (slots < connections * 2)
		slots *= 2;
	clients = calloc(1, sizeof(*clients) + slots * sizeof(struct client));
	if (clients == NULL)
		return ERR_MEMORY;
	if (getrandom(&clients->seed, sizeof(clients->seed), 0) < 0) {
		free(clients);
		return ERR_SYSTEM;
	}
	clients->mask = slots - 1;
	*made = clients;
	return 0;
}

void
tcp_clients_free(struct tcp_clients *clients)
{
	free(clients);
}

static struct client
client_of(const struct net_address *address)
{
	struct client client = {.family = address->family};

	memcpy(&client.network, address->octets, address->family == 4 ? 4 : 8);
	return client;
}

/* The finalizer of splitmix64, over the seeded key. */
static size_t
home(const struct tcp_clients *clients, const struct client *client)
{
	uint64_t x = client->network ^ clients->seed;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u + client->family;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu + (clients->seed >> 32);
	x ^= x >> 31;
	return (size_t)x & clients->mask;
}

/* The client's slot, or the free one where it would be. */
static size_t
find(const struct tcp_clients *clients, const struct client *client)
{
	size_t at = home(clients, client);

	while (clients->slots[at].connections > 0
	       && (clients->slots[at].network != client->network
	           || clients->slots[at].family != client->family))
		at = (at + 1) & clients->mask;
	return at;
}

unsigned
tcp_clients_add(struct tcp_clients *clients, const struct net_address *address)
{
	const struct client client = client_of(address);
	struct client *slot = &clients->slots[find(clients, &client)];

	if (slot->connections == 0)
		*slot = client;
	return ++slot->connections;
}

/* Whoever was driven away from its own slot past the hole moves into it. */
static void
fill_hole(struct tcp_clients *clients, size_t hole)
{
	size_t at = hole;

	for (;;) {
		size_t own;

		at = (at + 1) & clients->mask;
		if (clients->slots[at].connections == 0)
			break;
		own = home(clients, &clients->slots[at]);
		if (((at - own) & clients->mask)
		    >= ((at - hole) & clients->mask)) {
			clients->slots[hole] = clients->slots[at];
			hole = at;
		}
	}
	clients->slots[hole] = (struct client){0};
}

void
tcp_clients_remove(struct tcp_clients *clients,
                   const struct net_address *address)
{
	const struct client client = client_of(address);
	const size_t at = find(clients, &client);

	assert(clients->slots[at].connections > 0);
	if (--clients->slots[at].connections == 0)
		fill_hole(clients, at);
}
