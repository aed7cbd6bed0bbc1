/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_ZONES_H
#define MULLION_DIFF_ZONES_H

#include "zones/diff/diff.h"
#include "zones/diff/side.h"

/*
 * What changes between the zones of two images, of one view before and after,
 * either NULL where there is no such view: sets zones, rrsets, old_rrsets and
 * each RRset's `first` of the view. before is the whole old side, for the
 * latter; soa as for diff_sides().
 */
void diff_zones(struct diff_view *view, struct arena *arena,
                const struct image *old, const struct image *new,
                const struct diff_side *before, bool soa);

/* Names of the image that no view of external trust had. */
size_t
diff_first_names(const struct image *image, const struct diff_side *before);

#endif
