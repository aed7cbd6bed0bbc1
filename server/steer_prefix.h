/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_PREFIX_H
#define MULLION_STEER_PREFIX_H

#include <stddef.h>
#include <stdint.h>

#include "server/steer_table.h"

/*
 * The intervals of a steering table as prefixes, the longest of which decides:
 * what the kernel's tree (steer_maps.h) is filled with. The first is the whole
 * family, so every address has a block.
 *
 *   0.0.0.0  10.0.0.0  10.9.0.0  10.10.0.0  11.0.0.0
 *   | ext    | int     | staging | int      | ext
 *
 *   0.0.0.0/0 ext    10.0.0.0/8 int    10.9.0.0/16 staging
 */
struct steer_prefix {
	struct view_address address;
	uint8_t length;
	unsigned block;
};

struct steer_prefixes {
	struct steer_prefix *items;
	size_t count;
};

/* 0 or ERR_MEMORY. */
int steer_prefixes_make(struct steer_prefixes *prefixes,
                        const struct steer_interval *intervals, size_t count);

void steer_prefixes_clear(struct steer_prefixes *prefixes);

#endif
