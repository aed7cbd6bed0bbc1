/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/listener.h"
#include "server/listener_inside.h"

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
	if (listener_opens_apart(plan->kind))
		result = steer_lookup_follow(listener->steering->lookup,
		                             listener->number, &plan->trees);
	/* Not before there is a tree, without which they can't send. */
	if (result == 0 && plan->kind == STEERING_STRANGERS)
		result = listener_mark_own(listener);
	if (plan->kind == STEERING_CLASSIC)
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
		result = listener_add_block(listener);
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
open_blocks(struct listener *listener, const struct listener_plan *plan)
{
	int result = 0;

	for (size_t i = 1; result == 0 && i < plan->block_count; i++) {
		if (!is_nobody(plan, i) && listener->tcp[i] < 0)
			result = open_apart(listener, i);
		if (result == 0 && i == listener->block_count) {
			memcpy(listener->owners[i], LISTENER_NOBODY,
			       sizeof(LISTENER_NOBODY));
			listener->block_count++;
		}
	}
	return result;
}

static int
grow_apart(struct listener *listener, const struct listener_plan *plan)
{
	int result = close_door(listener);

	listener->kind = STEERING_LOOKUP;
	return result == 0 ? open_blocks(listener, plan) : result;
}

/* Where nobody is served yet, strangers never come to the view's sockets. */
static int
grow_aside(struct listener *listener, const struct listener_plan *plan)
{
	int result = open_blocks(listener, plan);

	listener->kind = STEERING_STRANGERS;
	if (result == 0 && listener->mute)
		steer(listener, plan);
	return result == 0 ? begin_to_listen(listener) : result;
}

int
listener_grow(struct listener *listener, const struct listener_plan *plan)
{
	int result = 0;

	if (plan->block_count > listener->block_count)
		result = listener_reserve(listener, plan->block_count);
	if (result < 0)
		return result;
	switch (plan->kind) {
	case STEERING_LOOKUP:
		return grow_apart(listener, plan);
	case STEERING_STRANGERS:
		return grow_aside(listener, plan);
	case STEERING_NONE:
	case STEERING_CLASSIC:
		break;
	}
	return grow_group(listener, plan);
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
	if (listener_opens_apart(plan->kind))
		close_left(listener, plan);
	listener_plan_clear(plan);
	if (listener->mute != door)
		set_mute(listener, door);
}
