/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_CLASSIC_H
#define MULLION_STEER_CLASSIC_H

#include <linux/filter.h>
#include <stddef.h>

#include "server/steer_table.h"

/*
 * The classic BPF program of a reuseport group (SO_ATTACH_REUSEPORT_CBPF): it
 * reads the packet's source address (SKF_NET_OFF) and returns the index of
 * the socket that gets it. A binary search over the table's boundaries,
 * unrolled; IPv6 word by word.
 *
 *   the packet's IP version, 4 or 6, else: nobody
 *   node:  A >= boundary ? right : left          (or, where the boundary
 *          A > word ? right : A == word ? next word's nodes : left)
 *   leaf:  block, or block * sockets + cpu % sockets
 *
 * Steering is for speed and isolation. It isn't the promise: each worker
 * looks the source up in its own image.
 */
struct steer_program {
	struct sock_filter code[BPF_MAXINSNS];
	size_t count;
};

/*
 * The program for a group of blocks of so many sockets each. ERR_ROOM: the
 * table needs more than BPF_MAXINSNS instructions.
 */
int steer_classic_compile(struct steer_program *program,
                          const struct steer_table *table, unsigned sockets);

/*
 * Gives the program to the group of the socket, in place of the one before,
 * with no packet between. It is only read, but the kernel's struct doesn't say
 * so. ERR_SYSTEM; errno ENOMEM: net.core.optmem_max.
 */
int steer_classic_attach(int socket, struct steer_program *program);

#endif
