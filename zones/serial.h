/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERIAL_H
#define MULLION_SERIAL_H

#include "lib/image.h"
#include "zones/report.h"
#include "zones/zone.h"

/*
 * Serials (RFC 1982), for each zone of a view by itself, so that nothing that
 * happens in one view shows in another's SOA.
 */

/* Sets zone->hash: SHA-256 of its records in canonical order, each RRset's in
 * the order written, with the SOA's serial as 0. */
void serial_hash(struct zone *zone);

/*
 * The serial of a zone whose content changed: now, or the previous plus one
 * where that is behind now (RFC 1982 section 3.2), and never 0, which some
 * secondaries take for "none".
 */
uint32_t serial_after(uint32_t previous, uint32_t now);

/*
 * Sets hash and serial of each zone of the view. previous is the view's last
 * image, or NULL: a zone that it has with the same content keeps its serial.
 * A written serial stays as it is; one that changed content did not raise is
 * reported.
 */
void serial_choose(struct tree *tree, const struct image *previous,
                   uint32_t now, struct report *report);

/*
 * The same where the last image can't be read any more and only the serials in
 * it are known: previous[i] that of the tree's zone i, 0 for none. Whether the
 * content changed nobody can tell, so it counts as changed.
 */
void serial_follow(struct tree *tree, const uint32_t *previous, uint32_t now);

#endif
