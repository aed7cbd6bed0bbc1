/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PARTITION_H
#define MULLION_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/site.h"

/*
 * All sources there are, IPv4 and IPv6, cut wherever a network of the site
 * begins or ends: the views', their resolvers', those of `refuse`, and further
 * sets (the clients of services). Between two cuts every address is treated
 * alike, and so what holds of one of them holds of all: that makes a statement
 * about all sources one about a few classes.
 *
 *   internal   [------ 10.0.0.0/8 ------------------]
 *   staging                [- 10.9.0.0/16 -]
 *   clients       [-10.2.0.0/16-]
 *   spans      A  | B      | A | C         | A
 *
 * Spans of the same facts are one class: A, B and C here. Classes that the
 * same views may answer are one audience: A and B here. So DNS is stated for
 * audiences, and ports are for classes.
 *
 * IPv4-mapped IPv6 addresses are in the spans of IPv6, as the space is whole,
 * but no source has one: it is the IPv4 address (lib/net.h).
 */
struct partition_span {
	struct net_address first;
	struct net_address last; /* of the same family */
	uint32_t class;
};

/*
 * Who may be answered what. A listener that doesn't serve the class's own view
 * answers it from the first of `fallbacks` that it serves; one that serves a
 * view of `resolver_of` alone answers it from that.
 */
struct partition_audience {
	const char *name; /* the view's; "(none)" and "(refused)"; where a view
	                   * has several, "VIEW.1", "VIEW.2" … */
	const struct view *view;       /* NULL: in no view, or refused */
	bool refused;                  /* by `refuse`: nothing else is set */
	const struct view **fallbacks; /* other views of external trust that
	                                * hold it, the most specific first */
	size_t fallback_count;
	struct view_set resolver_of;
	struct view_set answered_by; /* all of these together */
	uint32_t first_class;        /* its classes follow each other */
	uint32_t class_count;
};

struct partition_class {
	const char *name; /* the audience's, with "/1", "/2" … behind it where
	                   * that has several classes */
	uint32_t audience;
	const uint64_t *sets;          /* bits: partition_in_set() */
	struct partition_span **spans; /* IPv4 first, ascending */
	size_t span_count;
};

struct partition {
	struct partition_span *spans; /* all, IPv4 first, without a gap */
	size_t span_count;
	struct partition_class *classes; /* by audience, then first address */
	size_t class_count;
	struct partition_audience *audiences; /* in the order of their views,
	                                       * (none) and (refused) last */
	size_t audience_count;
	struct network_ranges *effective; /* of each view, less `refuse` */
};

/*
 * Builds it in the arena. sets[i], of any number, cut the space too, and a
 * class is within each or outside. The site has no errors.
 */
void partition_build(struct partition *partition, struct arena *arena,
                     const struct site *site, const struct network_ranges *sets,
                     size_t set_count);

/* The span that holds the address: every address has one. */
const struct partition_span *partition_find(const struct partition *partition,
                                            const struct net_address *address);

/* The class is within sets[set] as partition_build() was given it. */
static inline bool
partition_in_set(const struct partition_class *class, size_t set)
{
	return class->sets[set / 64] >> set % 64 & 1;
}

/* "10.0.0.0/8", or "10.0.0.0-10.8.255.255" where it is no network; in the
 * arena. */
const char *partition_span_text(struct arena *arena,
                                const struct net_address *first,
                                const struct net_address *last);

#endif
