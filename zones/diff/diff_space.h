/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_SPACE_H
#define MULLION_DIFF_SPACE_H

#include "lib/image.h"
#include "zones/diff/diff.h"
#include "zones/site.h"

/*
 * Sets of source addresses and of ports as differences: what the second has
 * and the first hasn't, and the other way round, in the fewest pieces.
 * Either image may be NULL: it answers nobody.
 */
void diff_networks(struct diff_set *set, struct arena *arena,
                   const struct image *old, const struct image *new);
void diff_resolvers(struct diff_set *set, struct arena *arena,
                    const struct image *old, const struct image *new);
void diff_ranges(struct diff_set *set, struct arena *arena,
                 const struct network_ranges *old,
                 const struct network_ranges *new);
void diff_ports(struct diff_set *set, struct arena *arena,
                const struct ports *old, size_t old_count,
                const struct ports *new, size_t new_count);

#endif
