/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PLACE_LINES_H
#define MULLION_PLACE_LINES_H

#include "zones/place.h"

/*
 * Places as "FILE:LINE:COLUMN" in texts that name many of them. A file is read
 * once for all of its places, so a text is written twice: the first time
 * place_lines_text() only notes what it is asked for, place_lines_find() looks
 * all of that up, and the second time it answers.
 *
 *   slots[hash] -> place, found? -> "zones/corp.json:12:20"
 */
struct place_lines;

struct place_lines *place_lines_new(struct arena *arena);

/* Where the place is, or "" before it has been found. */
const char *
place_lines_text(struct place_lines *lines, const struct place *place);

/* Finds all that was asked for. Of a file that can't be read any more the path
 * alone is known. */
void place_lines_find(struct place_lines *lines);

#endif
