/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_CONTENT_H
#define MULLION_VIEW_CONTENT_H

#include "zones/view.h"

/* The view's deepest zone at or above the name, or NULL. */
struct zone_content *
content_zone(const struct content *content, const uint8_t *name);

/* The view has zones below its zone of that apex. */
bool content_has_deeper(const struct content *content, const uint8_t *apex);

#endif
