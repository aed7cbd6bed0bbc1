/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_TABLE_H
#define MULLION_STEER_TABLE_H

#include <stddef.h>

#include "server/view_report.h"

/*
 * Whose packet it is, on a listener that several views share: the address
 * space of each family cut into intervals, each with the block of sockets
 * (listener.h) that its packets go to. An interval reaches up to the next
 * one's first address; the first one begins at zero.
 *
 *   0.0.0.0       10.0.0.0      11.0.0.0
 *   | block 0     | block 2     | block 0 ...
 *
 * steer_table.c makes it from the views' reports, steer_classic.c a program of
 * it. Contract, section 2: the view of internal trust whose networks hold the
 * address; else, of those of external trust, the one with the most specific
 * network that does; else nobody, which is the block of the refuser.
 */
struct steer_interval {
	struct view_address from;
	unsigned block;
};

struct steer_table {
	struct steer_interval *four;
	size_t four_count;
	struct steer_interval *six;
	size_t six_count;
	unsigned nobody;
};

struct steer_view {
	const struct view_report *report;
	unsigned block;
};

/* 0 or ERR_MEMORY. Neighbours never have the same block. */
int steer_table_make(struct steer_table *table, const struct steer_view *views,
                     size_t count, unsigned nobody);

void steer_table_clear(struct steer_table *table);

#endif
