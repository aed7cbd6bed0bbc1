/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/listener.h"

/*
 * Sockets join their groups in this order: UDP by bind(2), TCP by listen(2),
 * each before the next is made. When one fails, those of its block are closed
 * from the last to the first, which moves none.
 */
static int
add_block(struct listener *listener)
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

/* Room for so many blocks in all, the new ones closed. */
static int
reserve(struct listener *listener, size_t blocks)
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
	result = reserve(listener, 1);
	return result < 0 ? result : add_block(listener);
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
	result = reserve(listener, 1);
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
	result = reserve(listener, left->block_count);
	if (result < 0)
		return result;
	memset(listener->owners, 0,
	       left->block_count * sizeof(*listener->owners));
	listener->block_count = left->block_count;
	return 0;
}

int
listener_enlist(struct listener *listener)
{
	int result = 0;

	if (listener->kind != STEERING_LOOKUP)
		return 0;
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
	if (listener->kind != STEERING_LOOKUP || block == 0
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

int
listener_receive_buffer(const struct listener *listener)
{
	return sockets_receive_buffer(listener->udp[0]);
}

static int
attach(struct listener *listener, struct steer_program *udp,
       struct steer_program *tcp)
{
	int result = steer_classic_attach(listener->udp[0], udp);

	if (result == 0)
		result = steer_classic_attach(listener->tcp[0], tcp);
	return result;
}

/*
 * As long as there is block 0 alone nothing need be steered. Before a second
 * one comes, everything is to go to where it went, whatever is bound.
 */
static int
hold(struct listener *listener)
{
	struct steer_table all = {0};
	struct steer_program *udp = malloc(sizeof(*udp));
	struct steer_program *tcp = malloc(sizeof(*tcp));
	int result = ERR_MEMORY;

	if (udp != NULL && tcp != NULL)
		result = steer_table_make(&all, NULL, 0, 0);
	if (result == 0) {
		steer_classic_compile(udp, &all, listener->threads);
		steer_classic_compile(tcp, &all, 1);
		result = attach(listener, udp, tcp);
	}
	steer_table_clear(&all);
	free(udp);
	free(tcp);
	return result;
}

static void
steer(struct listener *listener, const struct listener_plan *plan)
{
	int result = 0;

	/* The kernel has taken the same once already. Should it fail here all
	 * the same, each worker's own look at the source stands. */
	if (plan->kind == STEERING_LOOKUP)
		result = steer_lookup_follow(listener->steering->lookup,
		                             listener->number, &plan->trees);
	else if (plan->kind == STEERING_CLASSIC)
		result = attach(listener, plan->udp, plan->tcp);
	if (result < 0)
		log_error("%s: steering can't be renewed: %s",
		          listener->config->endpoint.text, err_text(result));
}

/*
 * TCP sockets join the group by listen(2), and a second can't be bound before
 * the first listens. Nor can one listen that has a program already, where an
 * address that includes this one has the port too.
 */
static int
begin_to_listen(struct listener *listener)
{
	if (listener->listening)
		return 0;
	if (sockets_listen(listener->tcp[0]) < 0)
		return ERR_SYSTEM;
	listener->listening = true;
	return 0;
}

static int
grow_group(struct listener *listener, const struct listener_plan *plan)
{
	int result = begin_to_listen(listener);

	if (result == 0 && plan->kind != listener->kind)
		result = hold(listener);
	if (result == 0)
		listener->kind = plan->kind;
	while (result == 0 && listener->block_count < plan->block_count)
		result = add_block(listener);
	/* Nobody is served yet: connections may wait where they belong. */
	if (result == 0 && listener->mute)
		steer(listener, plan);
	return result;
}

static void
close_apart(struct listener *listener, size_t block)
{
	int *udp = &listener->udp[block * listener->threads];

	steer_lookup_remove(listener->steering->lookup, listener->number,
	                    block);
	for (size_t i = 0; i < listener->threads; i++) {
		if (udp[i] >= 0)
			close(udp[i]);
		udp[i] = -1;
	}
	if (listener->tcp[block] >= 0)
		close(listener->tcp[block]);
	listener->tcp[block] = -1;
}

/* Nothing comes to these sockets before a tree leads to them. */
static int
open_apart(struct listener *listener, size_t block)
{
	const struct endpoint *endpoint = &listener->config->endpoint;
	struct steering *steering = listener->steering;
	int *udp = &listener->udp[block * listener->threads];
	int *tcp = &listener->tcp[block];
	int result = 0;

	for (size_t i = 0; result >= 0 && i < listener->threads; i++)
		result = udp[i] = sockets_udp_apart(
		    endpoint, &listener->options, &steering->apart);
	if (result >= 0)
		result = *tcp = sockets_tcp_apart(endpoint, &listener->options,
		                                  &steering->apart);
	if (result >= 0)
		result = steer_lookup_add(steering->lookup, listener->number,
		                          block, udp, *tcp);
	if (result < 0)
		close_apart(listener, block);
	return result;
}

static bool
is_nobody(const struct listener_plan *plan, size_t block)
{
	return strcmp(plan->owners[block], LISTENER_NOBODY) == 0;
}

/*
 * Nobody is to join the door of an address, and the kernel, which comes by it
 * on its way to the program, needn't ask which of a group it is. A wildcard's
 * door it doesn't come by, and that one must share its port with the sockets
 * that are bound apart.
 */
static int
close_door(const struct listener *listener)
{
	int result = 0;

	if (endpoint_is_wildcard(&listener->config->endpoint))
		return 0;
	for (size_t i = 0; result == 0 && i < listener->threads; i++)
		result = sockets_alone(listener->udp[i]);
	return result == 0 ? sockets_alone(listener->tcp[0]) : result;
}

static int
grow_apart(struct listener *listener, const struct listener_plan *plan)
{
	int result = close_door(listener);

	listener->kind = STEERING_LOOKUP;
	for (size_t i = 1; result == 0 && i < plan->block_count; i++) {
		if (!is_nobody(plan, i) && listener->tcp[i] < 0)
			result = open_apart(listener, i);
		if (result == 0 && i == listener->block_count) {
			strcpy(listener->owners[i], LISTENER_NOBODY);
			listener->block_count++;
		}
	}
	return result;
}

int
listener_grow(struct listener *listener, const struct listener_plan *plan)
{
	int result = 0;

	if (plan->block_count > listener->block_count)
		result = reserve(listener, plan->block_count);
	if (result < 0)
		return result;
	return plan->kind == STEERING_LOOKUP ? grow_apart(listener, plan)
	                                     : grow_group(listener, plan);
}

static void
set_mute(struct listener *listener, bool mute)
{
	for (size_t i = 0; i < listener->threads; i++) {
		if (mute)
			sockets_mute(listener->udp[i]);
		else
			sockets_unmute(listener->udp[i]);
	}
	listener->mute = mute;
}

/* What nobody owns any more has no process that reads it, either. */
static void
close_left(struct listener *listener, const struct listener_plan *plan)
{
	for (size_t i = 1; i < plan->block_count; i++)
		if (is_nobody(plan, i) && listener->tcp[i] >= 0)
			close_apart(listener, i);
}

void
listener_follow(struct listener *listener, struct listener_plan *plan)
{
	const bool door = plan->kind == STEERING_LOOKUP;

	memcpy(listener->owners, plan->owners,
	       plan->block_count * sizeof(*plan->owners));
	steer(listener, plan);
	if (door)
		close_left(listener, plan);
	listener_plan_clear(plan);
	if (listener->mute != door)
		set_mute(listener, door);
}
