/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/err.h"
#include "server/tcp_clients.h"
#include "server/tcp_pool.h"

struct tcp_pool {
	struct tcp_clients *clients;
	struct tcp_connection *connections;
	uint8_t *buffers;
	struct tcp_connection *used;
	struct tcp_connection *free;
	unsigned total;
	unsigned per_client;
	unsigned touched; /* of connections: those that have been used */
	unsigned open;
};

static const size_t buffers_each = (size_t)TCP_IN + TCP_OUT;

int
tcp_pool_new(struct tcp_pool **made, unsigned connections, unsigned per_client)
{
	struct tcp_pool *pool = calloc(1, sizeof(*pool));
	void *buffers;
	int result;

	if (pool == NULL)
		return ERR_MEMORY;
	pool->total = connections;
	pool->per_client = per_client;
	pool->connections = calloc(connections, sizeof(*pool->connections));
	result = tcp_clients_new(&pool->clients, (size_t)connections + 1);
	buffers = mmap(NULL, connections * buffers_each, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (buffers != MAP_FAILED)
		pool->buffers = buffers;
	if (pool->connections == NULL || pool->buffers == NULL)
		result = ERR_MEMORY;
	if (result < 0) {
		tcp_pool_free(pool);
		return result;
	}
	*made = pool;
	return 0;
}

void
tcp_pool_free(struct tcp_pool *pool)
{
	if (pool->buffers != NULL)
		munmap(pool->buffers, pool->total * buffers_each);
	tcp_clients_free(pool->clients);
	free(pool->connections);
	free(pool);
}

/* The one used last, which is still in the caches, before a new one. */
static struct tcp_connection *
take_free(struct tcp_pool *pool)
{
	struct tcp_connection *connection = pool->free;

	if (connection != NULL) {
		pool->free = connection->next;
		return connection;
	}
	connection = &pool->connections[pool->touched];
	connection->in = pool->buffers + pool->touched * buffers_each;
	connection->out = connection->in + TCP_IN;
	pool->touched++;
	return connection;
}

struct tcp_connection *
tcp_pool_take(struct tcp_pool *pool, const struct net_address *source)
{
	struct tcp_connection *connection;

	if (pool->open == pool->total)
		return NULL;
	if (tcp_clients_add(pool->clients, source) > pool->per_client) {
		tcp_clients_remove(pool->clients, source);
		return NULL;
	}
	connection = take_free(pool);
	connection->source = *source;
	connection->previous = NULL;
	connection->next = pool->used;
	if (pool->used != NULL)
		pool->used->previous = connection;
	pool->used = connection;
	pool->open++;
	return connection;
}

void
tcp_pool_return(struct tcp_pool *pool, struct tcp_connection *connection)
{
	if (connection->large)
		madvise(connection->in, buffers_each, MADV_DONTNEED);
	tcp_clients_remove(pool->clients, &connection->source);
	if (connection->next != NULL)
		connection->next->previous = connection->previous;
	if (connection->previous != NULL)
		connection->previous->next = connection->next;
	else
		pool->used = connection->next;
	connection->next = pool->free;
	pool->free = connection;
	pool->open--;
}

struct tcp_connection *
tcp_pool_first(const struct tcp_pool *pool)
{
	return pool->used;
}

unsigned
tcp_pool_used(const struct tcp_pool *pool)
{
	return pool->open;
}
