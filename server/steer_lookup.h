/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_LOOKUP_H
#define MULLION_STEER_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "server/config.h"
#include "server/steer_tree.h"

/*
 * Steering by BPF_SK_LOOKUP, the supervisor's half: loads the program
 * (steer.bpf.c) and keeps its maps (steer_maps.h). One for all listeners of a
 * server. Programs of other servers in the same network namespace run beside
 * it: each decides of its own addresses alone.
 *
 *   listener 0  block 0 | block 1 | block 2 ...     sockets, by number
 *   listener 1  block 0 | ...
 *
 * The sockets lie at addresses that nobody reaches (sockets.h) and are in no
 * group with another view's, so nothing that a view's process does to its own
 * leads another view's packets to it or away from where they belong. Block 0
 * has the address's own.
 *
 * The program is attached as long as the supervisor holds the descriptor of
 * its link. Without it nothing leads to these sockets.
 */
struct steer_lookup;

enum { STEER_BLOCKS = 1024 /* of a listener */ };

/*
 * Loads the program for the configuration's listeners, by their places in it,
 * and attaches it; as yet it steers none. ERR_NOTHING: it wasn't built in;
 * ERR_ROOM: too many listeners; ERR_SYSTEM: the kernel won't, errno says why;
 * ERR_MEMORY.
 */
int
steer_lookup_open(struct steer_lookup **lookup, const struct config *config);
void steer_lookup_close(struct steer_lookup *lookup);

/*
 * By which the programs are attached, as descriptors: -1 for none. They may be
 * left to a supervisor that comes after this one in the same process.
 */
struct steer_links {
	int steer;
	int egress;
};
struct steer_links steer_lookup_links(const struct steer_lookup *lookup);

/* Whether it can be had, but for attaching it: as steer_lookup_open(). */
int steer_lookup_try(const struct config *config);

/*
 * The same as steer_lookup_open() where a supervisor before has left its links:
 * its programs steer on, by its maps, while the new ones are filled, until
 * steer_lookup_switch() puts them in their place. The links are the lookup's,
 * also when this fails.
 */
int steer_lookup_follow_links(struct steer_lookup **lookup,
                              const struct config *config,
                              const struct steer_links *links);

/* ERR_SYSTEM: the old programs stay. Behind it all sockets are to be added once
 * more, so that they can send. */
int steer_lookup_switch(struct steer_lookup *lookup);

/* Whether sockets can send to those alone whose packets come to them
 * (steer_egress.h); before the switch, by what the supervisor before has
 * left. */
bool steer_lookup_limits(const struct steer_lookup *lookup);

/*
 * From now on they can send to those alone whom a tree leads to their block.
 * For block 0, whose sockets are the address's own: what leads there the kernel
 * brings to them by itself. ERR_SYSTEM.
 */
int steer_lookup_mark(const struct steer_lookup *lookup, size_t listener,
                      size_t block, const int *udp, int tcp);

/*
 * The sockets of another block, bound, and the TCP one listening. They are
 * given packets, and can send, when a tree leads to them. ERR_SYSTEM.
 */
int steer_lookup_add(struct steer_lookup *lookup, size_t listener, size_t block,
                     const int *udp, int tcp);
void
steer_lookup_remove(struct steer_lookup *lookup, size_t listener, size_t block);

/*
 * New trees for a listener. ERR_ROOM: the table makes more prefixes than a
 * tree can hold; ERR_SYSTEM, ERR_MEMORY.
 */
int steer_lookup_trees(struct steer_trees *trees,
                       const struct steer_lookup *lookup, size_t listener,
                       const struct steer_table *table);

/*
 * Steers the listener by these trees, in place of those before, with no packet
 * between. ERR_SYSTEM.
 */
int steer_lookup_follow(struct steer_lookup *lookup, size_t listener,
                        const struct steer_trees *trees);

#endif
