/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/fragment/fence.h"
#include "zones/rdata_wire.h"
#include "zones/service/service_pack.h"
#include "zones/shorthand/by_view.h"
#include "zones/shorthand/generate.h"
#include "zones/shorthand/ptr_from.h"
#include "zones/spec_pack.h"

/* The octets that one of each takes at least. */
enum { OWNER = 12, RRSET = 21, RDATUM = 6, OVERLAY = 43, WAIVER = 52 };

struct spec_unpacker {
	struct unpacker from;
	struct arena *arena;
	const struct place *file;
	struct spec *spec;
};

static bool
flag(struct spec_unpacker *u)
{
	return unpack8(&u->from) != 0;
}

static struct view_set
views(struct spec_unpacker *u)
{
	struct view_set set = {0};
	const uint8_t *octets = unpack_octets(&u->from, sizeof(set));

	if (octets != NULL)
		memcpy(&set, octets, sizeof(set));
	return set;
}

static void
refuse(struct spec_unpacker *u)
{
	u->from.bad = true;
}

static void
read_data(struct spec_unpacker *u, struct rrset *rrset)
{
	rrset->count = unpack_count(&u->from, RDATUM);
	rrset->data =
	    arena_alloc(u->arena, rrset->count * sizeof(*rrset->data));
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct rdatum *rdatum = &rrset->data[i];

		rdatum->item = unpack32(&u->from);
		rdatum->length = unpack16(&u->from);
		rdatum->wire = unpack_octets(&u->from, rdatum->length);
		if (rdatum->wire == NULL
		    || rdata_wire_check(rrset->type, rdatum->wire,
		                        rdatum->length)
		           != NULL)
			refuse(u);
	}
}

static void
read_rrset(struct spec_unpacker *u, const struct owner *owner,
           struct rrset *rrset)
{
	const char *key;
	uint8_t list;

	rrset->owner = owner->name;
	rrset->name = owner->place;
	rrset->type = unpack16(&u->from);
	rrset->ttl = unpack32(&u->from);
	rrset->order = unpack32(&u->from);
	list = unpack8(&u->from);
	rrset->list = (list & ~SPEC_PACK_MADE) % (LIST_TEXT + 1);
	if (list & SPEC_PACK_MADE)
		rrset->name =
		    generate_name_place(u->arena, u->file, unpack32(&u->from));
	rrset->single = flag(u);
	key = unpack_text(&u->from);
	if (key == NULL)
		return;
	rrset->key = key;
	if (list & SPEC_PACK_MADE)
		rrset->value = generate_value_place(u->arena, rrset->name, key);
	read_data(u, rrset);
}

static void
read_owner(struct spec_unpacker *u, const struct place *up, struct owner *owner,
           const struct owner *before)
{
	const char *key;

	owner->name = unpack_name(&u->from);
	key = unpack_text(&u->from);
	owner->clear = flag(u);
	owner->remove = flag(u);
	owner->count = unpack_count(&u->from, RRSET);
	if (u->from.bad)
		return;
	if (!dname_within(owner->name, u->spec->apex)
	    || (before != NULL
	        && dname_compare(before->name, owner->name) >= 0))
		refuse(u);
	owner->place = place_name(u->arena, up, key);
	owner->rrsets =
	    arena_alloc(u->arena, owner->count * sizeof(*owner->rrsets));
	for (size_t i = 0; i < owner->count; i++) {
		read_rrset(u, owner, &owner->rrsets[i]);
		if (i > 0 && owner->rrsets[i - 1].type >= owner->rrsets[i].type)
			refuse(u);
	}
	if (*key == '\0' && owner->count > 0)
		owner->place = owner->rrsets[0].name;
}

static struct owner *
read_owners(struct spec_unpacker *u, const struct place *up, size_t *count)
{
	uint32_t owner_count = unpack_count(&u->from, OWNER);
	struct owner *owners =
	    arena_alloc(u->arena, owner_count * sizeof(*owners));

	for (uint32_t i = 0; i < owner_count && !u->from.bad; i++)
		read_owner(u, up, &owners[i], i > 0 ? &owners[i - 1] : NULL);
	*count = owner_count;
	return owners;
}

static void
read_soa(struct spec_unpacker *u)
{
	struct soa *soa = &u->spec->soa;

	soa->place =
	    flag(u) ? place_member(u->arena, u->file, "soa") : u->spec->place;
	if (flag(u))
		soa->mname = unpack_name(&u->from);
	soa->rname = unpack_name(&u->from);
	soa->serial_written = flag(u);
	soa->serial = unpack32(&u->from);
	soa->refresh = unpack32(&u->from);
	soa->retry = unpack32(&u->from);
	soa->expire = unpack32(&u->from);
	soa->minimum = unpack32(&u->from);
	soa->ttl = unpack32(&u->from);
}

/* What "by-view" says stands within the records. */
static void
place_variants(struct spec_unpacker *u, const struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->count; i++) {
		const struct owner *owner = &overlay->owners[i];

		for (size_t j = 0; j < owner->count; j++)
			owner->rrsets[j].value =
			    by_view_place(u->arena, owner->place,
			                  owner->rrsets[j].key, overlay->key);
	}
}

static void
read_overlays(struct spec_unpacker *u)
{
	const struct place *up = place_member(u->arena, u->file, "overlays");
	struct spec *spec = u->spec;

	spec->overlay_count = unpack_count(&u->from, OVERLAY);
	spec->overlays = arena_alloc(u->arena, spec->overlay_count
	                                           * sizeof(*spec->overlays));
	for (size_t i = 0; i < spec->overlay_count; i++) {
		struct overlay *overlay = &spec->overlays[i];

		overlay->key = unpack_text(&u->from);
		overlay->views = views(u);
		overlay->group = flag(u);
		overlay->by_view = flag(u);
		if (overlay->key == NULL)
			return;
		overlay->place = place_name(u->arena, up, overlay->key);
		overlay->owners = read_owners(
		    u,
		    overlay->by_view ? spec->records
				     : place_member(u->arena, up, overlay->key),
		    &overlay->count);
		if (overlay->by_view && !u->from.bad)
			place_variants(u, overlay);
	}
}

static void
read_sources(struct spec_unpacker *u)
{
	const struct place *up = place_member(u->arena, u->file, "ptr-from");
	struct spec *spec = u->spec;

	spec->ptr_from_count = unpack_count(&u->from, 1);
	spec->ptr_from = arena_alloc(u->arena, spec->ptr_from_count
	                                           * sizeof(*spec->ptr_from));
	for (size_t i = 0; i < spec->ptr_from_count; i++)
		spec->ptr_from[i] =
		    (struct ptr_source){.apex = unpack_name(&u->from),
		                        .place = place_item(u->arena, up, i)};
}

static void
read_waivers(struct spec_unpacker *u)
{
	const struct place *up = place_member(u->arena, u->file, "waive");
	struct spec *spec = u->spec;

	spec->waiver_count = unpack_count(&u->from, WAIVER);
	spec->waivers =
	    arena_alloc(u->arena, spec->waiver_count * sizeof(*spec->waivers));
	for (size_t i = 0; i < spec->waiver_count; i++) {
		struct waiver *waiver = &spec->waivers[i];
		uint32_t rule = unpack32(&u->from);

		if (rule < RULE_COUNT)
			waiver->rule = (enum rule)rule;
		else
			refuse(u);
		waiver->subject = unpack_text(&u->from);
		waiver->views = views(u);
		waiver->reason = unpack_text(&u->from);
		if (flag(u))
			waiver->ticket = unpack_text(&u->from);
		if (flag(u))
			waiver->until = unpack_text(&u->from);
		waiver->place = place_item(u->arena, up, unpack32(&u->from));
	}
}

int
spec_unpack(struct spec *spec, struct arena *arena, const char *path,
            const uint8_t *octets, size_t length)
{
	struct spec_unpacker u = {
	    .from = {.at = octets, .end = octets + length},
	    .arena = arena,
	    .file = place_file(arena, path),
	    .spec = spec};

	*spec = (struct spec){
	    .place = place_member(arena, u.file, "zone"),
	    .records = place_member(arena, u.file, "records"),
	    .apex = unpack_name(&u.from),
	    .text = unpack_text(&u.from),
	};
	spec->views = views(&u);
	spec->ttl = unpack32(&u.from);
	read_soa(&u);
	if (!u.from.bad)
		spec->owners =
		    read_owners(&u, spec->records, &spec->owner_count);
	read_overlays(&u);
	service_unpack(&u.from, spec, arena, u.file);
	read_sources(&u);
	fence_unpack(&u.from, spec, arena, u.file);
	read_waivers(&u);
	return u.from.bad || u.from.at != u.from.end ? ERR_DAMAGED : 0;
}
