/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_ADDRESS_H
#define MULLION_SERVICE_ADDRESS_H

#include "zones/zone.h"

/* Addresses of hosts in one view. */
struct service_addresses {
	struct net_address *items;
	size_t count;
};

/*
 * Adds the addresses that the view's zones have for the host, CNAMEs followed
 * and wildcards applied, and returns how many. *aliased, which may be NULL: a
 * CNAME was met on the way.
 */
size_t service_address_add(struct service_addresses *addresses,
                           struct arena *arena, const struct tree *tree,
                           const uint8_t *host, bool *aliased);

/* Ascending, each once. */
void service_address_sort(struct service_addresses *addresses);

#endif
