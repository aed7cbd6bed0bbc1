/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/ptr_from.h"

#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/owner_sort.h"
#include "zones/reverse.h"
#include "zones/shorthand/generate.h"
#include "zones/view_content.h"

struct maker {
	const struct site *site;
	const struct spec *spec;
	const struct content *content;
	struct arena *scratch;
	bool deeper; /* the view has zones below the reverse zone */
	const struct ptr_source *source;
	struct owner_list made;
};

static void
make(struct maker *m, const struct rrset *rrset, const struct rdatum *address)
{
	struct arena *arena = m->site->arena;
	const struct place *place = m->source->place;
	uint8_t name[DNAME_MAX];
	struct rdatum *rdatum;
	struct rrset *made;
	struct owner *owner;

	reverse_name(name, address->wire, address->length);
	if (!dname_within(name, m->spec->apex))
		return;
	m->made.items = arena_grow(m->scratch, m->made.items, m->made.count,
	                           sizeof(*m->made.items));
	owner = &m->made.items[m->made.count++];
	made = arena_alloc(arena, sizeof(*made));
	rdatum = arena_alloc(arena, sizeof(*rdatum));
	*rdatum =
	    (struct rdatum){.wire = rrset->owner,
	                    .length = (uint16_t)dname_length(rrset->owner)};
	*owner = (struct owner){
	    .name = arena_copy(arena, name, dname_length(name)),
	    .rrsets = made,
	    .count = 1,
	    .place = place,
	};
	*made = (struct rrset){.owner = owner->name,
	                       .type = TYPE_PTR,
	                       .ttl = m->spec->ttl,
	                       .count = 1,
	                       .data = rdatum,
	                       .name = place,
	                       .value = place,
	                       .key = "PTR",
	                       .single = true};
}

/* A name from which on the zone answers nothing itself: a delegation, and
 * what lies below a DNAME. */
static bool
is_stop(const uint8_t *apex, const struct rrset *rrset)
{
	return rrset->type == TYPE_DNAME
	       || (rrset->type == TYPE_NS && !dname_equal(rrset->owner, apex));
}

/* In canonical order what lies below a name stands right behind it. */
static bool
is_stopped(const uint8_t *stop, const struct rrset *at, const uint8_t *name)
{
	return stop != NULL && dname_within(name, stop)
	       && (at->type == TYPE_NS || !dname_equal(name, stop));
}

/* The addresses that the view has from a zone. */
static void
make_from_zone(struct maker *m, const struct zone_content *zone)
{
	bool deeper = content_has_deeper(m->content, zone->apex);
	const struct rrset *stop = NULL;

	for (size_t i = 0; i < zone->count; i++) {
		const struct rrset *rrset = zone->rrsets[i];
		bool stopped =
		    stop != NULL && is_stopped(stop->owner, stop, rrset->owner);

		if (!stopped && is_stop(zone->apex, rrset))
			stop = rrset;
		if ((rrset->type != TYPE_A && rrset->type != TYPE_AAAA)
		    || stopped || dname_is_wildcard(rrset->owner)
		    || (deeper
		        && content_zone(m->content, rrset->owner) != zone))
			continue;
		for (uint32_t j = 0; j < rrset->count; j++)
			make(m, rrset, &rrset->data[j]);
	}
}

static bool
has_type(const struct owner *owner, uint16_t type)
{
	for (size_t i = 0; owner != NULL && i < owner->count; i++)
		if (owner->rrsets[i].type == type)
			return true;
	return false;
}

/* Somebody wrote what the PTR is in this view, or that there is none. */
static bool
is_settled(const struct maker *m, const uint8_t *name)
{
	const struct spec *spec = m->spec;

	if (has_type(owner_find(spec->owners, spec->owner_count, name),
	             TYPE_PTR))
		return true;
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct overlay *overlay = &spec->overlays[i];
		const struct owner *owner;

		if (!view_set_has(&overlay->views, m->content->index))
			continue;
		owner = owner_find(overlay->owners, overlay->count, name);
		if (owner != NULL
		    && (owner->remove || owner->clear
		        || has_type(owner, TYPE_PTR)))
			return true;
	}
	return false;
}

static void
report_several(const struct maker *m, const struct owner *first,
               const struct owner *other)
{
	char name[DNAME_TEXT], one[DNAME_TEXT], two[DNAME_TEXT];

	dname_to_text(name, first->name);
	report_in_view(
	    m->site->report, RULE_PTR_AMBIGUOUS, other->place,
	    m->content->index, name,
	    "%s is for %s, which comes first, and not for %s: write its PTR "
	    "under \"records\" to settle it",
	    name, dname_to_text(one, first->rrsets[0].data[0].wire),
	    dname_to_text(two, other->rrsets[0].data[0].wire));
}

/* Owners in order: of several of one name the first. */
static size_t
take_first(const struct maker *m, const uint32_t *order, struct owner *owners)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->made.count; i++) {
		const struct owner *owner = &m->made.items[order[i]];
		const struct owner *first = kept > 0 ? &owners[kept - 1] : NULL;

		if (first == NULL || !dname_equal(first->name, owner->name))
			owners[kept++] = *owner;
		else if (!dname_equal(first->rrsets[0].data[0].wire,
		                      owner->rrsets[0].data[0].wire)
		         && !is_settled(m, owner->name))
			report_several(m, first, owner);
	}
	return kept;
}

/* What is written, read beside what is made, says where nothing may be made:
 * see the header. */
static size_t
drop_others(const struct maker *m, struct owner *owners, size_t count)
{
	const struct spec *spec = m->spec;
	const struct rrset *stop = NULL;
	size_t written = 0, kept = 0;

	for (size_t i = 0; i < count; i++) {
		const uint8_t *name = owners[i].name;
		const struct owner *owner = NULL;

		for (; written < spec->owner_count
		       && dname_compare(spec->owners[written].name, name) <= 0;
		     written++) {
			owner = &spec->owners[written];
			for (size_t j = 0; j < owner->count; j++)
				if (is_stop(spec->apex, &owner->rrsets[j])
				    && (stop == NULL
				        || !dname_within(owner->name,
				                         stop->owner)))
					stop = &owner->rrsets[j];
		}
		if (stop != NULL && is_stopped(stop->owner, stop, name))
			continue;
		if (owner != NULL && dname_equal(owner->name, name)
		    && has_type(owner, TYPE_CNAME))
			continue;
		if (m->deeper
		    && !dname_equal(content_zone(m->content, name)->apex,
		                    spec->apex))
			continue;
		owners[kept++] = owners[i];
	}
	return kept;
}

struct owner *
ptr_from_owners(const struct site *site, const struct spec *spec,
                const struct content *content, size_t *count)
{
	struct maker m = {.site = site,
	                  .spec = spec,
	                  .content = content,
	                  .scratch = arena_new(),
	                  .deeper = content_has_deeper(content, spec->apex)};
	struct owner *owners;
	uint32_t *order;
	size_t made;

	for (size_t i = 0; i < spec->ptr_from_count; i++) {
		const struct zone_content *zone =
		    content_zone(content, spec->ptr_from[i].apex);

		m.source = &spec->ptr_from[i];
		if (zone != NULL
		    && dname_equal(zone->apex, spec->ptr_from[i].apex))
			make_from_zone(&m, zone);
	}
	order = owner_order(m.scratch, m.made.items, m.made.count, spec->apex);
	owners = arena_alloc(m.scratch, m.made.count * sizeof(*owners));
	made = take_first(&m, order, owners);
	made = drop_others(&m, owners, made);
	owners = generate_join(site->arena, spec->owners, spec->owner_count,
	                       owners, made, count);
	arena_free(m.scratch);
	return owners;
}
