/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_NETWORKS_H
#define MULLION_VIEW_NETWORKS_H

#include "zones/site.h"

/* Reports a prefix that two views claim: [network-conflict], at the second of
 * them. */
void view_networks_check(const struct site *site);

/* Counts out what each view answers: view.answers and view.answers_alone. */
void view_networks_count(struct site *site);

#endif
