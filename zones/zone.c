/* SPDX-License-Identifier: ISC */
#include <assert.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/zone.h"

/*
 * The owners of one zone in canonical order: those of its RRsets, and the
 * apexes of the zones right below it, which it holds a name for as well.
 */
struct owners {
	const struct zone *zone;
	size_t rrset;        /* next in content->rrsets */
	struct zone *deeper; /* next zone that may lie right below */
	struct zone *end;    /* of the tree's zones */

	/* what owners_next() found */
	const uint8_t *name;
	size_t first; /* its RRsets */
	size_t count;
	struct zone *twin_of; /* the zone whose apex the name is, or NULL */
};

static void
deeper_skip(struct owners *o)
{
	const uint8_t *apex = o->zone->content->apex;

	while (o->deeper < o->end && o->deeper->enclosing != o->zone) {
		if (!dname_within(o->deeper->content->apex, apex)) {
			o->deeper = o->end;
			return;
		}
		o->deeper++;
	}
}

static struct owners
owners_begin(const struct tree *tree, const struct zone *zone)
{
	struct owners o = {
	    .zone = zone,
	    .deeper = &tree->zones[zone->index] + 1,
	    .end = tree->zones + tree->count,
	};

	deeper_skip(&o);
	return o;
}

/* RRsets that were written together have the very same owner. */
static bool
is_owner(const struct rrset *rrset, const uint8_t *name)
{
	return rrset->owner == name || dname_equal(rrset->owner, name);
}

static bool
owners_next(struct owners *o)
{
	const struct zone_content *content = o->zone->content;
	const uint8_t *twin =
	    o->deeper < o->end ? o->deeper->content->apex : NULL;
	const uint8_t *owner =
	    o->rrset < content->count ? content->rrsets[o->rrset]->owner : NULL;
	int order;

	if (twin == NULL && owner == NULL)
		return false;
	order = owner == NULL  ? 1
	        : twin == NULL ? -1
	                       : dname_compare(owner, twin);
	o->name = order <= 0 ? owner : twin;
	o->first = o->rrset;
	if (order <= 0)
		while (o->rrset < content->count
		       && is_owner(content->rrsets[o->rrset], o->name))
			o->rrset++;
	o->count = o->rrset - o->first;
	o->twin_of = NULL;
	if (order >= 0) {
		o->twin_of = o->deeper++;
		deeper_skip(o);
	}
	return true;
}

/* All names, the ones between an owner and the apex too: behind its
 * predecessor in canonical order, a name adds itself and those of its
 * ancestors that it doesn't share with it. */
static size_t
names_count(const struct tree *tree, const struct zone *zone)
{
	struct owners o = owners_begin(tree, zone);
	const uint8_t *before = zone->content->apex;
	size_t count = 1;

	while (owners_next(&o)) {
		count += dname_labels(o.name) - dname_shared(before, o.name);
		before = o.name;
	}
	return count;
}

static void
name_set_rrsets(struct name *name, const struct rrset **rrsets, size_t count)
{
	name->rrsets = rrsets;
	name->rrset_count = count;
	for (size_t i = 0; i < count; i++) {
		if (rrsets[i]->type == TYPE_NS && !(name->flags & NAME_APEX))
			name->flags |= NAME_CUT;
		if (rrsets[i]->type == TYPE_DNAME)
			name->flags |= NAME_DNAME;
	}
}

/* Once parent, RRsets and flags are there. RFC 6672 section 2.3: a DNAME
 * redirects what lies below its owner, not the owner. */
static void
name_set_stop(struct name *name)
{
	const struct name *parent = name->parent;

	if (name->flags & NAME_APEX)
		return;
	if (parent->stop != NULL)
		name->stop = parent->stop;
	else if (parent->flags & NAME_DNAME)
		name->stop = name->parent;
	else if (name->flags & NAME_CUT)
		name->stop = name;
}

static struct name *
name_add(struct zone *zone, const uint8_t *octets, struct name *parent)
{
	struct name *name = &zone->names[zone->count++];

	*name = (struct name){
	    .octets = octets,
	    .parent = parent,
	    .zone = zone,
	    .labels = (uint8_t)dname_labels(octets),
	    .length = (uint8_t)dname_length(octets),
	    .hidden = parent != NULL && parent->hidden,
	};
	if (parent != NULL && dname_is_wildcard(octets))
		parent->wildcard = name;
	return name;
}

static void
apex_add(struct zone *zone)
{
	struct name *apex = name_add(zone, zone->content->apex, NULL);

	apex->flags = NAME_APEX;
	if (zone->above != NULL)
		apex->parent = zone->above->parent;
}

static void
names_fill(const struct tree *tree, struct zone *zone)
{
	struct owners o = owners_begin(tree, zone);
	struct name *path[DNAME_LABELS + 1]; /* the last name, by its labels */
	unsigned depth = dname_labels(zone->content->apex);
	struct name *name;

	apex_add(zone);
	path[depth] = zone->names;
	while (owners_next(&o)) {
		unsigned labels = dname_labels(o.name);

		assert(dname_within(o.name, zone->content->apex));
		depth = dname_shared(path[depth]->octets, o.name);
		for (; depth < labels; depth++) {
			name = name_add(
			    zone, dname_parent(o.name, labels - depth - 1),
			    path[depth]);
			path[depth + 1] = name;
			/* an empty non-terminal has its stop from here; an
			 * owner gets it below */
			if (depth + 1 < labels)
				name_set_stop(name);
		}
		name = path[labels];
		name_set_rrsets(name, zone->content->rrsets + o.first, o.count);
		name_set_stop(name);
		if (o.twin_of != NULL) {
			name->hidden = true;
			o.twin_of->above = name;
		}
	}
}

void
zone_build(struct tree *tree, struct arena *arena,
           const struct content *content)
{
	struct zone *above = NULL;

	*tree = (struct tree){
	    .content = content,
	    .zones =
		arena_alloc(arena, content->zone_count * sizeof(struct zone)),
	    .count = content->zone_count,
	};
	for (size_t i = 0; i < tree->count; i++) {
		struct zone *zone = &tree->zones[i];

		zone->content = &content->zones[i];
		zone->index = (uint32_t)i;
		while (
		    above != NULL
		    && !dname_within(zone->content->apex, above->content->apex))
			above = above->enclosing;
		zone->enclosing = above;
		above = zone;
	}
	/* An enclosing zone comes before those below, and sets their twin. */
	for (size_t i = 0; i < tree->count; i++) {
		struct zone *zone = &tree->zones[i];
		size_t count = names_count(tree, zone);

		zone->names = arena_alloc(arena, count * sizeof(struct name));
		names_fill(tree, zone);
		assert(zone->count == count);
	}
}

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
