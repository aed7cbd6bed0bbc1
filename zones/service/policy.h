/* SPDX-License-Identifier: ISC */
#ifndef MULLION_POLICY_H
#define MULLION_POLICY_H

#include "zones/service/service.h"
#include "zones/zone.h"

/*
 * Services resolved: for each view that a service is in, the addresses that
 * its hosts have there, and which of that view's clients may connect to them.
 * Whatever is open is in one of the openings, and all else is closed:
 *
 *   source in opening.clients  --port in ports-->  one of opening.addresses
 *
 * Clients of an opening are the view's: its effective networks less `refuse`,
 * and of those, unless the service says "view", what `clients` lists. So a
 * source address is in the openings of one view at most.
 */
struct opening {
	const struct service *service;
	unsigned view;
	struct net_address *addresses; /* ascending, each once */
	size_t address_count;
	const struct ports *ports; /* the service's, as written */
	size_t port_count;
	struct network_ranges clients; /* merged; none: nobody may connect */
};

struct policy {
	struct opening *openings; /* by view, then by the service's id */
	size_t count;
};

/* trees[i] is of view i of the site. In the arena; of a site with errors,
 * what of it can be made out. */
void policy_build(struct policy *policy, struct arena *arena,
                  const struct site *site, const struct tree *trees);

/* The opening is of that address and port, whoever its clients are. */
bool policy_opens(const struct opening *opening,
                  const struct net_address *address, uint16_t port,
                  enum port_protocol protocol);

/* The address is one of the opening's. */
bool opening_has_address(const struct opening *opening,
                         const struct net_address *address);

/*
 * Whether the source may connect to the address at the port, by one of enum
 * port_protocol; *why, which may be NULL, is the first opening by which it
 * may.
 */
bool policy_allows(const struct policy *policy,
                   const struct net_address *source,
                   const struct net_address *address, uint16_t port,
                   enum port_protocol protocol, const struct opening **why);

#endif
