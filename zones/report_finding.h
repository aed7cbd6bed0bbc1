/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPORT_FINDING_H
#define MULLION_REPORT_FINDING_H

#include "zones/report.h"
#include "zones/report_line.h"

/*
 * Findings stand in a hash table by rule and place, so that the same finding
 * of another view is found again at once, and in a list in the order in which
 * they came. What is said at one place by one rule is usually one part, a
 * message and the views in which it holds; two parts are two things wrong with
 * one value (an SOA with both names reserved), and a value of which many
 * records are made (`generate`) can have as many: so parts are hashed too.
 * Waivers take views out of parts.
 *
 *   buckets[hash] -> finding -> part "reserved" {internal} "www.corp.internal."
 *                       |        \-> part ...
 *                       v next in bucket
 */
struct part {
	struct part *next;
	struct part *next_hashed; /* in the bucket */
	uint64_t hash;
	const char *message;
	const char *subject;       /* what a waiver names, or NULL */
	const struct place *other; /* of REPORT_OTHER in message, or NULL */
	struct view_set views;     /* none: it isn't about single views */
	bool waived;
	const struct finding *finding;
};

struct finding {
	struct finding *next; /* in the bucket */
	uint64_t hash;
	enum rule rule;
	const struct place *place;
	struct part *parts;
	struct part *last;
};

struct report {
	struct arena *arena;
	struct finding **findings;
	size_t count;
	struct finding **buckets;
	size_t bucket_count; /* a power of two; 0 before there is a finding */
	struct part **part_buckets;
	size_t part_bucket_count;
	size_t part_count;
	struct part **waivable;
	size_t waivable_count;
	bool waivable_sorted; /* by rule and subject */
	bool strict;
};

/*
 * Where the other places of the findings' parts are, found in one pass a file;
 * in the arena. report_others_spot() is NULL for a part that has none.
 */
struct report_others {
	struct other *items; /* by part */
	size_t count;
};

void report_others_find(struct report_others *others, struct arena *arena,
                        const struct finding *const *findings, size_t count);
const struct report_spot *
report_others_spot(const struct report_others *others, const struct part *part);

/* Some of it isn't waived. */
bool finding_stands(const struct finding *finding);

/* By its rule, and by --strict. */
bool
finding_is_error(const struct report *report, const struct finding *finding);

#endif
