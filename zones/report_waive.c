/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/report_finding.h"

static int
compare_waivable(const struct part *part, enum rule rule, const char *subject)
{
	int order = (part->finding->rule > rule) - (part->finding->rule < rule);

	return order != 0 ? order : strcmp(part->subject, subject);
}

static int
compare_parts(const void *left, const void *right)
{
	const struct part *const *a = left, *const *b = right;

	return compare_waivable(*a, (*b)->finding->rule, (*b)->subject);
}

static void
sort_waivable(struct report *report)
{
	if (report->waivable_sorted || report->waivable_count == 0)
		return;
	qsort(report->waivable, report->waivable_count, sizeof(struct part *),
	      compare_parts);
	report->waivable_sorted = true;
}

/* The first part that isn't before the rule and the subject. */
static size_t
first_waivable(const struct report *report, enum rule rule, const char *subject)
{
	size_t lo = 0, hi = report->waivable_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (compare_waivable(report->waivable[middle], rule, subject)
		    < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static bool
waive_part(struct part *part, struct view_set views)
{
	bool matched = false;

	for (unsigned view = 0; view < VIEW_MAX; view++)
		if (view_set_has(&part->views, view)
		    && view_set_has(&views, view)) {
			view_set_remove(&part->views, view);
			matched = true;
		}
	part->waived = view_set_empty(&part->views);
	return matched;
}

bool
report_waive(struct report *report, enum rule rule, const struct place *waiver,
             const char *subject, struct view_set views)
{
	const char *path = place_path(waiver);
	bool matched = false;

	sort_waivable(report);
	for (size_t i = first_waivable(report, rule, subject);
	     i < report->waivable_count; i++) {
		struct part *part = report->waivable[i];

		if (compare_waivable(part, rule, subject) != 0)
			break;
		if (strcmp(place_path(part->finding->place), path) == 0
		    && waive_part(part, views))
			matched = true;
	}
	return matched;
}
