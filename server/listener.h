/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LISTENER_H
#define MULLION_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "server/config.h"
#include "server/sockets.h"
#include "server/steer_classic.h"
#include "server/steering.h"
#include "server/view_report.h"

/*
 * An address and port, and the sockets that answer there, cut into blocks. A
 * block is what one process gets: so many UDP sockets as a view has threads,
 * and one for TCP. Block 0 is bound to the address itself; it is opened at
 * start, so that the port is ours, but mute: its UDP sockets drop and its TCP
 * socket doesn't listen until the views are there. A listener that serves one
 * view alone has that block and no other. When several come to share it they
 * are steered, in one of two ways (steering.h).
 *
 * Classic: all sockets are bound to the address, as a reuseport group for UDP
 * and one for TCP.
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
 * By sk_lookup: the sockets of block 0 become a mute door that no process
 * holds, and the others are bound apart, where no packet comes but by
 * steering.
 *
 *   block          0            1            2
 *   owner      (nobody)     (refuser)     external
 *   bound to   192.0.2.1    0.0.0.1 ...   0.0.0.4 ...
 *
 * They are in no group, so that none can disturb another. A view keeps its
 * block over a reload; one without a view is closed, and is nobody's.
 *
 * Where one view is alone, and doesn't answer everybody, sk_lookup leads its
 * strangers away: block 0 stays its own, and a block 1, bound apart, is the
 * refuser's. When another view comes to share it, block 0 becomes a door.
 */
struct listener {
	const struct config_listener *config;
	struct steering *steering; /* the server's */
	size_t number;             /* among the server's listeners */
	struct socket_options options;
	unsigned threads;
	enum steering_kind kind;
	size_t block_count;
	int *udp;                  /* block_count * threads; -1: closed */
	int *tcp;                  /* block_count */
	char (*owners)[VIEW_NAME]; /* block_count, "" for the refuser */
	bool mute;                 /* block 0's UDP */
	bool listening;            /* block 0's TCP */
	bool passed;               /* by a service manager: block 0 is all */
};

/* The owner of a block that no process holds: not a view's name. */
#define LISTENER_NOBODY "-"

/*
 * Which block is whose with another set of views: made first, since it may
 * fail, and taken over when all else is ready.
 */
struct listener_plan {
	size_t block_count;
	char (*owners)[VIEW_NAME];
	bool apart;        /* all blocks but the first are bound apart */
	bool alone;        /* one view's alone */
	bool refuser;      /* has a block; else the view tells its strangers */
	size_t view_count; /* that it serves */
	enum steering_kind kind;
	struct steer_program *udp; /* classic */
	struct steer_program *tcp;
	struct steer_trees trees; /* sk_lookup */
};

enum { LISTENER_WHY = STEERING_WHY };

/* Block 0, mute. ERR_SYSTEM. */
int listener_open(struct listener *listener, struct steering *steering,
                  const struct config_listener *config,
                  const struct socket_options *options);

/* The same of sockets that were passed, `threads` for UDP; they are the
 * listener's, also when this fails. ERR_RANGE: see sockets_passed_udp(). */
int listener_open_passed(struct listener *listener, struct steering *steering,
                         const struct config_listener *config,
                         const struct socket_options *options, const int *udp,
                         size_t threads, int tcp);

/* As a supervisor before has left it: with room for its blocks, all closed, for
 * whoever calls to fill in their sockets and owners. ERR_MEMORY. */
struct listener_left {
	unsigned threads;
	enum steering_kind kind;
	bool mute;
	bool listening;
	bool passed;
	size_t block_count;
};
int listener_adopt(struct listener *listener, struct steering *steering,
                   const struct config_listener *config,
                   const struct socket_options *options,
                   const struct listener_left *left);

/* Its sockets become known to sk_lookup, or once more (steering.h); nothing
 * else where that doesn't steer it. ERR_SYSTEM. */
int listener_enlist(struct listener *listener);

/* The address that answers of a block's UDP sockets are to leave from; empty:
 * the one that they are bound to, or, of a wildcard, that was asked. */
void listener_source(const struct listener *listener, size_t block,
                     char from[ENDPOINT_TEXT]);

void listener_close(struct listener *listener);

/* Whether its views' processes can send to their clients alone. */
bool listener_is_limited(const struct listener *listener);

/* Octets that the kernel gives to a receive buffer, or ERR_SYSTEM. */
int listener_receive_buffer(const struct listener *listener);

/*
 * The plan for these views, all of the site. ERR_NOTHING: it names a view
 * that isn't there, or the kind of steering that is wanted can't be had;
 * ERR_ROOM: too many networks to steer by; ERR_SYSTEM: the kernel won't take
 * them; ERR_MEMORY. The reason is in why[LISTENER_WHY].
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
