/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ZONE_SPANS_H
#define MULLION_ZONE_SPANS_H

#include "zones/report.h"
#include "zones/zone.h"

/* Names [from, to) of a zone, few enough to share the work by. */
struct span {
	const struct zone *zone;
	size_t from;
	size_t to;
};

/* All names of the tree as spans, in the order of the zones; in the arena. */
struct span *
zone_spans(size_t *count, struct arena *arena, const struct tree *tree);

/*
 * Has step look at all names of the tree, span by span, in several threads;
 * what it finds is added to the report in the order of the spans. Each call
 * has a report of its own, and an arena that lasts until all are done.
 */
void
zone_spans_run(const struct tree *tree, struct report *report,
               void (*step)(const struct tree *tree, const struct span *span,
                            struct report *report, struct arena *arena));

#endif
