/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPLAIN_PLACE_H
#define MULLION_EXPLAIN_PLACE_H

#include "zones/place.h"

/*
 * "zones/corp.json:12:20", with ", overlay internal" behind it where the place
 * lies in an overlay; the path alone where the file can't be read any more; in
 * the arena.
 */
const char *explain_place(struct arena *arena, const struct place *place);

#endif
