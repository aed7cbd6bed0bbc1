/* SPDX-License-Identifier: ISC */
#ifndef MULLION_JSON_SCRATCH_H
#define MULLION_JSON_SCRATCH_H

#include "zones/arena.h"

/*
 * jansson's memory: a value of a name's records is a dozen of its pieces, and
 * a malloc(3) and a free(3) for each took longer than to parse it. From here
 * on what jansson needs in this thread comes from the arena, and nothing is
 * given back: JSON that is made then must not be freed, since it goes with the
 * arena. NULL: malloc(3) again. Returns what was in use before.
 */
struct arena *json_scratch_use(struct arena *arena);

#endif
