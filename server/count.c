/* SPDX-License-Identifier: ISC */
#include "server/count.h"

enum {
	RCODES = sizeof((struct worker_counts){0}.rcodes) / sizeof(uint64_t),
};

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
