/* SPDX-License-Identifier: ISC */
#include "zones/diff/diff_zones.h"

#include <assert.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/image_message.h"

enum {
	SOA_BEHIND_SERIAL = 20, /* octets of SOA RDATA, the serial's too */
	SOA_LEAST = 22,         /* with two names that are the root */
};

/*
 * Two images side by side. Zones, the names of a zone, and the RRsets of a name
 * stand in the same order in both, so each level is one merge of two sorted
 * lists, and what stands in one list alone came or went with all that it holds.
 */
struct differ {
	struct arena *arena;
	struct arena *scratch;
	struct diff_view *view;
	struct diff_zone zone; /* the one that is compared */
	const struct image *old;
	const struct image *new;
	const struct diff_side *before;
	bool soa;
};

/* A walk through the names of one zone; no zone has no names. */
struct names {
	const struct image *image;
	const struct image_zone *zone;
	const struct image_name *name; /* NULL behind the last */
	uint32_t left;
	uint8_t whole[DNAME_MAX];
};

static void
names_set(struct names *names)
{
	if (names->name != NULL)
		(void)image_name_whole(names->image, names->name, names->whole);
}

static void
names_begin(struct names *names, const struct image *image,
            const struct image_zone *zone)
{
	*names = (struct names){.image = image, .zone = zone};
	if (zone == NULL)
		return;
	names->left = zone->names;
	names->name = image_name(image, zone->apex);
	names_set(names);
}

static void
names_next(struct names *names)
{
	names->left--;
	names->name = names->left == 0 ? NULL : image_next(names->name);
	names_set(names);
}

/* <0: left comes first or alone, >0: right. NULL is behind everything. */
static int
merge_order(const void *left, const void *right, int order)
{
	if (left == NULL)
		return 1;
	return right == NULL ? -1 : order;
}

/* One RRset, its records as RDATA. */
struct records {
	uint32_t ttl;
	struct rdatum *data;
	size_t count;
};

static void
read_records(struct differ *d, struct records *records,
             const struct names *names, const struct image_rrset *rrset)
{
	struct message message = {.arena = d->scratch};
	struct message_record record;

	*records = (struct records){0};
	if (rrset == NULL)
		return;
	records->data =
	    arena_alloc(d->scratch, rrset->count * sizeof(*records->data));
	image_message(&message, names->image, names->zone, rrset);
	while (message.at < message.size && records->count < rrset->count
	       && message_next(&message, &record) == 0) {
		records->ttl = record.ttl;
		records->data[records->count++] = record.rdatum;
	}
}

static bool
same_records(const struct records *a, const struct records *b)
{
	if (a->ttl != b->ttl || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->data[i].length != b->data[i].length
		    || memcmp(a->data[i].wire, b->data[i].wire,
		              a->data[i].length)
		           != 0)
			return false;
	return true;
}

/* The lists of pointers, which say how wire is to be read. */
static bool
same_pointers(const struct image_rrset *a, const struct image_rrset *b)
{
	struct image_lists of_a = image_lists(a), of_b = image_lists(b);
	size_t pointers = (size_t)of_a.suffixes + of_a.selves;

	if (of_a.suffixes != of_b.suffixes || of_a.selves != of_b.selves)
		return false;
	return pointers == 0
	       || memcmp(image_suffixes(a), image_suffixes(b),
	                 pointers * sizeof(uint16_t))
	              == 0;
}

/* Of one owner and zone: the same octets that are read in the same way. */
static bool
same_blob(const struct image_rrset *a, const struct image_rrset *b)
{
	return a->count == b->count && a->length == b->length
	       && memcmp(image_wire(a), image_wire(b), a->length) == 0
	       && same_pointers(a, b);
}

static struct rdatum
without_serial(struct arena *arena, const struct rdatum *soa)
{
	struct rdatum copy = *soa;
	uint8_t *wire = arena_copy(arena, soa->wire, soa->length);

	if (soa->length >= SOA_LEAST)
		memset(wire + soa->length - SOA_BEHIND_SERIAL, 0, 4);
	copy.wire = wire;
	return copy;
}

/* Two SOA RRsets that differ in the serial alone, or one that came or went
 * with its zone: the zone says it. */
static bool
is_lone_serial(struct differ *d, struct records *old, struct records *new)
{
	struct records a = *old, b = *new;
	struct rdatum left, right;

	if (old->count != 1 || new->count != 1)
		return true;
	left = without_serial(d->scratch, &old->data[0]);
	right = without_serial(d->scratch, &new->data[0]);
	a.data = &left;
	b.data = &right;
	return same_records(&a, &b);
}

static struct diff_texts
texts_of(struct differ *d, uint16_t type, const struct records *records)
{
	struct diff_texts texts = {.count = records->count};

	texts.items =
	    arena_alloc(d->arena, records->count * sizeof(*texts.items));
	for (size_t i = 0; i < records->count; i++)
		texts.items[i] =
		    rdata_to_text(d->arena, type, &records->data[i]);
	return texts;
}

static void
count_one(struct diff_count *count, enum diff_kind kind)
{
	if (kind == DIFF_ADDED)
		count->added++;
	else if (kind == DIFF_REMOVED)
		count->removed++;
	else
		count->changed++;
}

static void
add_rrset(struct differ *d, const uint8_t *owner, uint16_t type,
          const struct records *old, const struct records *new)
{
	struct diff_zone *zone = &d->zone;
	struct diff_rrset *rrset;
	char text[DNAME_TEXT];

	zone->rrsets = arena_grow(d->arena, zone->rrsets, zone->count,
	                          sizeof(*zone->rrsets));
	rrset = &zone->rrsets[zone->count++];
	*rrset = (struct diff_rrset){
	    .kind = old->count == 0   ? DIFF_ADDED
	            : new->count == 0 ? DIFF_REMOVED
	                              : DIFF_CHANGED,
	    .owner = arena_string(d->arena, dname_to_text(text, owner)),
	    .type = rdata_type_text(d->arena, type),
	    .old_ttl = old->ttl,
	    .new_ttl = new->ttl,
	    .old = texts_of(d, type, old),
	    .new = texts_of(d, type, new),
	    .first = new->count > 0
	             && d->view->external &&diff_image_shows(d->new, owner)
	             && !diff_side_shows(d->before, owner)};
	count_one(&d->view->rrsets, rrset->kind);
}

/* Either RRset may be NULL, not both. */
static void
compare_rrset(struct differ *d, const struct names *old_names,
              const struct image_rrset *old, const struct names *new_names,
              const struct image_rrset *new)
{
	const struct image_rrset *any = old != NULL ? old : new;
	const struct names *names = old != NULL ? old_names : new_names;
	struct records before, after;
	uint16_t type;

	assert(any != NULL && names != NULL);
	type = any->type;
	if (old != NULL && type != TYPE_SOA)
		d->view->old_rrsets++;
	if (old != NULL && new != NULL && same_blob(old, new))
		return;
	read_records(d, &before, old_names, old);
	read_records(d, &after, new_names, new);
	if (!same_records(&before, &after)
	    && (type != TYPE_SOA || d->soa
	        || !is_lone_serial(d, &before, &after)))
		add_rrset(d, names->whole, type, &before, &after);
	arena_clear(d->scratch);
}

/* The RRsets of one name; in one image it may be missing. */
static void
compare_name(struct differ *d, const struct names *old, const struct names *new)
{
	const struct image_rrset *a =
	    old == NULL ? NULL : image_rrsets(old->name);
	const struct image_rrset *b =
	    new == NULL ? NULL : image_rrsets(new->name);

	while (a != NULL || b != NULL) {
		int order = merge_order(
		    a, b, a == NULL || b == NULL ? 0 : a->type - b->type);

		compare_rrset(d, old, order <= 0 ? a : NULL, new,
		              order >= 0 ? b : NULL);
		if (order <= 0)
			a = image_rrset_next(a);
		if (order >= 0)
			b = image_rrset_next(b);
	}
}

static void
compare_names(struct differ *d, const struct image_zone *old_zone,
              const struct image_zone *new_zone)
{
	struct names old, new;

	names_begin(&old, d->old, old_zone);
	names_begin(&new, d->new, new_zone);
	while (old.name != NULL || new.name != NULL) {
		int order = old.name == NULL || new.name == NULL
		                ? 0
		                : dname_compare(old.whole, new.whole);

		order = merge_order(old.name, new.name, order);
		compare_name(d, order <= 0 ? &old : NULL,
		             order >= 0 ? &new : NULL);
		if (order <= 0)
			names_next(&old);
		if (order >= 0)
			names_next(&new);
	}
}

static const uint8_t *
apex_of(const struct image *image, const struct image_zone *zone)
{
	return image_name(image, zone->apex)->octets;
}

/* Either zone may be NULL, not both. One without changes isn't kept. */
static void
compare_zone(struct differ *d, const struct image_zone *old,
             const struct image_zone *new)
{
	struct diff_view *view = d->view;
	const struct image_zone *any = old != NULL ? old : new;
	char text[DNAME_TEXT];

	assert(any != NULL);
	dname_to_text(text, apex_of(old != NULL ? d->old : d->new, any));
	d->zone = (struct diff_zone){
	    .kind = old == NULL   ? DIFF_ADDED
	            : new == NULL ? DIFF_REMOVED
	                          : DIFF_CHANGED,
	};
	d->zone.apex = arena_string(d->arena, text);
	compare_names(d, old, new);
	if (d->zone.count == 0 && d->zone.kind == DIFF_CHANGED)
		return;
	view->zones = arena_grow(d->arena, view->zones, view->zone_count,
	                         sizeof(*view->zones));
	view->zones[view->zone_count++] = d->zone;
}

void
diff_zones(struct diff_view *view, struct arena *arena, const struct image *old,
           const struct image *new, const struct diff_side *before, bool soa)
{
	struct differ d = {.arena = arena,
	                   .scratch = arena_new(),
	                   .view = view,
	                   .old = old,
	                   .new = new,
	                   .before = before,
	                   .soa = soa};
	uint32_t i = 0, j = 0;
	uint32_t old_count = old == NULL ? 0 : old->header->zones.count;
	uint32_t new_count = new == NULL ? 0 : new->header->zones.count;

	while (i < old_count || j < new_count) {
		const struct image_zone *a =
		    i < old_count ? &old->zones[i] : NULL;
		const struct image_zone *b =
		    j < new_count ? &new->zones[j] : NULL;
		int order =
		    a == NULL || b == NULL
			? 0
			: dname_compare(apex_of(old, a), apex_of(new, b));

		order = merge_order(a, b, order);
		compare_zone(&d, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	arena_free(d.scratch);
}

size_t
diff_first_names(const struct image *image, const struct diff_side *before)
{
	size_t first = 0;

	for (uint32_t i = 0; i < image->header->zones.count; i++) {
		struct names names;

		names_begin(&names, image, &image->zones[i]);
		for (; names.name != NULL; names_next(&names))
			if (!(names.name->flags & NAME_EMPTY)
			    && diff_image_shows(image, names.whole)
			    && !diff_side_shows(before, names.whole))
				first++;
	}
	return first;
}
