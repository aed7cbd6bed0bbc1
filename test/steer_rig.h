/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_STEER_RIG_H
#define MULLION_TEST_STEER_RIG_H

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/listener.h"
#include "server/peer.h"
#include "test/netns.h"

/*
 * A server's listeners as the supervisor has them, without the supervisor:
 * whoever has the sockets of a block is its process. In a network namespace
 * of its own.
 */
enum { RIG_LISTENERS = 2, RIG_PORT = 15500 };

struct rig {
	struct config config;
	struct config_listener configs[RIG_LISTENERS];
	struct steering steering;
	struct listener listeners[RIG_LISTENERS];
};

static inline void
rig_open(struct rig *rig, enum config_steering steering, unsigned threads,
         const char *first, const char *second)
{
	const char *const addresses[] = {first, second};

	*rig = (struct rig){
	    .config = {.steering = steering,
	               .threads = threads,
	               .listeners = rig->configs,
	               .listener_count = second != NULL ? 2 : 1},
	};
	for (size_t i = 0; i < rig->config.listener_count; i++)
		ck_assert_int_eq(endpoint_from_parts(&rig->configs[i].endpoint,
		                                     addresses[i], RIG_PORT),
		                 0);
	steering_init(&rig->steering, &rig->config);
	for (size_t i = 0; i < rig->config.listener_count; i++) {
		struct socket_options options = {
		    .receive_buffer = 1 << 20,
		    .six_only = config_is_six_only(&rig->config,
		                                   &rig->configs[i].endpoint),
		};

		ck_assert_int_eq(listener_open(&rig->listeners[i],
		                               &rig->steering, &rig->configs[i],
		                               &options),
		                 0);
	}
}

static inline void
rig_load(struct listener *listener, const struct view_report *const *views,
         size_t count)
{
	struct listener_plan plan;
	char why[LISTENER_WHY];

	ck_assert_msg(listener_plan_make(&plan, listener, views, count, why)
	                  == 0,
	              "%s", why);
	ck_assert_int_eq(listener_grow(listener, &plan), 0);
	listener_follow(listener, &plan);
}

static inline void
rig_close(struct rig *rig)
{
	for (size_t i = 0; i < rig->config.listener_count; i++)
		listener_close(&rig->listeners[i]);
	steering_close(&rig->steering);
}

/* The owner of the block that the next datagram, or connection, is for; NULL
 * when there is none. What the datagram says, up to 4 octets, is in value. */
static inline const char *
rig_hears(const struct listener *listener, int type, uint32_t *value)
{
	for (size_t i = 0; i < listener->block_count; i++) {
		for (size_t j = 0; j < listener->threads; j++) {
			size_t at = i * listener->threads + j;
			int got;

			if (type == SOCK_DGRAM)
				got = (int)recv(listener->udp[at], value,
				                sizeof(*value), MSG_DONTWAIT);
			else
				got = accept4(listener->tcp[i], NULL, NULL,
				              SOCK_CLOEXEC);
			if (got < 0)
				continue;
			if (type == SOCK_STREAM)
				close(got);
			return listener->owners[i];
		}
	}
	return NULL;
}

static inline socklen_t
rig_address(union peer *peer, const char *text, uint16_t port)
{
	*peer = (union peer){0};
	if (inet_pton(AF_INET, text, &peer->four.sin_addr) == 1) {
		peer->four.sin_family = AF_INET;
		peer->four.sin_port = htons(port);
		return sizeof(peer->four);
	}
	ck_assert_int_eq(inet_pton(AF_INET6, text, &peer->six.sin6_addr), 1);
	peer->six.sin6_family = AF_INET6;
	peer->six.sin6_port = htons(port);
	return sizeof(peer->six);
}

/* A socket from that address, connected, or -1 where nobody listens. */
static inline int
rig_client(int type, const char *from, uint16_t port, const char *to)
{
	const int yes = 1;
	union peer at;
	socklen_t size = rig_address(&at, from, port);
	int made = socket(at.any.sa_family, type | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(made, 0);
	setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	ck_assert_int_eq(bind(made, &at.any, size), 0);
	size = rig_address(&at, to, RIG_PORT);
	if (connect(made, &at.any, size) == 0)
		return made;
	close(made);
	return -1;
}

/* Whose process a client reaches; NULL: nobody's. */
static inline const char *
rig_reaches(const struct listener *listener, int type, const char *from,
            const char *to)
{
	const char *owner;
	uint32_t value = 7;
	int made = rig_client(type, from, 0, to);

	if (made < 0)
		return NULL;
	if (type == SOCK_DGRAM)
		ck_assert_int_eq(send(made, &value, sizeof(value), 0),
		                 sizeof(value));
	owner = rig_hears(listener, type, &value);
	close(made);
	return owner;
}

#endif
