/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_PTR_FROM_H
#define MULLION_SHORTHAND_PTR_FROM_H

#include "zones/spec_read.h"
#include "zones/view.h"

/*
 * `ptr-from` in a reverse zone: PTR records for the addresses of other zones,
 * view by view, as each view has them.
 *
 *   10.in-addr.arpa:  "ptr-from": ["corp.internal", "example.com"]
 *   view internal:    git.corp.internal A 10.1.4.21
 *                     -> 21.4.1.10.in-addr.arpa PTR git.corp.internal
 *
 * They are made as if they stood in the zone's records, so overlays go over
 * them and a PTR that is written wins. Of several names the first has the PTR:
 * zones in the order listed, names in canonical order. No PTR is made of a
 * wildcard, nor of what the view doesn't answer with authority (below a
 * delegation); and none where the reverse zone has a CNAME, a delegation or a
 * deeper zone of the view, which are for somebody else to fill.
 */
struct ptr_source {
	const uint8_t *apex; /* of a zone, lower case */
	const struct place *place;
};

/* The member, if it is there, into spec->ptr_from. */
void ptr_from_read(const struct spec_reader *r, struct value list);

/* When all specs are read: whether the zones that they name are there, in a
 * view of theirs. */
void ptr_from_check(const struct site *site);

/*
 * The owners of the reverse zone with what is made for this view, in canonical
 * order. The other zones' content is there already. Several names for one
 * address are reported.
 */
struct owner *ptr_from_owners(const struct site *site, const struct spec *spec,
                              const struct content *content, size_t *count);

#endif
