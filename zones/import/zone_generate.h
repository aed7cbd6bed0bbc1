/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_ZONE_GENERATE_H
#define MULLION_IMPORT_ZONE_GENERATE_H

#include <stdint.h>

#include "zones/import/zone_lexer.h"

/*
 * $GENERATE, an invention of BIND's that no RFC describes:
 *
 *   $GENERATE 10-12/2 host-$ A 192.0.2.$     host-10 A 192.0.2.10
 *                                            host-12 A 192.0.2.12
 *
 * In the texts "$" is the number, "$$" and "\$" a dollar, and
 * ${OFFSET,WIDTH,BASE} the number plus OFFSET with WIDTH digits at least:
 * d(ecimal), o(ctal), x or X (hex), n or N (hex nibbles, the lowest first, a
 * dot between, WIDTH counting the dots).
 */
struct zone_range {
	uint32_t first;
	uint32_t last;
	uint32_t step; /* 1 at least */
};

/* "10-12" or "10-12/2", below 2^31. ERR_MALFORMED. */
int zone_range_read(struct zone_range *range, const struct zone_word *word);

/* How many numbers there are in it. */
uint64_t zone_range_count(const struct zone_range *range);

/*
 * The text for one number, in the arena. ERR_MALFORMED: braces that aren't of
 * that form; ERR_RANGE: number and offset leave 32 bits, or a width over 255.
 */
int zone_generate(char **text, struct arena *arena,
                  const struct zone_word *from, uint32_t number);

#endif
