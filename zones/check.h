/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CHECK_H
#define MULLION_CHECK_H

#include "zones/report.h"
#include "zones/zone.h"

/* The checks of each zone of a view by itself: what can't be served, and what
 * merely looks wrong (contract, section 5, second part). */
void check_zones(const struct tree *tree, struct report *report);

#endif
