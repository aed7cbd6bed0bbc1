/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "zones/reverse.h"
#include "zones/shorthand/ptr_from.h"

void
ptr_from_read(const struct spec_reader *r, struct value list)
{
	struct spec *spec = r->spec;
	size_t count;

	if (list.json == NULL
	    || !value_is_array(&r->reader, list, "\"ptr-from\""))
		return;
	if (!reverse_within(spec->apex)) {
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "\"ptr-from\" can only stand in a reverse zone, one "
		           "in in-addr.arpa or ip6.arpa");
		return;
	}
	count = json_array_size(list.json);
	spec->ptr_from = arena_alloc(r->arena, count * sizeof(*spec->ptr_from));
	for (size_t i = 0; i < count; i++) {
		struct value item = value_item(&r->reader, list, i);
		const uint8_t *apex =
		    spec_read_zone_name(r, item, "a zone's name");

		if (apex != NULL)
			spec->ptr_from[spec->ptr_from_count++] =
			    (struct ptr_source){apex, item.place};
	}
}

/* The first spec of a zone that isn't before the apex. */
static size_t
first_spec(const struct site *site, const uint8_t *apex)
{
	size_t lo = 0, hi = site->spec_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (dname_compare(site->by_apex[middle]->apex, apex) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static void
check_source(const struct site *site, const struct spec *spec,
             const struct ptr_source *source)
{
	const struct spec *const *specs = site->by_apex;
	bool there = false, shared = false;
	char text[DNAME_TEXT];

	for (size_t i = first_spec(site, source->apex);
	     i < site->spec_count && dname_equal(specs[i]->apex, source->apex);
	     i++) {
		struct view_set both =
		    view_set_both(specs[i]->views, spec->views);

		there = true;
		shared |= !view_set_empty(&both);
	}
	dname_to_text(text, source->apex);
	if (!there)
		report_add(site->report, RULE_UNKNOWN_ZONE, source->place,
		           "the site has no zone %s: correct the name, or "
		           "remove it",
		           text);
	else if (!shared)
		report_add(site->report, RULE_UNKNOWN_ZONE, source->place,
		           "%s is in no view that has this zone: no name of it "
		           "can be told there",
		           text);
	else if (reverse_within(source->apex))
		report_add(site->report, RULE_UNKNOWN_ZONE, source->place,
		           "%s is a reverse zone: name zones that have "
		           "addresses",
		           text);
}

void
ptr_from_check(const struct site *site)
{
	for (size_t i = 0; i < site->spec_count; i++) {
		const struct spec *spec = &site->specs[i];

		for (size_t j = 0; j < spec->ptr_from_count; j++)
			check_source(site, spec, &spec->ptr_from[j]);
	}
}
