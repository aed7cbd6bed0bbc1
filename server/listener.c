/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/listener.h"
#include "server/listener_inside.h"

bool
listener_opens_apart(enum steering_kind kind)
{
	return kind == STEERING_LOOKUP || kind == STEERING_STRANGERS;
}

/*
 * Sockets join their groups in this order: UDP by bind(2), TCP by listen(2),
 * each before the next is made. When one fails, those of its block are closed
 * from the last to the first, which moves none.
 */
int
listener_add_block(struct listener *listener)
{
	const struct endpoint *endpoint = &listener->config->endpoint;
	const size_t block = listener->block_count;
	int *udp = &listener->udp[block * listener->threads];
	int *tcp = &listener->tcp[block];
	const bool mute = block == 0;
	size_t made = 0;

	while (made < listener->threads) {
		udp[made] = sockets_udp(endpoint, &listener->options, mute);
		if (udp[made] < 0)
			break;
		made++;
	}
	if (made == listener->threads)
		*tcp = sockets_tcp(endpoint, &listener->options);
	if (*tcp >= 0 && !mute && sockets_listen(*tcp) < 0) {
		close(*tcp);
		*tcp = -1;
	}
	if (*tcp < 0) {
		while (made > 0)
			close(udp[--made]);
		return ERR_SYSTEM;
	}
	listener->owners[block][0] = '\0';
	listener->block_count++;
	return 0;
}

int
listener_reserve(struct listener *listener, size_t blocks)
{
	const size_t threads = listener->threads;
	int *udp = reallocarray(listener->udp, blocks, threads * sizeof(*udp));
	int *tcp;
	char(*owners)[VIEW_NAME];

	if (udp == NULL)
		return ERR_MEMORY;
	listener->udp = udp;
	tcp = reallocarray(listener->tcp, blocks, sizeof(*tcp));
	if (tcp == NULL)
		return ERR_MEMORY;
	listener->tcp = tcp;
	owners = reallocarray(listener->owners, blocks, sizeof(*owners));
	if (owners == NULL)
		return ERR_MEMORY;
	listener->owners = owners;
	for (size_t i = listener->block_count; i < blocks; i++)
		tcp[i] = -1;
	for (size_t i = listener->block_count * threads; i < blocks * threads;
	     i++)
		udp[i] = -1;
	return 0;
}

int
listener_open(struct listener *listener, struct steering *steering,
              const struct config_listener *config,
              const struct socket_options *options)
{
	int result;

	*listener = (struct listener){
	    .config = config,
	    .steering = steering,
	    .number = steering_enter(steering),
	    .options = *options,
	    .threads = steering->config->threads,
	    .mute = true,
	};
	result = listener_reserve(listener, 1);
	return result < 0 ? result : listener_add_block(listener);
}

int
listener_open_passed(struct listener *listener, struct steering *steering,
                     const struct config_listener *config,
                     const struct socket_options *options, const int *udp,
                     size_t threads, int tcp)
{
	int result;

	*listener = (struct listener){
	    .config = config,
	    .steering = steering,
	    .number = steering_enter(steering),
	    .options = *options,
	    .threads = (unsigned)threads,
	    .mute = true,
	    .passed = true,
	};
	result = listener_reserve(listener, 1);
	if (result < 0) {
		for (size_t i = 0; i < threads; i++)
			close(udp[i]);
		close(tcp);
		return result;
	}
	memcpy(listener->udp, udp, threads * sizeof(*udp));
	listener->tcp[0] = tcp;
	listener->owners[0][0] = '\0';
	listener->block_count = 1;
	for (size_t i = 0; i < threads && result == 0; i++)
		result = sockets_passed_udp(udp[i], &config->endpoint, options);
	if (result == 0)
		result = sockets_passed_tcp(tcp, &config->endpoint, options);
	if (result < 0)
		listener_close(listener);
	return result;
}

int
listener_adopt(struct listener *listener, struct steering *steering,
               const struct config_listener *config,
               const struct socket_options *options,
               const struct listener_left *left)
{
	int result;

	*listener = (struct listener){
	    .config = config,
	    .steering = steering,
	    .number = steering_enter(steering),
	    .options = *options,
	    .threads = left->threads,
	    .kind = left->kind,
	    .mute = left->mute,
	    .listening = left->listening,
	    .passed = left->passed,
	};
	result = listener_reserve(listener, left->block_count);
	if (result < 0)
		return result;
	memset(listener->owners, 0,
	       left->block_count * sizeof(*listener->owners));
	listener->block_count = left->block_count;
	return 0;
}

int
listener_mark_own(const struct listener *listener)
{
	return steer_lookup_mark(listener->steering->lookup, listener->number,
	                         0, listener->udp, listener->tcp[0]);
}

int
listener_enlist(struct listener *listener)
{
	int result = 0;

	if (!listener_opens_apart(listener->kind))
		return 0;
	if (listener->kind == STEERING_STRANGERS)
		result = listener_mark_own(listener);
	for (size_t i = 1; result == 0 && i < listener->block_count; i++)
		if (listener->tcp[i] >= 0)
			result = steer_lookup_add(
			    listener->steering->lookup, listener->number, i,
			    &listener->udp[i * listener->threads],
			    listener->tcp[i]);
	return result;
}

void
listener_source(const struct listener *listener, size_t block,
                char from[ENDPOINT_TEXT])
{
	const struct endpoint *endpoint = &listener->config->endpoint;
	const struct sockaddr_in *four = (const void *)&endpoint->address;
	const struct sockaddr_in6 *six = (const void *)&endpoint->address;

	from[0] = '\0';
	if (!listener_opens_apart(listener->kind) || block == 0
	    || endpoint_is_wildcard(endpoint))
		return;
	if (four->sin_family == AF_INET)
		inet_ntop(AF_INET, &four->sin_addr, from, ENDPOINT_TEXT);
	else
		inet_ntop(AF_INET6, &six->sin6_addr, from, ENDPOINT_TEXT);
}

void
listener_close(struct listener *listener)
{
	for (size_t i = 0; i < listener->block_count * listener->threads; i++)
		if (listener->udp[i] >= 0)
			close(listener->udp[i]);
	for (size_t i = 0; i < listener->block_count; i++)
		if (listener->tcp[i] >= 0)
			close(listener->tcp[i]);
	free(listener->udp);
	free(listener->tcp);
	free(listener->owners);
	*listener = (struct listener){0};
}

bool
listener_is_limited(const struct listener *listener)
{
	/* Before it has followed a plan nothing leads its strangers away. */
	const bool led =
	    listener->kind != STEERING_STRANGERS
	    || (listener->block_count > 1 && listener->owners[1][0] == '\0');

	return listener_opens_apart(listener->kind) && led
	       && steer_lookup_limits(listener->steering->lookup);
}

int
listener_receive_buffer(const struct listener *listener)
{
	return sockets_receive_buffer(listener->udp[0]);
}
