/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SEPARATION_H
#define MULLION_SEPARATION_H

#include "zones/report.h"
#include "zones/zone.h"

/* The rules that keep one view's names and addresses out of another
 * (contract, section 5, the table), on the wire form of what one view is
 * about to serve. */
void separation_check(const struct tree *tree, struct report *report);

#endif
