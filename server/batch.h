/* SPDX-License-Identifier: ISC */
#ifndef MULLION_BATCH_H
#define MULLION_BATCH_H

#include <stdint.h>

#include "lib/answer.h"

/*
 * The queries of one call of answer(), each with a room for its message: the
 * query is put there and its answer is written over it. A room holds the
 * longest message there is, over UDP too, so nothing is ever cut short; of a
 * room's pages only those exist that a message has touched, which is one.
 *
 *   queries   | 0 | 1 | 2 | ...
 *               |   +--------------+
 *               v                  v
 *   rooms     | 65600 octets     | 65600 octets     | ...
 *
 * A room is an odd number of cache lines, so that the first lines of messages,
 * which are most of what is touched, fall into different sets of the cache.
 *
 * A thread makes its batch before its first query and uses it alone.
 */
enum {
	BATCH_LINE = 64,
	BATCH_ROOM = 1025 * BATCH_LINE,
};

_Static_assert((int)BATCH_ROOM >= WIRE_MESSAGE, "a room holds any message");

struct batch {
	struct query queries[ANSWER_BATCH];
	uint8_t *rooms;
};

/* ERR_MEMORY. Sets message and capacity of each query. */
int batch_open(struct batch *batch);

void batch_close(struct batch *batch);

#endif
