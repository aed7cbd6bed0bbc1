/* SPDX-License-Identifier: ISC */
#include "server/count.h"

enum {
	RCODES = sizeof((struct worker_counts){0}.rcodes) / sizeof(uint64_t),
	COUNTERS = sizeof(struct worker_counts) / sizeof(uint64_t),
};

_Static_assert(sizeof(struct worker_counts) % sizeof(uint64_t) == 0,
               "worker_counts is counters and nothing else");

void
count_query(struct worker_counts *counts, const struct query *query)
{
	count_add(query->tcp ? &counts->tcp_queries : &counts->udp_queries, 1);
	if (query->length == 0) {
		count_add(&counts->no_answer, 1);
		return;
	}
	count_add(&counts->answers, 1);
	if (query->message[2] & FLAG_TC)
		count_add(&counts->truncated, 1);
	if (query->rcode < RCODES)
		count_add(&counts->rcodes[query->rcode], 1);
	if (query->stranger)
		count_add(&counts->strangers, 1);
}

void
count_sum(struct worker_counts *sum, const struct worker_counts *counts)
{
	const uint64_t *from = (const uint64_t *)counts;
	uint64_t *to = (uint64_t *)sum;

	for (int i = 0; i < COUNTERS; i++)
		to[i] += __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}
