/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_OPENINGS_H
#define MULLION_EXPORT_OPENINGS_H

#include "zones/export/export.h"

/* What the formats for firewalls, load balancers and meshes have in common. */

/* Ports that a service has by one protocol: ascending, none touches the next,
 * however they were written. */
struct port_range {
	uint16_t first;
	uint16_t last;
};

struct port_ranges {
	struct port_range *items;
	size_t count;
};

void openings_ports(struct port_ranges *ranges, struct arena *arena,
                    const struct service *service, enum port_protocol protocol);

/* The ranges as the fewest networks that hold the same addresses. */
struct prefixes {
	struct net_prefix *items;
	size_t count;
};

void openings_prefixes(struct prefixes *prefixes, struct arena *arena,
                       const struct network_ranges *ranges);

/* Whether any of them is of the family. */
bool openings_has_clients(const struct opening *opening, unsigned family);
bool openings_has_addresses(const struct opening *opening, unsigned family);

/* "8443/tcp, 10000-10999/udp", in the arena. */
const char *
openings_ports_text(struct arena *arena, const struct service *service);

#endif
