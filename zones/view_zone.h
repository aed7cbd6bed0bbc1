/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_ZONE_H
#define MULLION_VIEW_ZONE_H

#include "zones/view.h"

/* One zone as one of its views has it. Reports what is wrong with it there:
 * overlays, [no-ns]. */
void view_zone(struct zone_content *content, const struct site *site,
               const struct spec *spec, unsigned view);

#endif
