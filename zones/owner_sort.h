/* SPDX-License-Identifier: ISC */
#ifndef MULLION_OWNER_SORT_H
#define MULLION_OWNER_SORT_H

#include "zones/spec.h"

/* Sorts owners, all of them within the apex, to the canonical order of their
 * names (RFC 4034 section 6.1), and those of one name by `order`. */
void owner_sort(struct owner *owners, size_t count, const uint8_t *apex);

#endif
