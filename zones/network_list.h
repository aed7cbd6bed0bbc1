/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NETWORK_LIST_H
#define MULLION_NETWORK_LIST_H

#include "zones/site.h"
#include "zones/value.h"

/*
 * An array of networks, and sets of them by their names where sets is true:
 * wherever networks are listed. Wrong ones are reported ([schema],
 * [network-host-bits], [unknown-group]) and left out, but those with host
 * bits, which are taken without.
 */
void network_list_read(const struct site *site, struct value list,
                       const char *what, bool sets, struct networks *networks);

/* The prefixes alone, in the arena. */
struct net_prefix *
network_list_prefixes(struct arena *arena, const struct networks *networks);

/* A prefix from its text, errors reported; false when there is none. */
bool network_list_prefix(const struct site *site, const char *text,
                         const struct place *place, struct net_prefix *prefix);

#endif
