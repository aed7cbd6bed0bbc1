/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_MAPS_H
#define MULLION_STEER_MAPS_H

#include <linux/types.h>

/*
 * What the kernel's half of steering (steer.bpf.c) and the supervisor's
 * (steer_lookup.c, steer_egress.c) tell one another. Addresses are in network
 * byte order, numbers in the host's.
 *
 *   listeners              where the server listens, steered there or not
 *   networks_four, _six    listener's number -> a tree of its networks
 *     a tree               prefix -> number of the first socket of a block
 *   rounds                 listener's number -> 0, or how many trees it had:
 *                          what is remembered of them has its round
 *   sockets                number -> socket
 *   owners                 socket -> its listener and block; TCP connections
 *                          inherit it
 *
 *   of a block:  | UDP | UDP | ... | TCP |   a UDP socket a thread, one for TCP
 *
 * The listeners are written before the program is attached; after that their
 * numbers alone change, from STEER_EXEMPT to one. Another set of networks is
 * another tree, filled first and put in the place of the old one by a single
 * write; then its round begins.
 */
struct steer_listener {
	__u32 family;
	__u32 port;
	__u32 any; /* whatever address is asked; these stand last */
	__u32 address[4];
	__u32 number; /* STEER_EXEMPT: the kernel finds its sockets by itself */
	__u32 found;  /* number of the first socket of a block that it finds */
	__u32 threads;
};

enum { STEER_RECENT = 8 /* a power of two */ };

struct steer_owner {
	__u32 listener; /* its number */
	__u32 first;    /* number of the first socket of the block */
	/* IPv4 addresses that it may send to, by their last bits: the round in
	 * the upper half, the address in the lower. Resolvers are few. */
	__u64 recent[STEER_RECENT];
};

struct steer_from_four {
	__u32 length; /* of the prefix, in bits */
	__u32 address;
};

struct steer_from_six {
	__u32 length;
	__u32 address[4];
};

enum {
	STEER_LISTENERS = 128,    /* the search for one is linear */
	STEER_NETWORKS = 1 << 20, /* prefixes that a tree can hold */
};

#define STEER_EXEMPT 0xffffffffu

#endif
