/* SPDX-License-Identifier: ISC */
#ifndef MULLION_OWNER_SORT_H
#define MULLION_OWNER_SORT_H

#include "zones/spec.h"

/* The owners' indices, in the arena, in the canonical order of their names
 * (RFC 4034 section 6.1), those of one name ascending. All of them are within
 * the apex. */
uint32_t *owner_order(struct arena *arena, const struct owner *owners,
                      size_t count, const uint8_t *apex);

#endif
