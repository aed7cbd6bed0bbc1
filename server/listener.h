/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LISTENER_H
#define MULLION_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "server/config.h"
#include "server/sockets.h"
#include "server/steer_classic.h"
#include "server/view_report.h"

/*
 * An address and port, and the sockets bound to it: a reuseport group for UDP
 * and one for TCP, both cut into blocks. A block is what one process gets: so
 * many UDP sockets as a view has threads, and one for TCP.
 *
 *   block          0            1            2
 *   owner      (refuser)     internal     external
 *   UDP       | 0 | 1 |     | 2 | 3 |    | 4 | 5 |     two threads
 *   TCP       |   0   |     |   1   |    |   2   |
 *
 * The kernel knows a socket by its index in the group, and closing one moves
 * the last into its place: two views' clients would be mixed up. So a socket
 * is never closed while the server runs. A view keeps its block over a
 * reload; a block without a view belongs to the refuser, so that whatever is
 * queued in it is answered, until another view takes it.
 *
 * A listener that serves one view alone needs no refuser and no steering as
 * long as it has never had more than that one block.
 *
 * At start block 0 is opened at once, so that the port is ours, but mute: its
 * UDP sockets drop and its TCP socket doesn't listen until the views are there.
 */
struct listener {
	const struct config_listener *config;
	struct socket_options options;
	unsigned threads;
	size_t block_count;
	int *udp;                  /* block_count * threads */
	int *tcp;                  /* block_count */
	char (*owners)[VIEW_NAME]; /* block_count, "" for the refuser */
	bool steered;              /* a program is attached */
	bool mute;                 /* block 0's UDP */
	bool listening;            /* block 0's TCP, as all others' */
};

/*
 * Which block is whose with another set of views: made first, since it may
 * fail, and taken over when all else is ready.
 */
struct listener_plan {
	size_t block_count;
	char (*owners)[VIEW_NAME];
	bool alone;                /* one view's alone */
	size_t view_count;         /* that it serves */
	struct steer_program *udp; /* NULL: nothing to steer */
	struct steer_program *tcp;
};

enum { LISTENER_WHY = 400 };

/* Block 0, mute. ERR_SYSTEM. */
int listener_open(struct listener *listener,
                  const struct config_listener *config,
                  const struct socket_options *options, unsigned threads);
void listener_close(struct listener *listener);

/* Octets that the kernel gives to a receive buffer, or ERR_SYSTEM. */
int listener_receive_buffer(const struct listener *listener);

/*
 * The plan for these views, all of the site. ERR_NOTHING: it names a view
 * that isn't there; ERR_ROOM: too many networks to steer by; ERR_SYSTEM:
 * the kernel won't take the program; ERR_MEMORY. The reason is in
 * why[LISTENER_WHY].
 */
int listener_plan_make(struct listener_plan *plan,
                       const struct listener *listener,
                       const struct view_report *const *views, size_t count,
                       char *why);
void listener_plan_clear(struct listener_plan *plan);

/*
 * Opens the blocks that the plan has more. As long as others are served
 * nothing is steered to them before listener_follow(). ERR_SYSTEM: those that
 * were opened stay, unused.
 */
int listener_grow(struct listener *listener, const struct listener_plan *plan);

/* Gives the blocks to their new owners and steers to them. Takes what the
 * plan owns. From the first time on it hears. */
void listener_follow(struct listener *listener, struct listener_plan *plan);

#endif
