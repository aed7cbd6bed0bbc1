/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/site_zones.h"
#include "zones/view_list.h"

/* By apex, then in the order in which they were read. */
static int
compare_specs(const void *left, const void *right)
{
	const struct spec *const *a = left, *const *b = right;
	int order = dname_compare((*a)->apex, (*b)->apex);

	return order != 0 ? order : (*a > *b) - (*a < *b);
}

/* The first of specs[0..count) that shares a view with this one. */
static const struct spec *
find_rival(const struct spec *const *specs, size_t count,
           const struct spec *spec, struct view_set *shared)
{
	for (size_t i = 0; i < count; i++) {
		*shared = view_set_both(specs[i]->views, spec->views);
		if (!view_set_empty(shared))
			return specs[i];
	}
	return NULL;
}

void
site_zones_sort(struct site *site)
{
	site->by_apex =
	    arena_alloc(site->arena, site->spec_count * sizeof(struct spec *));
	for (size_t i = 0; i < site->spec_count; i++)
		site->by_apex[i] = &site->specs[i];
	if (site->spec_count > 0)
		qsort(site->by_apex, site->spec_count, sizeof(struct spec *),
		      compare_specs);
}

void
site_zones_check(const struct site *site)
{
	const struct spec *const *specs = site->by_apex;
	size_t first = 0;

	for (size_t i = 1; i < site->spec_count; i++) {
		const struct spec *rival;
		struct view_set shared;

		if (!dname_equal(specs[first]->apex, specs[i]->apex)) {
			first = i;
			continue;
		}
		rival = find_rival(&specs[first], i - first, specs[i], &shared);
		if (rival != NULL)
			report_add(
			    site->report, RULE_DUPLICATE_ZONE, specs[i]->place,
			    "%s is given to %s by %s already: merge the "
			    "two, or give each its own views",
			    specs[i]->text, view_list_text(site, &shared),
			    place_path(rival->place));
	}
}
