/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PARALLEL_H
#define MULLION_PARALLEL_H

#include <stddef.h>

/*
 * Work that falls into pieces which don't see each other, done by as many
 * threads as the process has processors. What comes out must not depend on
 * who does which piece: a piece leaves its result where its index says, and
 * the results are taken up in that order.
 */

/* How many threads there are at most: the calling one, and others where the
 * system allows. */
unsigned parallel_threads(void);

/*
 * Calls step(context, thread, i) once for each i below count, and returns when
 * all are done. thread is below parallel_threads(), and no two steps have the
 * same one at a time, so that each can have memory of its own. Not to be
 * called from within a step.
 */
void parallel_run(size_t count,
                  void (*step)(void *context, unsigned thread, size_t i),
                  void *context);

#endif
