/* SPDX-License-Identifier: ISC */
#include "zones/view_content.h"

#include "lib/dname.h"

/* How many of the zones stand up to and with the name. */
static size_t
count_until(const struct content *content, const uint8_t *name)
{
	size_t lo = 0, hi = content->zone_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (dname_compare(content->zones[middle].apex, name) <= 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

/* What isn't at or above the name itself is beside it from some ancestor on,
 * which is asked for next: at most once a label. */
struct zone_content *
content_zone(const struct content *content, const uint8_t *name)
{
	unsigned labels = dname_labels(name);

	for (unsigned skip = 0; skip <= labels;) {
		const uint8_t *ancestor = dname_parent(name, skip);
		size_t until = count_until(content, ancestor);
		struct zone_content *zone;
		unsigned shared;

		if (until == 0)
			return NULL;
		zone = &content->zones[until - 1];
		if (dname_within(ancestor, zone->apex))
			return zone;
		shared = dname_shared(ancestor, zone->apex);
		skip = labels - shared;
	}
	return NULL;
}

bool
content_has_deeper(const struct content *content, const uint8_t *apex)
{
	size_t next = count_until(content, apex);

	return next < content->zone_count
	       && dname_within(content->zones[next].apex, apex);
}
