/* SPDX-License-Identifier: ISC */
#include "zones/fragment/fragment.h"

#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/json_parse.h"

/* One fragment while it is read. */
struct taker {
	struct reader reader;
	struct site *site;
	struct arena *scratch;
	struct value file;
	const char *id;
	struct value records;
	struct addition *additions; /* when all is good */
	size_t addition_count;
};

/* An overlay that a spec is to get. */
struct addition {
	struct spec *spec;
	struct overlay overlay;
};

static const struct value_member members[] = {{"$schema", false},
                                              {"add-to", true},
                                              {"fragment", true},
                                              {"records", true}};

/* An RRset that stands in the way of another of that type at its name. */
static bool
is_rival(const struct rrset *rrset, uint16_t type)
{
	return rrset->type == type || rrset->type == TYPE_CNAME
	       || type == TYPE_CNAME;
}

static bool
has_rival(const struct owner *owner, uint16_t type)
{
	if (owner == NULL)
		return false;
	if (owner->remove || owner->clear)
		return true;
	for (size_t i = 0; i < owner->count; i++)
		if (is_rival(&owner->rrsets[i], type))
			return true;
	return false;
}

/* Somebody says already, in one of these views, what the name has. */
static bool
is_written(const struct spec *spec, struct view_set views,
           const struct rrset *rrset)
{
	if (has_rival(owner_find(spec->owners, spec->owner_count, rrset->owner),
	              rrset->type))
		return true;
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct overlay *overlay = &spec->overlays[i];
		struct view_set both = view_set_both(overlay->views, views);

		if (!view_set_empty(&both)
		    && has_rival(owner_find(overlay->owners, overlay->count,
		                            rrset->owner),
		                 rrset->type))
			return true;
	}
	return false;
}

static void
check_rrset(const struct taker *t, const struct spec *spec,
            const struct fence *fence, const struct rrset *rrset)
{
	struct arena *arena = t->reader.arena;
	const struct place *name = rrset->name;
	const struct place *place = place_name(
	    arena, place_member(arena, name->up, name->key), rrset->key);

	if (!fence_has_type(fence, rrset->type))
		report_add(t->reader.report, RULE_FRAGMENT, place,
		           "the fragment %s of %s can add %s records, no %s",
		           fence->id, spec->text,
		           fence_types_text(arena, fence),
		           rdata_type_text(arena, rrset->type));
	else if (is_written(spec, fence->views, rrset))
		report_add(t->reader.report, RULE_FRAGMENT, place,
		           "what %s records the name has is written elsewhere, "
		           "and a fragment can only add",
		           rdata_type_text(arena, rrset->type));
}

/* How many records the fence's fragments have added already. */
static size_t
count_added(const struct spec *spec, const struct fence *fence)
{
	size_t records = 0;

	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct overlay *overlay = &spec->overlays[i];

		if (!overlay->fragment || strcmp(overlay->key, fence->id) != 0)
			continue;
		for (size_t j = 0; j < overlay->count; j++)
			for (size_t k = 0; k < overlay->owners[j].count; k++)
				records += overlay->owners[j].rrsets[k].count;
	}
	return records;
}

static void
check_fence(const struct taker *t, const struct spec *spec,
            const struct fence *fence, const struct owner *owners, size_t count)
{
	size_t records = count_added(spec, fence);

	for (size_t i = 0; i < count; i++) {
		if (!fence_has_name(fence, owners[i].name))
			report_add(t->reader.report, RULE_FRAGMENT,
			           owners[i].place,
			           "the fragment %s of %s can't add this name, "
			           "only %s",
			           fence->id, spec->text,
			           fence_names_text(t->reader.arena, fence));
		for (size_t j = 0; j < owners[i].count; j++) {
			check_rrset(t, spec, fence, &owners[i].rrsets[j]);
			records += owners[i].rrsets[j].count;
		}
	}
	if (records > fence->max)
		report_add(t->reader.report, RULE_FRAGMENT, t->records.place,
		           "the fragment %s of %s can add %u records, and with "
		           "these there are %zu",
		           fence->id, spec->text, fence->max, records);
}

static void
add_overlay(struct arena *arena, const struct addition *addition)
{
	struct spec *spec = addition->spec;
	struct overlay *overlays =
	    arena_alloc(arena, (spec->overlay_count + 1) * sizeof(*overlays));

	for (size_t i = 0; i < spec->overlay_count; i++)
		overlays[i] = spec->overlays[i];
	overlays[spec->overlay_count++] = addition->overlay;
	spec->overlays = overlays;
}

/* One of the zone's specs: most have but one. */
static void
take_into(struct taker *t, struct spec *spec, const struct fence *fence)
{
	char apex[DNAME_TEXT];
	struct spec as = {.apex = spec->apex,
	                  .text = spec->text,
	                  .views = spec->views,
	                  .ttl = fence->ttl};
	struct spec_reader r = {.reader = t->reader,
	                        .arena = t->reader.arena,
	                        .scratch = t->scratch,
	                        .site = t->site,
	                        .spec = &as,
	                        .apex = dname_to_text(apex, spec->apex)};
	struct owner *owners;
	size_t count;

	owners = spec_read_owners(&r, t->records, false, fence->views, &count);
	check_fence(t, spec, fence, owners, count);
	t->additions = arena_grow(t->reader.arena, t->additions,
	                          t->addition_count, sizeof(*t->additions));
	t->additions[t->addition_count++] = (struct addition){
	    .spec = spec,
	    .overlay = {.views = fence->views,
	                .fragment = true,
	                .key = fence->id,
	                .owners = owners,
	                .count = count,
	                .place = t->records.place},
	};
}

static void
take_records(struct taker *t, const uint8_t *apex, struct value zone)
{
	const struct spec *found = NULL;
	bool any = false;

	for (size_t i = 0; i < t->site->spec_count; i++) {
		struct spec *spec = &t->site->specs[i];
		const struct fence *fence;

		if (!dname_equal(spec->apex, apex))
			continue;
		found = spec;
		fence = fence_find(spec, t->id);
		any |= fence != NULL;
		if (fence != NULL)
			take_into(t, spec, fence);
	}
	if (found == NULL)
		report_add(t->reader.report, RULE_FRAGMENT, zone.place,
		           "the site has no zone %s",
		           json_string_value(zone.json));
	else if (!any)
		report_add(t->reader.report, RULE_FRAGMENT,
		           value_get(&t->reader, t->file, "fragment").place,
		           "%s has no fragment \"%s\" in its \"fragments\"",
		           found->text, t->id);
}

static void
take_value(struct taker *t)
{
	struct value zone = value_get(&t->reader, t->file, "add-to");
	struct value id = value_get(&t->reader, t->file, "fragment");
	struct spec_reader r = {.reader = t->reader};
	const uint8_t *apex = NULL;

	t->records = value_get(&t->reader, t->file, "records");
	(void)value_check_members(&t->reader, t->file, "a fragment", members,
	                          sizeof(members) / sizeof(members[0]));
	if (zone.json != NULL)
		apex = spec_read_zone_name(&r, zone, "\"add-to\"");
	if (id.json != NULL)
		t->id = value_text(&t->reader, id, "\"fragment\"");
	if (apex != NULL && t->id != NULL && t->records.json != NULL
	    && value_is_object(&t->reader, t->records, "\"records\""))
		take_records(t, apex, zone);
}

/* What merely looks wrong isn't. */
static void
note_wrong(void *context, const struct report_said *said)
{
	bool *good = context;

	if (said->error || said->rule == RULE_FRAGMENT)
		*good = false;
}

bool
fragment_take(struct site *site, struct report *report,
              const struct place *file, char *text, size_t length,
              bool only_try)
{
	struct taker t = {.reader = {site->arena, report},
	                  .site = site,
	                  .scratch = arena_new()};
	bool good = true;

	t.file.place = file;
	t.file.json = json_parse_text(&t.reader, file, text, length);
	if (t.file.json != NULL
	    && value_is_object(&t.reader, t.file, "a fragment"))
		take_value(&t);
	json_decref(t.file.json);
	arena_free(t.scratch);
	report_each(report, note_wrong, &good);
	for (size_t i = 0; i < t.addition_count && good && !only_try; i++)
		add_overlay(site->arena, &t.additions[i]);
	return good;
}
