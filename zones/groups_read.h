/* SPDX-License-Identifier: ISC */
#ifndef MULLION_GROUPS_READ_H
#define MULLION_GROUPS_READ_H

#include "zones/site.h"
#include "zones/value.h"

/* `groups` of the views' file into site->groups. A group may hold groups,
 * whatever their order, but not itself. The site's views are known. */
void groups_read(struct site *site, struct value groups);

/* `addresses` into site->network_sets. */
void network_sets_read(struct site *site, struct value addresses);

#endif
