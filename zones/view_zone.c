/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/service/srv.h"
#include "zones/view_overlay.h"
#include "zones/view_soa.h"
#include "zones/view_zone.h"

/*
 * Three lists in canonical order are merged: the shared owners, of which there
 * may be a million, the names that overlays of this view touch, of which there
 * are few, and those at which services publish. What neither overlay nor
 * service touches is taken as it is.
 *
 *   shared     @   mail                  www
 *   touched             ntp              www (group)  www (own)
 *   published                _ldap._tcp
 *   content    @   mail ntp  _ldap._tcp  www: resolved
 */
struct zone_builder {
	struct zone_content *content;
	const struct site *site;
	const struct spec *spec;
	unsigned view;
	struct overlay_owner *touched;
	size_t touched_count;
	struct made_rrset **published;
	size_t published_count;
	struct resolution resolution;
	size_t room; /* of content->rrsets */
};

static bool
applies(const struct zone_builder *b, const struct overlay *overlay)
{
	return view_set_has(&overlay->views, b->view);
}

/* Groups', then the view's own, then what fragments add. */
static int
overlay_rank(const struct overlay *overlay)
{
	return overlay->fragment ? 2 : overlay->group ? 0 : 1;
}

/* By name; by rank, in the order written. */
static int
compare_touched(const void *left, const void *right)
{
	const struct overlay_owner *a = left, *b = right;
	int order = dname_compare(a->owner->name, b->owner->name);

	if (order == 0)
		order = overlay_rank(a->overlay) - overlay_rank(b->overlay);
	return order != 0
	           ? order
	           : (a->overlay > b->overlay) - (a->overlay < b->overlay);
}

static void
gather_touched(struct zone_builder *b)
{
	const struct spec *spec = b->spec;
	size_t count = 0;

	for (size_t i = 0; i < spec->overlay_count; i++)
		if (applies(b, &spec->overlays[i]))
			count += spec->overlays[i].count;
	b->touched = arena_alloc(b->site->arena, count * sizeof(*b->touched));
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct overlay *overlay = &spec->overlays[i];

		for (size_t j = 0; applies(b, overlay) && j < overlay->count;
		     j++)
			b->touched[b->touched_count++] = (struct overlay_owner){
			    .owner = &overlay->owners[j], .overlay = overlay};
	}
	if (count > 0)
		qsort(b->touched, count, sizeof(*b->touched), compare_touched);
}

static void
push(struct zone_builder *b, const struct rrset *rrset)
{
	struct zone_content *content = b->content;

	if (rrset->count == 0)
		return;
	if (content->count == b->room) {
		content->rrsets = arena_grow(b->site->arena, content->rrsets,
		                             b->room, sizeof(struct rrset *));
		b->room = b->room == 0 ? 4 : b->room * 2;
	}
	content->rrsets[content->count++] = rrset;
	content->alias_count += rrset->type == TYPE_ALIAS;
}

/* Leaves in b->resolution what the view has of a name: of the shared owner
 * (or NULL) and count names of overlays, groups' first. */
static void
resolve(struct zone_builder *b, const struct owner *shared,
        const struct overlay_owner *touched, size_t count)
{
	char name[DNAME_TEXT];
	struct overlay_step step = {
	    .site = b->site, .view = b->view, .name = name};

	resolution_begin(&b->resolution, b->site->arena, shared);
	if (count == 0)
		return;
	dname_to_text(name, touched[0].owner->name);
	for (size_t i = 0, same; i < count; i += same) {
		int rank = overlay_rank(touched[i].overlay);

		for (same = 1;
		     i + same < count
		     && overlay_rank(touched[i + same].overlay) == rank;)
			same++;
		resolution_apply(&b->resolution, &step, touched + i, same);
	}
}

static const struct rrset *
find_resolved(const struct zone_builder *b, uint16_t type)
{
	for (size_t i = 0; i < b->resolution.count; i++)
		if (b->resolution.items[i].rrset->type == type)
			return b->resolution.items[i].rrset;
	return NULL;
}

/* The apex: it needs NS records (RFC 1034 section 4.2.1) and has its SOA put
 * in between. */
static void
push_apex(struct zone_builder *b)
{
	const struct rrset *ns = find_resolved(b, TYPE_NS);
	const struct rrset *written = find_resolved(b, TYPE_SOA);
	size_t i = 0;

	/* A spec whose `records` couldn't be read lacks them for that. */
	if (ns == NULL && b->spec->owners != NULL)
		report_in_view(
		    b->site->report, RULE_NO_NS, b->spec->records, b->view,
		    b->spec->text,
		    "the zone has no NS records at @: add the names of "
		    "its servers, as in \"@\": { \"NS\": [\"ns1\", "
		    "\"ns2\"] }");
	if (written != NULL && written->count == 0)
		written = NULL;
	view_soa(b->content, b->site->arena, b->spec, written, ns);

	for (; i < b->resolution.count
	       && b->resolution.items[i].rrset->type < TYPE_SOA;
	     i++)
		push(b, b->resolution.items[i].rrset);
	push(b, b->content->soa);
	for (; i < b->resolution.count; i++)
		if (b->resolution.items[i].rrset->type != TYPE_SOA)
			push(b, b->resolution.items[i].rrset);
}

/* What the view has of one name: a place in each of the three lists, or none
 * in some. */
struct merged {
	const struct owner *shared; /* or NULL */
	const struct overlay_owner *touched;
	size_t touched_count;
	const struct rrset *published; /* or NULL */
};

static void
publish(struct zone_builder *b, const struct rrset *rrset)
{
	const struct rrset *there =
	    resolution_add(&b->resolution, b->site->arena, rrset);
	char name[DNAME_TEXT];

	if (there != NULL)
		report_in_view_other(
		    b->site->report, RULE_SRV_CONFLICT, rrset->name, b->view,
		    dname_to_text(name, rrset->owner),
		    rrset_place(b->site->arena, there),
		    "this service publishes its SRV records at %s, where some "
		    "are written by hand (" REPORT_OTHER
		    "): remove those, or give the service another \"srv\"",
		    name);
}

static void
take_name(struct zone_builder *b, const struct merged *name, bool apex)
{
	if (!apex && name->touched_count == 0 && name->published == NULL) {
		assert(name->shared != NULL);
		for (size_t i = 0; i < name->shared->count; i++)
			push(b, &name->shared->rrsets[i]);
		return;
	}
	resolve(b, name->shared, name->touched, name->touched_count);
	if (apex) {
		push_apex(b);
		return;
	}
	if (name->published != NULL)
		publish(b, name->published);
	for (size_t i = 0; i < b->resolution.count; i++)
		push(b, b->resolution.items[i].rrset);
}

/* How many of the touched names from i on are the same. */
static size_t
same_touched(const struct zone_builder *b, size_t i)
{
	size_t count = 1;

	while (i + count < b->touched_count
	       && dname_equal(b->touched[i].owner->name,
	                      b->touched[i + count].owner->name))
		count++;
	return count;
}

/* The next name of a list, NULL behind its end. */
struct heads {
	const uint8_t *shared;
	const uint8_t *touched;
	const uint8_t *published;
};

/* Which of the heads are `first`, the least of them, or NULL at the end. */
static const uint8_t *
least(struct heads *heads)
{
	const uint8_t **all[] = {&heads->shared, &heads->touched,
	                         &heads->published};
	const uint8_t *first = NULL;

	for (size_t i = 0; i < 3; i++) {
		int order = *all[i] == NULL ? 1
		            : first == NULL ? -1
		                            : dname_compare(*all[i], first);

		if (order > 0)
			*all[i] = NULL;
		if (order >= 0)
			continue;
		first = *all[i];
		for (size_t j = 0; j < i; j++)
			*all[j] = NULL;
	}
	return first;
}

static void
merge(struct zone_builder *b)
{
	const struct spec *spec = b->spec;
	const struct merged none = {0};
	size_t i = 0, j = 0, k = 0;

	for (;;) {
		struct heads heads = {
		    i < spec->owner_count ? spec->owners[i].name : NULL,
		    j < b->touched_count ? b->touched[j].owner->name : NULL,
		    k < b->published_count ? b->published[k]->rrset.owner
					   : NULL};
		const uint8_t *first = least(&heads);
		struct merged name = none;
		bool apex;

		if (first == NULL)
			break;
		if (heads.shared != NULL)
			name.shared = &spec->owners[i++];
		if (heads.touched != NULL) {
			name.touched = b->touched + j;
			name.touched_count = same_touched(b, j);
			j += name.touched_count;
		}
		if (heads.published != NULL)
			name.published = &b->published[k++]->rrset;
		/* The apex is first of its zone, if it is there at all. */
		apex = dname_equal(first, spec->apex);
		if (b->content->soa == NULL && !apex)
			take_name(b, &none, true);
		take_name(b, &name, apex);
	}
	if (b->content->soa == NULL)
		take_name(b, &none, true);
}

void
view_zone(struct zone_content *content, const struct site *site,
          const struct spec *spec, unsigned view)
{
	struct zone_builder b = {
	    .content = content, .site = site, .spec = spec, .view = view};

	*content = (struct zone_content){.apex = spec->apex,
	                                 .text = spec->text,
	                                 .place = spec->place,
	                                 .records = spec->records};
	gather_touched(&b);
	b.published = service_publish(&b.published_count, site, spec, view);
	merge(&b);
}
