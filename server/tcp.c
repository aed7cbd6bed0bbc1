/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/count.h"
#include "server/peer.h"
#include "server/tcp.h"
#include "server/tcp_connection.h"
#include "server/tcp_pool.h"

enum {
	ACCEPTS = 16,        /* of one listener in a turn of the loop */
	SWEEP = 250,         /* milliseconds between looks at the deadlines */
	DRAIN_GRACE = 1000,  /* milliseconds that clients have in a drain */
	SEND_BUFFER = 65536, /* octets; the kernel takes twice that */
	COMPLAIN = 60000,    /* milliseconds between two lines in the log */
};

struct listener {
	struct listener *next;
	struct tcp *tcp;
	uv_poll_t poll;
	int socket;
	bool alone;
};

/*
 * The sweep runs while there are connections, or while nothing is accepted for
 * want of descriptors or memory: then it is what tries again.
 */
struct tcp {
	struct tcp_service service;
	struct listener *listeners;
	uv_timer_t sweep;
	uv_prepare_t turn; /* between two turns of the loop */
	bool paused;
	uint64_t complained; /* uv_now()'s time, 0 for never */
};

static void on_connections(uv_poll_t *poll, int status, int events);
static void on_sweep(uv_timer_t *timer);
static void on_turn(uv_prepare_t *turn);

int
tcp_new(struct tcp **made, uv_loop_t *loop, const struct answerer *answerer,
        const struct tcp_limits *limits)
{
	struct tcp *tcp = aligned_alloc(_Alignof(struct tcp), sizeof(*tcp));
	int result;

	if (tcp == NULL)
		return ERR_MEMORY;
	memset(tcp, 0, sizeof(*tcp));
	tcp->service.loop = loop;
	tcp->service.answerer = answerer;
	tcp->service.patience = (uint64_t)limits->idle * 1000;
	tcp->service.finish = UINT64_MAX;
	result = batch_open(&tcp->service.batch);
	if (result < 0) {
		free(tcp);
		return result;
	}
	result = tcp_pool_new(&tcp->service.pool, limits->connections,
	                      limits->per_client);
	if (result < 0) {
		batch_close(&tcp->service.batch);
		free(tcp);
		return result;
	}
	uv_timer_init(loop, &tcp->sweep);
	tcp->sweep.data = tcp;
	uv_prepare_init(loop, &tcp->turn);
	tcp->turn.data = tcp;
	uv_prepare_start(&tcp->turn, on_turn);
	*made = tcp;
	return 0;
}

int
tcp_listen(struct tcp *tcp, int socket, bool alone)
{
	struct listener *listener = calloc(1, sizeof(*listener));
	int result;

	if (listener == NULL)
		return ERR_MEMORY;
	result = uv_poll_init(tcp->service.loop, &listener->poll, socket);
	if (result < 0) {
		free(listener);
		errno = -result;
		return ERR_SYSTEM;
	}
	listener->poll.data = listener;
	listener->tcp = tcp;
	listener->socket = socket;
	listener->alone = alone;
	listener->next = tcp->listeners;
	tcp->listeners = listener;
	return 0;
}

static void
start_sweep(struct tcp *tcp)
{
	if (!uv_is_active((uv_handle_t *)&tcp->sweep))
		uv_timer_start(&tcp->sweep, on_sweep, SWEEP, SWEEP);
}

/*
 * Descriptors or memory are used up, by others than us: our share is reserved.
 * The client stays in the queue, where poll would tell of it at once, again
 * and again; so we look away for a while.
 */
static void
pause_accepting(struct tcp *tcp, int error)
{
	const uint64_t now = uv_now(tcp->service.loop);

	for (struct listener *l = tcp->listeners; l != NULL; l = l->next)
		uv_poll_stop(&l->poll);
	tcp->paused = true;
	start_sweep(tcp);
	if (tcp->complained == 0 || now - tcp->complained > COMPLAIN) {
		log_warning("TCP connections can't be accepted: %s",
		            strerror(error));
		tcp->complained = now;
	}
}

/* Whether there may be another client in the queue. */
static bool
accept_failed(struct tcp *tcp, int error)
{
	switch (error) {
	case EAGAIN:
		return false;
	case EINTR:
	case ECONNABORTED: /* it left while it was in the queue */
	case EPROTO:
		return true;
	default:
		pause_accepting(tcp, error);
		return false;
	}
}

/*
 * Answers don't wait for the client to acknowledge earlier ones, as RFC 896
 * would have it: several that are ready go in one write already. And a client
 * that doesn't read fills a buffer of fixed size, not one that the kernel
 * widens to megabytes. Where the options can't be had it works without.
 */
static void
set_options(int socket)
{
	const int no_delay = 1;
	const int size = SEND_BUFFER;

	setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &no_delay,
	           sizeof(no_delay));
	setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

static bool
accept_client(const struct listener *listener)
{
	struct tcp *tcp = listener->tcp;
	struct tcp_connection *connection;
	struct net_address source;
	union peer peer = {0};
	socklen_t length = sizeof(peer);
	int socket = accept4(listener->socket, &peer.any, &length,
	                     SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (socket < 0)
		return accept_failed(tcp, errno);
	source = peer_address(&peer);
	connection = tcp_pool_take(tcp->service.pool, &source);
	if (connection == NULL) {
		count_add(&tcp->service.counts.tcp_refused, 1);
		close(socket);
		return true;
	}
	count_add(&tcp->service.counts.tcp_connections, 1);
	set_options(socket);
	tcp_connection_start(connection, &tcp->service, socket,
	                     listener->alone);
	start_sweep(tcp);
	return true;
}

static void
on_connections(uv_poll_t *poll, int status, int events)
{
	struct listener *listener = poll->data;

	(void)events;
	if (status < 0) {
		pause_accepting(listener->tcp, -status);
		return;
	}
	for (int i = 0; i < ACCEPTS; i++)
		if (!accept_client(listener))
			return;
}

void
tcp_serve(struct tcp *tcp)
{
	tcp->paused = false;
	for (struct listener *l = tcp->listeners; l != NULL; l = l->next) {
		int result =
		    uv_poll_start(&l->poll, UV_READABLE, on_connections);

		if (result < 0) {
			pause_accepting(tcp, -result);
			return;
		}
	}
}

static void
on_sweep(uv_timer_t *timer)
{
	struct tcp *tcp = timer->data;

	/* A connection goes back to the pool only behind this list's end. */
	for (struct tcp_connection *c = tcp_pool_first(tcp->service.pool);
	     c != NULL; c = c->next)
		tcp_connection_expire(c);
	if (tcp->paused)
		tcp_serve(tcp);
	if (!tcp->paused && tcp_open(tcp) == 0)
		uv_timer_stop(&tcp->sweep);
}

static void
on_turn(uv_prepare_t *turn)
{
	const struct timespec nap = {.tv_nsec = TCP_NAP};
	struct tcp *tcp = turn->data;

	if (tcp_turn_end(&tcp->service.turn))
		nanosleep(&nap, NULL);
}

static void
on_listener_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
close_listeners(struct tcp *tcp)
{
	struct listener *listener;

	while ((listener = tcp->listeners) != NULL) {
		tcp->listeners = listener->next;
		uv_close((uv_handle_t *)&listener->poll, on_listener_closed);
	}
	tcp->paused = false;
}

void
tcp_drain(struct tcp *tcp)
{
	const uint64_t before = tcp->service.patience;

	close_listeners(tcp);
	tcp->service.finish = uv_now(tcp->service.loop) + DRAIN_GRACE;
	if (before <= DRAIN_GRACE)
		return;
	tcp->service.patience = DRAIN_GRACE;
	for (struct tcp_connection *c = tcp_pool_first(tcp->service.pool);
	     c != NULL; c = c->next)
		c->deadline -= before - DRAIN_GRACE;
}

unsigned
tcp_open(const struct tcp *tcp)
{
	return tcp_pool_used(tcp->service.pool);
}

void
tcp_count(const struct tcp *tcp, struct worker_counts *sum)
{
	count_sum(sum, &tcp->service.counts);
	sum->tcp_open += tcp_open(tcp);
}

void
tcp_stop(struct tcp *tcp)
{
	close_listeners(tcp);
	uv_close((uv_handle_t *)&tcp->sweep, NULL);
	uv_close((uv_handle_t *)&tcp->turn, NULL);
	for (struct tcp_connection *c = tcp_pool_first(tcp->service.pool);
	     c != NULL; c = c->next)
		tcp_connection_close(c);
}

void
tcp_free(struct tcp *tcp)
{
	tcp_pool_free(tcp->service.pool);
	batch_close(&tcp->service.batch);
	free(tcp);
}
