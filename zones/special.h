/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPECIAL_H
#define MULLION_SPECIAL_H

#include <stdbool.h>

#include "lib/net.h"

/*
 * Addresses that aren't globally reachable, by the IANA registries of
 * special-purpose addresses (RFC 6890, RFC 8190), and multicast. An address
 * that carries another one (IPv4-mapped and -compatible, NAT64, 6to4, Teredo)
 * is what the worst of both is.
 */
enum special_kind {
	SPECIAL_NONE,          /* globally reachable */
	SPECIAL_DOCUMENTATION, /* an example's, which ends up nowhere */
	SPECIAL_PRIVATE,       /* anything else that isn't reachable */
};

struct special {
	enum special_kind kind;
	const char *what; /* "a private network's address"; NULL when it is
	                   * reachable */
	bool carried;     /* that isn't the address itself, but: */
	struct net_address inner;
};

struct special special_find(const struct net_address *address);

#endif
