/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NETWORK_H
#define MULLION_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/net.h"
#include "zones/arena.h"

/*
 * Sets of addresses as sorted ranges that don't touch each other's addresses:
 * how the networks of one view, less those of others, are counted out.
 */
struct network_range {
	struct net_address first;
	struct net_address last; /* of the same family */
	unsigned length;         /* prefix length of the most specific network
	                          * that the range comes from */
};

struct network_ranges {
	struct network_range *items; /* IPv4 first, each family ascending */
	size_t count;
};

/*
 * Cuts the address space at the prefixes in `own`, then takes away what
 * `less` holds: a prefix in `less` cuts from an own one that is as long or
 * shorter, and all in `always` cut whatever their length. Where several own
 * prefixes hold an address the longest decides.
 */
void network_effective(struct network_ranges *ranges, struct arena *arena,
                       const struct net_prefix *own, size_t own_count,
                       const struct net_prefix *less, size_t less_count,
                       const struct net_prefix *always, size_t always_count);

/* The address one up, or one down; false, and the other end of the family's
 * addresses, where there is none. */
bool network_next(struct net_address *address);
bool network_previous(struct net_address *address);
/* Ranges without their lengths (0), and none that begins where another
 * ends. */
void network_merge(struct network_ranges *ranges);

/* What both hold, merged; new in the arena. */
void network_both(struct network_ranges *both, struct arena *arena,
                  const struct network_ranges *a,
                  const struct network_ranges *b);

/* What one of them holds, merged; new in the arena. */
void network_either(struct network_ranges *either, struct arena *arena,
                    const struct network_ranges *a,
                    const struct network_ranges *b);

/* Whether ranges, which are merged, hold all addresses of the prefix. If not,
 * *outside is the first part that they don't. */
bool network_within(const struct network_ranges *ranges,
                    const struct net_prefix *prefix,
                    struct network_range *outside);

/* The range that holds the address, or NULL. */
const struct network_range *network_find(const struct network_ranges *ranges,
                                         const struct net_address *address);

#endif
