/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PORTS_H
#define MULLION_PORTS_H

#include "zones/site.h"

/* Ports as they are written: "N", "N-M", either with "/tcp" or "/udp" behind
 * it, both when that is left out. From 1, ascending. */

/* ERR_MALFORMED or ERR_RANGE; place is left alone. */
int ports_from_text(struct ports *ports, const char *text);

/* The same in the one form that waivers are matched by. */
const char *ports_to_text(struct arena *arena, const struct ports *ports);

bool ports_overlap(const struct ports *a, const struct ports *b);

/* Reports [port-space-overlap]: each entry that overlaps one of a view of the
 * other trust that is written before it, in the view of the later one. */
void ports_check(const struct site *site);

#endif
