/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPEC_READ_H
#define MULLION_SPEC_READ_H

#include "zones/json_split.h"
#include "zones/site.h"
#include "zones/value.h"

/*
 * One zone spec (contract, section 3) into *spec, in the site's arena. What is
 * wrong is reported and the rest read. scratch is of use for as long as the
 * JSON is. ERR_REPORTED: it has no zone that it could be of. The steps, each a
 * file:
 *
 *   spec_read.c      the members at the top
 *   spec_soa.c       `soa`
 *   spec_records.c   `records`, whole or in parts
 *   spec_owners.c    what it has, and what an overlay has: owner -> RRsets
 *   spec_rrset.c     one RRset: its data in each of their forms
 *   spec_overlays.c  `overlays`
 *   service/         `services`
 *   shorthand/       `generate`, `ptr-from`, and "by-view" of RRsets
 *   waiver_read.c    `waive`
 */
int spec_read(struct spec *spec, const struct site *site, struct value file,
              struct arena *scratch);

/*
 * The same of a large file: file is its JSON without what `records` has, and
 * parts are that. ERR_MALFORMED: something stands in them that must be told of
 * where the JSON is read whole, which the caller has to do, from the start.
 */
int spec_read_parts(struct spec *spec, const struct site *site,
                    struct value file, const struct json_split *parts,
                    struct arena *scratch);

struct variant_list;

struct spec_reader {
	struct reader reader;
	struct arena *arena;   /* of what the spec keeps */
	struct arena *scratch; /* of what it needn't */
	const struct site *site;
	struct spec *spec;
	const struct json_split *parts; /* of `records`, or NULL: in the JSON */
	struct variant_list *variants;  /* of by_view.h; NULL: none may be */
	bool soa_written;               /* the member `soa` is there */
	bool views_known; /* spec->views is all that it was meant to be */
	const char *apex; /* as messages name it: text without final dot */
};

void spec_read_soa(struct spec_reader *r, struct value soa);
void spec_read_overlays(struct spec_reader *r, struct value overlays);

/* Which of the zone's views an overlay is for, whose key and place are known;
 * false when it is for none: that is reported. */
bool
spec_read_overlay_views(const struct spec_reader *r, struct overlay *overlay);

/* What an object has, in the order written. */
struct owner_list {
	struct owner *items;
	size_t count;
	const char **others; /* members that are no owners: comments, and
	                      * names that were refused */
	size_t other_count;
};

/* `views` are those in which they may come to be served; overlay: null is
 * allowed. */
void spec_list_owners(const struct spec_reader *r, struct owner_list *list,
                      struct value object, bool overlay, struct view_set views);

/*
 * Owners in canonical order, their RRsets by type.
 */
struct owner *spec_read_owners(const struct spec_reader *r, struct value object,
                               bool overlay, struct view_set views,
                               size_t *count);

/* `records`, which is there: spec->owners. ERR_MALFORMED: of parts. */
int spec_read_records(const struct spec_reader *r, struct value records);

/* The RRset of rrset->owner and rrset->type; ttl is the zone's to begin
 * with. */
void spec_read_rrset(const struct spec_reader *r, struct rrset *rrset,
                     struct value value, struct view_set views);

/* The number of the type that a member of the object is called by, negative
 * when it is reported. */
int spec_read_type(const struct spec_reader *r, struct value object,
                   const char *key);

/* The same of a type that is written at the place. */
int spec_type_at(const struct spec_reader *r, const char *key,
                 const struct place *place);

/* An owner's name, in r->arena; NULL when it is reported, at the place. */
const uint8_t *spec_read_owner(const struct spec_reader *r, const char *text,
                               const struct place *place);

/* A name in a value, completed with the apex, lower: as lower case. NULL when
 * it is reported. */
const uint8_t *spec_read_name(const struct spec_reader *r, struct value value,
                              const char *what);

/* A zone's name, absolute with or without a final dot, as lower case. NULL
 * when it is reported. */
const uint8_t *spec_read_zone_name(const struct spec_reader *r,
                                   struct value zone, const char *what);

/* Why dname_from_text() refused a name. */
const char *spec_name_error(int code);

#endif
