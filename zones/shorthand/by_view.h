/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_BY_VIEW_H
#define MULLION_SHORTHAND_BY_VIEW_H

#include "zones/spec_read.h"

/*
 * `by-view` in an RRset of `records`: what views or groups have in its place,
 * written beside it.
 *
 *   "db": { "A": { "data": "10.100.1.10",
 *                  "by-view": { "hq": "10.1.1.10", "dmz": null } } }
 *
 * Each is a variant, and a variant is a line of an overlay: by_view_overlays()
 * makes overlays of them, which stand beside those that are written.
 *
 *   variants  db A hq    www A @inside    www AAAA hq
 *   overlays  hq: db A, www AAAA    @inside: www A
 *
 * The places that they keep are those where they were written.
 */
struct variant {
	const char *key;    /* the view or group */
	struct rrset rrset; /* as in an overlay: count 0 removes */
};

struct variant_list {
	struct variant *items;
	size_t count;
};

/* Reads the member of an RRset, whose owner, type and ttl are known, into
 * r->variants. */
void by_view_read(const struct spec_reader *r, const struct rrset *rrset,
                  struct value object);

/* Copies of these, whole, into r->variants. */
void by_view_take(const struct spec_reader *r, const struct variant_list *list);

/* Makes overlays of r->variants, behind those of the spec. */
void by_view_overlays(const struct spec_reader *r);

/* Where a variant's value stands: name is the place of its owner's name. */
const struct place *by_view_place(struct arena *arena, const struct place *name,
                                  const char *type, const char *view);

#endif
