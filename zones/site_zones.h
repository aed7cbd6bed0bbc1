/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_ZONES_H
#define MULLION_SITE_ZONES_H

#include "zones/site.h"

/* Sets site->by_apex, once all specs are read. */
void site_zones_sort(struct site *site);

/* Reports [duplicate-zone]: a spec that gives a view a zone which a spec
 * before it, in the order of paths, gives it too. */
void site_zones_check(const struct site *site);

#endif
