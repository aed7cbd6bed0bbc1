/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/by_view.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/view_list.h"

const struct place *
by_view_place(struct arena *arena, const struct place *name, const char *type,
              const char *view)
{
	const struct place *owner = place_member(arena, name->up, name->key);

	return place_member(
	    arena,
	    place_member(arena, place_member(arena, owner, type), "by-view"),
	    view);
}

/* The zone's views that the key stands for: none when it is no view. What is
 * wrong with it is told once, by by_view_overlays(). */
static struct view_set
key_views(const struct spec_reader *r, const char *key)
{
	const struct site *site = r->site;
	const struct view *view = site_view(site, key);
	struct view_set views = {0};

	if (view != NULL)
		view_set_add(&views, view->index);
	for (size_t i = 0; i < site->group_count; i++)
		if (strcmp(site->groups[i].name, key) == 0)
			views = site->groups[i].views;
	return view_set_both(views, r->spec->views);
}

static void
add(const struct spec_reader *r, const struct variant *variant)
{
	struct variant_list *list = r->variants;

	list->items = arena_grow(r->arena, list->items, list->count,
	                         sizeof(*list->items));
	list->items[list->count++] = *variant;
}

void
by_view_read(const struct spec_reader *r, const struct rrset *rrset,
             struct value object)
{
	struct spec_reader within = *r;
	const char *key;
	json_t *json;

	if (!value_is_object(&r->reader, object, "\"by-view\""))
		return;
	within.variants = NULL; /* there is none in it */
	json_object_foreach(object.json, key, json)
	{
		struct variant variant = {.key = arena_string(r->arena, key)};
		struct value value;

		if (value_is_comment(key))
			continue;
		value = value_member(&r->reader, object, variant.key, json);
		variant.rrset = (struct rrset){
		    .owner = rrset->owner,
		    .type = rrset->type,
		    .ttl = rrset->ttl,
		    .name = rrset->name,
		    .value = by_view_place(r->arena, rrset->name, rrset->key,
		                           variant.key),
		    .key = rrset->key,
		};
		if (!json_is_null(json))
			spec_read_rrset(&within, &variant.rrset, value,
			                key_views(r, key));
		add(r, &variant);
	}
}

void
by_view_take(const struct spec_reader *r, const struct variant_list *list)
{
	struct arena *arena = r->arena;

	for (size_t i = 0; i < list->count; i++) {
		struct variant variant = list->items[i];
		struct rrset *rrset = &variant.rrset;
		struct owner owner = {.name = rrset->owner,
		                      .rrsets = rrset,
		                      .count = 1,
		                      .place = rrset->name};

		variant.key = arena_string(arena, variant.key);
		owner = owner_copy(arena, &owner);
		variant.rrset = owner.rrsets[0];
		rrset->value =
		    by_view_place(arena, rrset->name, rrset->key, variant.key);
		add(r, &variant);
	}
}

/* By view, name and type. */
static int
compare_variants(const void *left, const void *right)
{
	const struct variant *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	if (order == 0)
		order = dname_compare(a->rrset.owner, b->rrset.owner);
	return order != 0 ? order : (int)a->rrset.type - (int)b->rrset.type;
}

/* Of `count` variants of one view, in order. */
static void
make_owners(const struct spec_reader *r, struct overlay *overlay,
            const struct variant *variants, size_t count)
{
	struct owner *owners = arena_alloc(r->arena, count * sizeof(*owners));
	struct rrset *rrsets = arena_alloc(r->arena, count * sizeof(*rrsets));
	struct owner *last = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct rrset *rrset = &variants[i].rrset;
		bool same =
		    last != NULL && dname_equal(last->name, rrset->owner);

		/* A name or a type that stands twice is told of already. */
		if (same && rrsets[kept - 1].type == rrset->type)
			continue;
		rrsets[kept] = *rrset;
		if (!same) {
			last = &owners[overlay->count++];
			*last = (struct owner){.name = rrset->owner,
			                       .rrsets = &rrsets[kept],
			                       .place = rrset->name};
		}
		last->count++;
		kept++;
	}
	overlay->owners = owners;
}

/* A key that is no view of the zone is told of wherever it stands. */
static bool
read_views(const struct spec_reader *r, struct overlay *overlay,
           const struct variant *variants, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct place *value = variants[i].rrset.value;

		overlay->place =
		    place_name(r->reader.arena, value->up, value->key);
		if (spec_read_overlay_views(r, overlay))
			return true;
	}
	return false;
}

/* How many variants from i on are of its view. */
static size_t
same_view(const struct variant_list *list, size_t i)
{
	size_t same = 1;

	while (i + same < list->count
	       && strcmp(list->items[i].key, list->items[i + same].key) == 0)
		same++;
	return same;
}

void
by_view_overlays(const struct spec_reader *r)
{
	struct spec *spec = r->spec;
	const struct variant_list *list = r->variants;
	size_t views = 0;
	struct overlay *overlays;

	if (list->count == 0)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare_variants);
	for (size_t i = 0; i < list->count; i += same_view(list, i))
		views++;
	overlays = arena_alloc(r->arena, (spec->overlay_count + views)
	                                     * sizeof(*overlays));
	for (size_t i = 0; i < spec->overlay_count; i++)
		overlays[i] = spec->overlays[i];
	spec->overlays = overlays;
	for (size_t i = 0, same; i < list->count; i += same) {
		struct overlay *overlay = &overlays[spec->overlay_count];

		same = same_view(list, i);
		*overlay = (struct overlay){.key = list->items[i].key,
		                            .by_view = true};
		if (!read_views(r, overlay, &list->items[i], same))
			continue;
		make_owners(r, overlay, &list->items[i], same);
		spec->overlay_count++;
	}
}
