/* SPDX-License-Identifier: ISC */
#include <assert.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/parallel.h"
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

		depth = dname_shared(path[depth]->octets, o.name);
		assert(depth >= zone->names->labels); /* it is in the zone */
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

/*
 * A zone that lies in no other, and those below it, which follow it, see
 * nothing of the rest. An enclosing zone comes before those below, and sets
 * their twin.
 */
struct building {
	struct tree *tree;
	size_t *roots; /* the first zone of each such group */
	size_t count;
	struct arena **arenas; /* one a thread */
};

static void
build_group(void *context, unsigned thread, size_t i)
{
	const struct building *building = context;
	struct tree *tree = building->tree;
	size_t end =
	    i + 1 < building->count ? building->roots[i + 1] : tree->count;

	for (size_t z = building->roots[i]; z < end; z++) {
		struct zone *zone = &tree->zones[z];
		size_t count = names_count(tree, zone);

		zone->names = arena_alloc(building->arenas[thread],
		                          count * sizeof(struct name));
		names_fill(tree, zone);
		assert(zone->count == count);
	}
}

static void
build_groups(struct tree *tree, struct arena *arena)
{
	unsigned threads = parallel_threads();
	struct arena *scratch = arena_new();
	struct building building = {
	    .tree = tree,
	    .roots = arena_alloc(scratch, tree->count * sizeof(size_t)),
	    .arenas = arena_alloc(scratch, threads * sizeof(struct arena *))};

	for (size_t i = 0; i < tree->count; i++)
		if (tree->zones[i].enclosing == NULL)
			building.roots[building.count++] = i;
	for (unsigned i = 0; i < threads; i++)
		building.arenas[i] = arena_new();
	parallel_run(building.count, build_group, &building);
	for (unsigned i = 0; i < threads; i++)
		arena_adopt(arena, building.arenas[i]);
	arena_free(scratch);
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
	build_groups(tree, arena);
}
