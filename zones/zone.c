/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "zones/zone.h"

/* Most zones are small, and most names that are looked for in them are there:
 * to look at each takes less than to compare a few in canonical order. */
static struct name *
find_in_small(const struct zone *zone, const uint8_t *name)
{
	enum { SMALL = 16 };
	size_t length = dname_length(name);

	if (zone->count > SMALL)
		return NULL;
	for (size_t i = 0; i < zone->count; i++)
		if (zone->names[i].length == length
		    && dname_equal(zone->names[i].octets, name))
			return &zone->names[i];
	return NULL;
}

struct name *
zone_find(const struct zone *zone, const uint8_t *name, bool *exact)
{
	size_t low = 0, high = zone->count;
	struct name *found = find_in_small(zone, name);
	unsigned shared;

	*exact = found != NULL;
	if (found != NULL)
		return found;
	if (!dname_within(name, zone->content->apex))
		return NULL;
	/* The last name that isn't behind: it or one above it encloses. */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(zone->names[middle].octets, name) <= 0)
			low = middle;
		else
			high = middle;
	}
	found = &zone->names[low];
	shared = dname_shared(found->octets, name);
	while (found->labels > shared)
		found = found->parent;
	*exact = found->labels == dname_labels(name);
	return found;
}

struct zone *
zone_of(const struct tree *tree, const uint8_t *name)
{
	size_t low = 0, high = tree->count;
	struct zone *zone;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(tree->zones[middle].content->apex, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	zone = low == 0 ? NULL : &tree->zones[low - 1];
	while (zone != NULL && !dname_within(name, zone->content->apex))
		zone = zone->enclosing;
	return zone;
}

/* Right behind a zone come those below it. */
static bool
is_deepest(const struct tree *tree, const struct zone *zone)
{
	size_t next = (size_t)zone->index + 1;

	return next == tree->count || tree->zones[next].enclosing != zone;
}

const struct zone *
zone_of_near(const struct tree *tree, const struct zone *near,
             const uint8_t *name)
{
	if (near != NULL && is_deepest(tree, near)
	    && dname_within(name, near->content->apex))
		return near;
	return zone_of(tree, name);
}

/*
 * Canonical order puts a zone's apex where its twin is in the enclosing zone,
 * and the zones' own order is the one in which they are met on the way.
 */
struct name **
zone_visible(size_t *count, struct arena *arena, const struct tree *tree)
{
	size_t *next = arena_alloc(arena, tree->count * sizeof(*next));
	size_t total = 0, met = 0;
	struct zone *zone = NULL;
	struct name **names;

	for (size_t i = 0; i < tree->count; i++)
		total += tree->zones[i].count;
	names = arena_alloc(arena, total * sizeof(struct name *));
	*count = 0;
	while (zone != NULL || met < tree->count) {
		struct name *name;

		if (zone == NULL) {
			zone = &tree->zones[met++];
		} else if (next[zone->index] == zone->count) {
			zone = zone->enclosing;
		} else {
			name = &zone->names[next[zone->index]++];
			if (!name->hidden)
				names[(*count)++] = name;
			else if (met < tree->count
			         && tree->zones[met].above == name)
				zone = &tree->zones[met++];
		}
	}
	return names;
}

const struct rrset *
zone_rrset(const struct name *name, uint16_t type)
{
	for (size_t i = 0; i < name->rrset_count; i++)
		if (name->rrsets[i]->type == type)
			return name->rrsets[i];
	return NULL;
}
