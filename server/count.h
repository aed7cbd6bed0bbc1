/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COUNT_H
#define MULLION_COUNT_H

#include <stdint.h>

#include "lib/query.h"
#include "server/count_sum.h"

/*
 * What a worker counts. Each thread has a struct worker_counts that it alone
 * writes; the main thread reads them all when it is asked. So there is no lock
 * and no locked instruction on a query's way: a counter is loaded and stored
 * whole, and who reads may see one some queries ahead of another.
 *
 *   UDP thread  --count_query-->  counts --+
 *   UDP thread  --count_query-->  counts --+--count_sum--> WORKER_COUNTS
 *   main (TCP)  --count_query-->  counts --+
 */

/* Only the thread that owns the counter may call it. */
static inline void
count_add(uint64_t *counter, uint64_t n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

/*
 * Counts one query behind answer(). query->length is the answer's;
 * query->tcp says which of the two it came by.
 */
void count_query(struct worker_counts *counts, const struct query *query);

#endif
