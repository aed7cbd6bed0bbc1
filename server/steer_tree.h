/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_TREE_H
#define MULLION_STEER_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "server/steer_table.h"

/*
 * A listener's networks as the kernel has them (steer_maps.h), one tree of
 * prefixes for each family: descriptors, 0 for a family that it doesn't listen
 * to, since libbpf never gives one below 3. A tree is filled once; the kernel
 * keeps it as long as the listener is steered by it.
 */
struct steer_trees {
	int four;
	int six;
};

/*
 * A tree of the intervals of one family, whose addresses have so many words of
 * 32 bits, 1 or 4. It leads to socket number first + block * step. ERR_ROOM:
 * it would be too large; ERR_SYSTEM, ERR_MEMORY.
 */
int steer_tree_make(int *tree, const struct steer_interval *intervals,
                    size_t count, size_t words, uint32_t first, uint32_t step);

void steer_trees_clear(struct steer_trees *trees);

#endif
