/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_CLIENT_VIEWS_H
#define MULLION_IMPORT_CLIENT_VIEWS_H

#include "zones/import/match_list.h"

/*
 * BIND asks its views in order, and each view's list in order; a mullion
 * client's view is the one with the most specific network. So for each prefix
 * that occurs in any list it is found out who has the addresses in it that no
 * longer prefix holds, and where that isn't who has those around it, the
 * prefix becomes a network:
 *
 *   inside  !10.9/16, 10/8      10.0.0.0/8   inside
 *   stage   10.9/16             10.9.0.0/16  stage
 *   world   !192.0.2.0/24, any  0.0.0.0/0    world, 192.0.2.0/24 nobody
 *
 * Whom a view's `allow` doesn't hold has no view either: BIND refuses him.
 */
struct client_view {
	struct match_list match;
	struct match_list allow; /* allow-query */
	bool left_out;           /* who would be its client has a later one */
	/* what comes of it */
	struct net_prefix *networks;
	size_t count;
};

/* Addresses within some view's networks that have no view. */
struct client_refuse {
	struct net_prefix *networks; /* they don't touch one another */
	size_t count;
};

/* Counts out the networks of all views, in the order of the views. */
void client_views_count(struct client_view *views, size_t count,
                        struct client_refuse *refuse, struct arena *arena);

#endif
