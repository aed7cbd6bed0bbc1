/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_NETWORKS_H
#define MULLION_VIEW_NETWORKS_H

#include "zones/site.h"

/* Reports a prefix that two views claim: [network-conflict], at the second of
 * them. */
void view_networks_check(const struct site *site);

/* A view's effective networks (contract, section 2): its own less the more
 * specific ones of other views, and less what `always` holds; merged. */
void view_networks_effective(struct network_ranges *ranges, struct arena *arena,
                             const struct site *site, const struct view *view,
                             const struct networks *always);

/* Counts out what each view answers: view.answers and view.answers_alone. */
void view_networks_count(struct site *site);

#endif
