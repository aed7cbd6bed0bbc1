/* SPDX-License-Identifier: ISC */
#include "server/count_sum.h"

enum { COUNTERS = sizeof(struct worker_counts) / sizeof(uint64_t) };

_Static_assert(sizeof(struct worker_counts) % sizeof(uint64_t) == 0,
               "worker_counts is counters and nothing else");

void
count_sum(struct worker_counts *sum, const struct worker_counts *counts)
{
	const uint64_t *from = (const uint64_t *)counts;
	uint64_t *to = (uint64_t *)sum;

	for (int i = 0; i < COUNTERS; i++)
		to[i] += __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}
