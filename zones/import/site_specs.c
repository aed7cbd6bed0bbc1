/* SPDX-License-Identifier: ISC */
#include "zones/import/site_specs.h"

#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/import/merge.h"

/* A content of one zone, and the views that have it. */
struct variant {
	const struct imported *content;
	struct view_set views;
};

struct maker {
	struct site_specs *specs;
	struct arena *arena;
	struct notices *notices;
	const struct named_site *site;
	/* of the zone at hand */
	const struct named_zone *zones;
	size_t zone_count;
	struct variant *variants;
	size_t variant_count;
};

enum { SERIAL = 20, NAME_MAX_LENGTH = 63 }; /* the SOA's last five numbers */

static bool
same_rdatum(const struct imported_rrset *a, const struct imported_rrset *b,
            bool serial)
{
	const struct rdatum *x = &a->data[0].rdatum, *y = &b->data[0].rdatum;
	size_t head = (size_t)x->length - SERIAL;

	if (x->length != y->length || a->ttl != b->ttl)
		return false;
	return memcmp(x->wire, y->wire, head) == 0
	       && (!serial || memcmp(x->wire + head, y->wire + head, 4) == 0)
	       && memcmp(x->wire + head + 4, y->wire + head + 4, SERIAL - 4)
	              == 0;
}

static bool
same_soa(const struct imported *a, const struct imported *b, bool serial)
{
	if (a->soa == NULL || b->soa == NULL)
		return a->soa == b->soa;
	return same_rdatum(a->soa, b->soa, serial);
}

static void
find_variants(struct maker *m)
{
	m->variants =
	    arena_alloc(m->arena, m->zone_count * sizeof(*m->variants));
	m->variant_count = 0;
	for (size_t i = 0; i < m->zone_count; i++) {
		const struct named_zone *zone = &m->zones[i];
		size_t j = 0;

		while (
		    j < m->variant_count
		    && !(same_soa(zone->content, m->variants[j].content, true)
		         && merge_same(m->arena, zone->content,
		                       m->variants[j].content)))
			j++;
		if (j == m->variant_count)
			m->variants[m->variant_count++] =
			    (struct variant){.content = zone->content};
		view_set_add(&m->variants[j].views, zone->view);
	}
}

/* The views of the set, by their names. */
static const char *const *
view_names(const struct maker *m, const struct view_set *views, size_t *count)
{
	const char **names =
	    arena_alloc(m->arena, m->site->view_count * sizeof(*names));

	*count = 0;
	for (unsigned i = 0; i < m->site->view_count; i++)
		if (view_set_has(views, i))
			names[(*count)++] = m->site->views[i].id;
	return names;
}

static bool
is_group(const struct maker *m, const char *name)
{
	for (size_t i = 0; i < m->specs->group_count; i++)
		if (strcmp(m->specs->groups[i].name, name) == 0)
			return true;
	return false;
}

/* "@inside-staging": a group that holds these views. */
static const char *
group_of(struct maker *m, const struct view_set *views)
{
	struct site_specs *specs = m->specs;
	const char *name = "@";
	size_t count;
	const char *const *names = view_names(m, views, &count);

	for (size_t i = 0; i < specs->group_count; i++)
		if (memcmp(&specs->groups[i].views, views, sizeof(*views)) == 0)
			return specs->groups[i].name;
	for (size_t i = 0; i < count; i++)
		name = arena_format(m->arena, "%s%s%s", name, i > 0 ? "-" : "",
		                    names[i]);
	for (size_t i = 1; strlen(name) > NAME_MAX_LENGTH || is_group(m, name);
	     i++)
		name = arena_format(m->arena, "@group-%zu", i);
	specs->groups = arena_grow(m->arena, specs->groups, specs->group_count,
	                           sizeof(*specs->groups));
	specs->groups[specs->group_count++] = (struct site_group){name, *views};
	return name;
}

/* "0/25.2.0.192.in-addr.arpa" and "." are no names of files. */
static const char *
file_name(const struct maker *m, const uint8_t *apex, const char *view)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	char *name = dname_to_text(arena_alloc(m->arena, DNAME_TEXT), apex);
	const char *base, *file;

	name[strlen(name) - 1] = '\0';
	for (char *at = name; *at != '\0'; at++)
		if (strchr(good, *at) == NULL)
			*at = '-';
	if (*name == '\0' || *name == '.' || strlen(name) > 200)
		base = arena_format(m->arena, "zone%.190s", name);
	else
		base = name;
	if (view != NULL)
		base = arena_format(m->arena, "%s.%.20s", base, view);
	file = arena_format(m->arena, "%s.json", base);
	for (size_t i = 0, number = 1; i < m->specs->count; i++)
		if (strcmp(m->specs->items[i].file, file) == 0) {
			file = arena_format(m->arena, "%s-%zu.json", base,
			                    ++number);
			i = (size_t)-1;
		}
	return file;
}

static struct spec_text *
add_spec(struct maker *m, const struct view_set *views, const char *view)
{
	struct site_specs *specs = m->specs;
	const struct imported *first = m->variants[0].content;
	struct site_spec *spec;
	const char *file = file_name(m, first->apex, view);

	specs->items = arena_grow(m->arena, specs->items, specs->count,
	                          sizeof(*specs->items));
	spec = &specs->items[specs->count++];
	*spec = (struct site_spec){.file = file};
	spec->text.apex = first->apex;
	spec->text.views = view_names(m, views, &spec->text.view_count);
	return &spec->text;
}

static void
take_content(struct spec_text *text, const struct imported *content)
{
	text->soa = content->soa;
	text->owners = content->owners;
	text->count = content->count;
	text->comments = content->comments;
	text->comment_count = content->comment_count;
}

/* One content is one spec. */
static void
make_alone(struct maker *m, const struct variant *variant, bool only)
{
	size_t count;
	const char *const *names = view_names(m, &variant->views, &count);

	take_content(add_spec(m, &variant->views, only ? NULL : names[0]),
	             variant->content);
}

static uint32_t
serial_of(const struct imported_rrset *soa)
{
	const struct rdatum *rdatum = &soa->data[0].rdatum;

	return wire_read32(rdatum->wire + rdatum->length - SERIAL);
}

/*
 * The SOA that a spec can have for all; NULL where they differ in more than
 * their serials, of which the greatest is taken then.
 */
static const struct imported_rrset *
common_soa(struct maker *m, bool *differs)
{
	const struct imported *best = m->variants[0].content;
	bool serials = false;

	*differs = false;
	for (size_t i = 1; i < m->variant_count; i++) {
		const struct imported *other = m->variants[i].content;

		*differs |= !same_soa(best, other, false);
		if (*differs)
			return NULL;
		serials |= !same_soa(best, other, true);
		if (best->soa != NULL
		    && serial_of(other->soa) > serial_of(best->soa))
			best = other;
	}
	if (serials)
		notice_warning(m->notices, best->soa->spot,
		               "the zone's files differ in their serials: all "
		               "views get this one, the greatest");
	return best->soa;
}

/* The SOA as an RRset of the overlay's apex, which may be there. */
static void
put_soa(struct maker *m, struct merge_part *part, const struct imported *from)
{
	struct imported_owner *owners, *apex;
	size_t there = 0;

	if (from->soa == NULL)
		return;
	if (part->count > 0 && dname_equal(part->owners[0].name, from->apex))
		there = 1;
	owners = arena_alloc(m->arena, (part->count + 1) * sizeof(*owners));
	memcpy(owners + 1, part->owners + there,
	       (part->count - there) * sizeof(*owners));
	apex = &owners[0];
	apex->name = from->apex;
	apex->count = 1 + (there ? part->owners[0].count : 0);
	apex->rrsets =
	    arena_alloc(m->arena, apex->count * sizeof(*apex->rrsets));
	apex->rrsets[0] = *from->soa;
	if (there)
		memcpy(apex->rrsets + 1, part->owners[0].rrsets,
		       part->owners[0].count * sizeof(*apex->rrsets));
	part->count = part->count - there + 1;
	part->owners = owners;
}

/* The variants in one spec. */
static void
make_together(struct maker *m, const struct merged *merged,
              const struct view_set *all)
{
	bool differs;
	const struct imported_rrset *soa = common_soa(m, &differs);
	struct spec_text *text = add_spec(m, all, NULL);
	struct spec_overlay *overlays =
	    arena_alloc(m->arena, m->variant_count * sizeof(*overlays));

	take_content(text, m->variants[0].content);
	text->soa = soa;
	text->owners = merged->shared.owners;
	text->count = merged->shared.count;
	text->overlays = overlays;
	for (size_t i = 0; i < m->variant_count; i++) {
		const struct variant *variant = &m->variants[i];
		size_t count;
		const char *const *names =
		    view_names(m, &variant->views, &count);

		if (differs)
			put_soa(m, &merged->own[i], variant->content);
		if (merged->own[i].count == 0)
			continue;
		overlays[text->overlay_count++] = (struct spec_overlay){
		    .key = count > 1 ? group_of(m, &variant->views) : names[0],
		    .owners = merged->own[i].owners,
		    .count = merged->own[i].count,
		};
	}
}

static void
make_zone(struct maker *m)
{
	const struct imported **contents;
	struct view_set all = {0};
	struct merged merged;

	find_variants(m);
	if (m->variant_count == 1) {
		make_alone(m, &m->variants[0], true);
		return;
	}
	contents = arena_alloc(m->arena, m->variant_count * sizeof(*contents));
	for (size_t i = 0; i < m->variant_count; i++)
		contents[i] = m->variants[i].content;
	for (size_t i = 0; i < m->zone_count; i++)
		view_set_add(&all, m->zones[i].view);
	merge(&merged, m->arena, contents, m->variant_count);
	if (merged.shared.count > 0) {
		make_together(m, &merged, &all);
		return;
	}
	for (size_t i = 0; i < m->variant_count; i++)
		make_alone(m, &m->variants[i], false);
}

void
site_specs_make(struct site_specs *specs, struct arena *arena,
                struct notices *notices, const struct named_site *site)
{
	struct maker m = {
	    .specs = specs, .arena = arena, .notices = notices, .site = site};

	*specs = (struct site_specs){0};
	for (size_t i = 0; i < site->zone_count; i += m.zone_count) {
		m.zones = &site->zones[i];
		m.zone_count = 1;
		while (i + m.zone_count < site->zone_count
		       && dname_equal(site->zones[i].apex,
		                      site->zones[i + m.zone_count].apex))
			m.zone_count++;
		make_zone(&m);
	}
}
