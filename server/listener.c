/* SPDX-License-Identifier: ISC */
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
	const size_t first = block * listener->threads;
	const bool mute = block == 0;
	size_t made = 0;

	listener->tcp[block] = -1;
	while (made < listener->threads) {
		int udp = sockets_udp(endpoint, &listener->options, mute);

		if (udp < 0)
			break;
		listener->udp[first + made++] = udp;
	}
	if (made == listener->threads)
		listener->tcp[block] =
		    sockets_tcp(endpoint, &listener->options);
	if (listener->tcp[block] >= 0 && !mute
	    && sockets_listen(listener->tcp[block]) < 0) {
		close(listener->tcp[block]);
		listener->tcp[block] = -1;
	}
	if (listener->tcp[block] < 0) {
		while (made > 0)
			close(listener->udp[first + --made]);
		return ERR_SYSTEM;
	}
	listener->owners[block][0] = '\0';
	listener->block_count++;
	return 0;
}

/* Room for so many blocks in all. */
static int
reserve(struct listener *listener, size_t blocks)
{
	int *udp = reallocarray(listener->udp, blocks,
	                        listener->threads * sizeof(*udp));
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
	return 0;
}

int
listener_open(struct listener *listener, const struct config_listener *config,
              const struct socket_options *options, unsigned threads)
{
	int result;

	*listener = (struct listener){
	    .config = config,
	    .options = *options,
	    .threads = threads,
	    .mute = true,
	};
	result = reserve(listener, 1);
	return result < 0 ? result : add_block(listener);
}

void
listener_close(struct listener *listener)
{
	for (size_t i = 0; i < listener->block_count * listener->threads; i++)
		close(listener->udp[i]);
	for (size_t i = 0; i < listener->block_count; i++)
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
	if (result == 0)
		listener->steered = true;
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
	/* The kernel has taken the same programs once already. Should it fail
	 * here all the same, each worker's own look at the source stands. */
	if (plan->udp != NULL && attach(listener, plan->udp, plan->tcp) < 0)
		log_error("%s: steering can't be renewed: %s",
		          listener->config->endpoint.text,
		          err_text(ERR_SYSTEM));
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

int
listener_grow(struct listener *listener, const struct listener_plan *plan)
{
	const bool grows = plan->block_count > listener->block_count;
	int result = 0;

	if (grows)
		result = reserve(listener, plan->block_count);
	if (result == 0)
		result = begin_to_listen(listener);
	if (result == 0 && grows && !listener->steered)
		result = hold(listener);
	while (result == 0 && listener->block_count < plan->block_count)
		result = add_block(listener);
	/* Nobody is served yet: connections may wait where they belong. */
	if (result == 0 && listener->mute)
		steer(listener, plan);
	return result;
}

static void
unmute(struct listener *listener)
{
	for (size_t i = 0; i < listener->threads; i++)
		sockets_unmute(listener->udp[i]);
	listener->mute = false;
}

void
listener_follow(struct listener *listener, struct listener_plan *plan)
{
	memcpy(listener->owners, plan->owners,
	       plan->block_count * sizeof(*plan->owners));
	steer(listener, plan);
	listener_plan_clear(plan);
	if (listener->mute)
		unmute(listener);
}
