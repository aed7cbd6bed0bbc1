/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPEC_H
#define MULLION_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/place.h"
#include "zones/rdata.h"
#include "zones/report.h"
#include "zones/view_set.h"

/*
 * A zone spec as it was written: what its JSON says with names in wire form,
 * RDATA parsed, every value with its place, nothing applied yet.
 *
 *   spec
 *    +- records:  owner -> RRset...
 *    +- overlays: view or group -> owner -> RRset or removal...
 *    |            and those that by_view.h makes
 *    +- services
 *    +- waivers
 */
enum rrset_list {
	LIST_VALUE, /* the RRset's data is its value itself, */
	LIST_DATA,  /* or its member "data", */
	LIST_TEXT,  /* or "text" */
	LIST_MADE,  /* nobody wrote it: it is that of a made_rrset */
};

/*
 * There may be millions of them, so of its places an RRset holds what they
 * are made of. rrset_place() and its kin make them when one is asked for.
 */
struct rrset {
	const uint8_t *owner; /* absolute, lower case */
	uint16_t type;
	uint32_t ttl;
	uint32_t count;           /* records: 0 where an overlay removes it */
	uint32_t order;           /* in which its owner's RRsets were written */
	struct rdatum *data;      /* in the order written */
	const struct place *name; /* of its owner's name: `HERE: { "A": … }` */
	const struct place *value; /* of its value where that isn't beside the
	                            * name's; NULL: it is */
	const char *key; /* the type as written; NULL: nobody wrote this one,
	                  * an SOA that stands for `name` */
	enum rrset_list list;
	bool single; /* the data is one string and not an array */
	bool broken; /* some of its data was refused, which is in the
	              * report: what lacks then isn't reported too */
};

/* An RRset that is made of something else in the spec (a service), in one
 * view: each of its data has a place of its own, by its `item`. key is NULL,
 * and name the place of what it is made of. */
struct made_rrset {
	struct rrset rrset; /* first */
	const struct place **places;
};

struct owner {
	const uint8_t *name;  /* absolute, lower case */
	struct rrset *rrsets; /* by type; for an overlay, those with count 0
	                       * that aren't broken are removals */
	size_t count;
	const struct place *place; /* of the name */
	bool clear;                /* an overlay's "*": null */
	bool remove;               /* an overlay's null in place of the name */
	bool refused; /* its records are reported, and left out in the end */
};

struct overlay {
	struct view_set views;
	bool group;           /* for a group of views, not for one */
	bool by_view;         /* made of RRsets' "by-view" (by_view.h) */
	bool fragment;        /* of a fragment, whose id is the key */
	const char *key;      /* the view or @group as written */
	struct owner *owners; /* in canonical order */
	size_t count;
	const struct place *place; /* of its name */
};

struct waiver {
	enum rule rule;
	const char *subject; /* what the finding must be about: report.h */
	struct view_set views;
	const char *reason;
	const char *ticket; /* or NULL */
	const char *until;  /* "2027-01-31", or NULL */
	const struct place *place;
};

/* From `soa`, or all defaults: view_soa.c makes each view's SOA record of it,
 * unless the view has an SOA RRset. */
struct soa {
	const uint8_t *mname; /* NULL: the view's first NS */
	const uint8_t *rname;
	bool serial_written;
	uint32_t serial; /* 0 unless written */
	uint32_t refresh;
	uint32_t retry;
	uint32_t expire;
	uint32_t minimum;
	uint32_t ttl;
	const struct place *place; /* of `soa`, or of `zone` */
};

struct service; /* service/service.h */

struct spec {
	const uint8_t *apex; /* lower case */
	const char *text;    /* the same as text, with final dot */
	struct view_set views;
	uint32_t ttl;
	struct owner *owners; /* in canonical order */
	size_t owner_count;
	struct overlay *overlays;
	size_t overlay_count;
	struct waiver *waivers;
	size_t waiver_count;
	struct service *services; /* in the order written */
	size_t service_count;
	struct soa soa;
	struct fence *fences; /* fragment/fence.h */
	size_t fence_count;
	struct ptr_source *ptr_from; /* shorthand/ptr_from.h */
	size_t ptr_from_count;
	const struct place *place;   /* of the value of `zone` */
	const struct place *records; /* of the value of `records` */
};

/* A type as it was written, for rrset->key: constant text, or in the arena. */
const char *rrset_key(struct arena *arena, uint16_t type, const char *key);

/* The owner of that name, which is in lower case, among those of a spec or an
 * overlay; or NULL. */
const struct owner *
owner_find(const struct owner *owners, size_t count, const uint8_t *name);

/* A copy with all that it holds, one piece behind the other in the arena; but
 * the place that the owner's name is in is the same. */
struct owner owner_copy(struct arena *arena, const struct owner *owner);

/* Where the RRset's value was written, `"A": HERE`. */
const struct place *rrset_place(struct arena *arena, const struct rrset *rrset);

/* Where its data was: the value itself, or a member of it. */
const struct place *
rrset_list_place(struct arena *arena, const struct rrset *rrset);

/* Where datum i was. */
const struct place *
rrset_datum_place(struct arena *arena, const struct rrset *rrset, size_t i);

#endif
