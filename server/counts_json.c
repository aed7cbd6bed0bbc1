/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdint.h>

#include "server/counts_json.h"
#include "server/counts_text.h"

enum { RCODES = sizeof((struct worker_counts){0}.rcodes) / sizeof(uint64_t) };

static const struct {
	const char *name;
	size_t at;
} counters[] = {
    {"udp-queries", offsetof(struct worker_counts, udp_queries)},
    {"tcp-queries", offsetof(struct worker_counts, tcp_queries)},
    {"answers", offsetof(struct worker_counts, answers)},
    {"no-answer", offsetof(struct worker_counts, no_answer)},
    {"truncated", offsetof(struct worker_counts, truncated)},
    {"strangers", offsetof(struct worker_counts, strangers)},
    {"kernel-drops", offsetof(struct worker_counts, kernel_drops)},
    {"send-errors", offsetof(struct worker_counts, send_errors)},
    {"tcp-connections", offsetof(struct worker_counts, tcp_connections)},
    {"tcp-open", offsetof(struct worker_counts, tcp_open)},
    {"tcp-refused", offsetof(struct worker_counts, tcp_refused)},
    {"tcp-timeouts", offsetof(struct worker_counts, tcp_timeouts)},
};

/* A counter of 64 bits doesn't fit json_int_t's sign, and never comes there. */
static json_t *
number(uint64_t count)
{
	return json_integer((json_int_t)(count & INT64_MAX));
}

json_t *
counts_json(const struct worker_counts *counts)
{
	json_t *object = json_object(), *rcodes = json_object();
	char name[COUNTS_RCODE];

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		const uint64_t *count =
		    (const void *)((const char *)counts + counters[i].at);

		json_object_set_new(object, counters[i].name, number(*count));
	}
	for (unsigned i = 0; i < RCODES; i++)
		if (counts->rcodes[i] != 0)
			json_object_set_new(rcodes, counts_rcode(name, i),
			                    number(counts->rcodes[i]));
	json_object_set_new(object, "rcodes", rcodes);
	return object;
}
