/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PORTS_H
#define MULLION_PORTS_H

#include "zones/site.h"
#include "zones/value.h"

/* Ports as they are written: "N", "N-M", either with "/tcp" or "/udp" behind
 * it, both when that is left out. From 1, ascending. */

/* ERR_MALFORMED or ERR_RANGE; place is left alone. */
int ports_from_text(struct ports *ports, const char *text);

/* An array of them, which may be missing, into *items in the site's arena, in
 * the order written; *count is 0 to begin with. What is no port is reported
 * and left out. */
void ports_read(const struct site *site, struct value list,
                struct ports **items, size_t *count);

/* The same in the one form that waivers are matched by. */
const char *ports_to_text(struct arena *arena, const struct ports *ports);

bool ports_overlap(const struct ports *a, const struct ports *b);

/* The first port of an entry, as one of the protocol, that a port space lacks,
 * or 0. Entries of the space may stand in any order and overlap. */
unsigned ports_outside(const struct ports *ports, enum port_protocol protocol,
                       const struct ports *space, size_t count);

/* Reports [port-space-overlap]: each entry that overlaps one of a view of the
 * other trust that is written before it, in the view of the later one. */
void ports_check(const struct site *site);

#endif
