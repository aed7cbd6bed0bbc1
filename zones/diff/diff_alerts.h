/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_ALERTS_H
#define MULLION_DIFF_ALERTS_H

#include "zones/diff/diff.h"

/* Adds what must not be overlooked in what changes in the view. */
void diff_alerts(struct diff *diff, const struct diff_view *view);

#endif
