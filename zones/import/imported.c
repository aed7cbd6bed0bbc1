/* SPDX-License-Identifier: ISC */
#include "zones/import/imported.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"

/* Sorted, records of one RRset are neighbours; all of one datum first, and
 * then in the order written. */
struct sorted {
	const struct zone_record *record;
	bool repeated; /* the same datum stands before it */
};

static int
compare_rrsets(const struct zone_record *a, const struct zone_record *b)
{
	int order = dname_compare(a->owner, b->owner);

	return order != 0 ? order : (int)a->type - (int)b->type;
}

static int
compare_written(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	int order = compare_rrsets(a->record, b->record);

	if (order != 0)
		return order;
	return (a->record > b->record) - (a->record < b->record);
}

static int
compare_data(const struct rdatum *a, const struct rdatum *b)
{
	if (a->length != b->length)
		return (int)a->length - (int)b->length;
	return memcmp(a->wire, b->wire, a->length);
}

static int
compare_repeated(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	int order = compare_rrsets(a->record, b->record);

	if (order == 0)
		order = compare_data(&a->record->rdatum, &b->record->rdatum);
	if (order != 0)
		return order;
	return (a->record > b->record) - (a->record < b->record);
}

static void
mark_repeated(struct sorted *sorted, size_t count, struct notices *notices)
{
	qsort(sorted, count, sizeof(*sorted), compare_repeated);
	for (size_t i = 1; i < count; i++) {
		const struct zone_record *record = sorted[i].record;
		const struct zone_record *before = sorted[i - 1].record;

		sorted[i].repeated =
		    compare_rrsets(before, record) == 0
		    && compare_data(&before->rdatum, &record->rdatum) == 0;
		if (sorted[i].repeated)
			notice_warning(notices, record->spot,
			               "the record stands in line %zu of %s "
			               "already, and is left out here",
			               before->spot.line, before->spot.path);
	}
	qsort(sorted, count, sizeof(*sorted), compare_written);
}

static void
add_comments(struct imported_rrset *rrset, struct arena *arena,
             const struct zone_record *record)
{
	for (size_t i = 0; i < record->comment_count; i++) {
		rrset->comments =
		    arena_grow(arena, rrset->comments, rrset->comment_count,
		               sizeof(*rrset->comments));
		rrset->comments[rrset->comment_count++] = record->comments[i];
	}
}

/*
 * RFC 2181 section 5.2: one TTL. Where they differ BIND takes that of the first
 * record of a run (neighbours with one owner), and of several runs the last.
 */
static void
choose_ttl(struct imported_rrset *rrset, const struct sorted *sorted,
           size_t count, struct notices *notices)
{
	const struct zone_record *run = sorted[0].record;

	for (size_t i = 0; i < count; i++)
		if (sorted[i].record->block != run->block)
			run = sorted[i].record;
	rrset->ttl = run->ttl;
	for (size_t i = 0; i < count; i++)
		if (sorted[i].record->ttl != rrset->ttl)
			notice_warning(
			    notices, sorted[i].record->spot,
			    "the TTL %u isn't that of the RRset's other "
			    "records: all of them get %u",
			    sorted[i].record->ttl, rrset->ttl);
}

/* An RRset from the records that begin at sorted[0]; how many those are. */
static size_t
build_rrset(struct imported_rrset *rrset, struct arena *arena,
            const struct sorted *sorted, size_t count, struct notices *notices)
{
	const struct zone_record *first = sorted[0].record;
	size_t end = 0;

	while (end < count && compare_rrsets(first, sorted[end].record) == 0)
		end++;
	*rrset =
	    (struct imported_rrset){.type = first->type, .spot = first->spot};
	rrset->data = arena_alloc(arena, end * sizeof(*rrset->data));
	choose_ttl(rrset, sorted, end, notices);
	for (size_t i = 0; i < end; i++) {
		const struct zone_record *record = sorted[i].record;

		add_comments(rrset, arena, record);
		if (!sorted[i].repeated)
			rrset->data[rrset->count++] = (struct imported_datum){
			    record->rdatum, record->text};
	}
	return end;
}

/* RRsets and owners as they are built: in canonical order, with the record
 * that stands first in the file, by which they are sorted in the end. */
struct placed_rrset {
	struct imported_rrset rrset;
	const struct zone_record *first;
};

struct placed_owner {
	struct imported_owner owner;
	const struct zone_record *first; /* NULL for the apex */
};

static int
compare_placed_rrsets(const void *left, const void *right)
{
	const struct placed_rrset *a = left, *b = right;

	return (a->first > b->first) - (a->first < b->first);
}

static int
compare_placed_owners(const void *left, const void *right)
{
	const struct placed_owner *a = left, *b = right;

	return (a->first > b->first) - (a->first < b->first);
}

/* The owner whose records begin at sorted[0]; how many those are. */
static size_t
build_owner(struct placed_owner *placed, struct arena *arena,
            const struct sorted *sorted, size_t count, struct notices *notices)
{
	const uint8_t *name = sorted[0].record->owner;
	struct placed_rrset *rrsets = NULL;
	struct imported_owner *owner = &placed->owner;
	size_t at = 0;

	owner->name = name;
	do {
		struct placed_rrset *rrset;

		rrsets =
		    arena_grow(arena, rrsets, owner->count, sizeof(*rrsets));
		rrset = &rrsets[owner->count++];
		rrset->first = sorted[at].record;
		at += build_rrset(&rrset->rrset, arena, sorted + at, count - at,
		                  notices);
	} while (at < count && dname_equal(name, sorted[at].record->owner));
	qsort(rrsets, owner->count, sizeof(*rrsets), compare_placed_rrsets);
	placed->first = rrsets[0].first;
	owner->rrsets = arena_alloc(arena, owner->count * sizeof(*rrsets));
	for (size_t i = 0; i < owner->count; i++)
		owner->rrsets[i] = rrsets[i].rrset;
	return at;
}

static void
build_owners(struct imported *imported, struct arena *arena,
             const struct sorted *sorted, size_t count, struct notices *notices)
{
	struct placed_owner *owners = NULL;
	size_t at = 0;

	while (at < count) {
		struct placed_owner *owner;

		owners =
		    arena_grow(arena, owners, imported->count, sizeof(*owners));
		owner = &owners[imported->count++];
		at +=
		    build_owner(owner, arena, sorted + at, count - at, notices);
		if (dname_equal(owner->owner.name, imported->apex))
			owner->first = NULL;
	}
	if (imported->count > 0)
		qsort(owners, imported->count, sizeof(*owners),
		      compare_placed_owners);
	imported->owners =
	    arena_alloc(arena, imported->count * sizeof(*imported->owners));
	for (size_t i = 0; i < imported->count; i++)
		imported->owners[i] = owners[i].owner;
}

const struct imported_rrset *
imported_find(const struct imported_owner *owner, uint16_t type)
{
	for (size_t i = 0; i < owner->count; i++)
		if (owner->rrsets[i].type == type)
			return &owner->rrsets[i];
	return NULL;
}

static void
check_owner(const struct imported_owner *owner, struct notices *notices)
{
	const struct imported_rrset *cname = imported_find(owner, TYPE_CNAME);

	if (cname == NULL)
		return;
	if (owner->count > 1)
		notice_error(notices, cname->spot, "cname-and-other",
		             "a name with a CNAME can have nothing beside it: "
		             "move one of them");
	else if (cname->count > 1)
		notice_error(notices, cname->spot, "multiple-cname",
		             "a name has one CNAME at most: keep one");
}

/* Takes the SOA out of the apex's RRsets. */
static void
take_soa(struct imported *imported, struct arena *arena)
{
	struct imported_owner *apex = &imported->owners[0];
	struct imported_rrset *soa = NULL;

	for (size_t i = 0; i < apex->count; i++) {
		if (soa != NULL)
			apex->rrsets[i - 1] = apex->rrsets[i];
		else if (apex->rrsets[i].type == TYPE_SOA)
			soa = arena_copy(arena, &apex->rrsets[i], sizeof(*soa));
	}
	if (soa != NULL)
		apex->count--;
	imported->soa = soa;
}

static void
check_zone(const struct imported *imported, struct notices *notices,
           struct spot file)
{
	const struct imported_rrset *soa = imported->soa, *other;

	if (soa == NULL)
		notice_warning(notices, file,
		               "the file has no SOA record for its zone: the "
		               "spec has none either, and its defaults hold");
	else if (soa->count > 1)
		notice_error(notices, soa->spot, "soa",
		             "a zone has one SOA record: keep one");
	if (imported->count == 0
	    || imported_find(&imported->owners[0], TYPE_NS) == NULL
	    || !dname_equal(imported->owners[0].name, imported->apex))
		notice_error(notices, file, "no-ns",
		             "the zone has no NS record at its apex: is --zone "
		             "the name of the zone in this file?");
	for (size_t i = 0; i < imported->count; i++) {
		other = imported_find(&imported->owners[i], TYPE_SOA);
		if (other != NULL)
			notice_error(notices, other->spot, "soa",
			             "an SOA record stands below the apex");
		check_owner(&imported->owners[i], notices);
	}
}

int
imported_build(struct imported *imported, struct arena *arena,
               struct notices *notices, const struct zone_records *records,
               const char *path)
{
	size_t count = records->count, errors = notices->errors;
	struct sorted *sorted = arena_alloc(arena, count * sizeof(*sorted));

	*imported = (struct imported){.apex = records->apex,
	                              .comments = records->comments,
	                              .comment_count = records->comment_count};
	for (size_t i = 0; i < count; i++)
		sorted[i].record = &records->items[i];
	if (count > 0) {
		mark_repeated(sorted, count, notices);
		build_owners(imported, arena, sorted, count, notices);
		take_soa(imported, arena);
	}
	check_zone(imported, notices, (struct spot){path, 1, 1});
	return notices->errors > errors ? ERR_REPORTED : 0;
}

static bool
holds(const struct imported_rrset *rrset, const struct rdatum *rdatum)
{
	for (size_t i = 0; i < rrset->count; i++)
		if (compare_data(&rrset->data[i].rdatum, rdatum) == 0)
			return true;
	return false;
}

bool
imported_rrset_equal(const struct imported_rrset *a,
                     const struct imported_rrset *b)
{
	if (a->type != b->type || a->ttl != b->ttl || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!holds(b, &a->data[i].rdatum))
			return false;
	return true;
}
