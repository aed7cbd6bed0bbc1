/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RESERVED_H
#define MULLION_RESERVED_H

#include "zones/site.h"
#include "zones/value.h"

/*
 * `reserved` of the views' file, which may be missing, and what is reserved
 * without being listed, into site->reserved: domains in canonical order, then
 * address ranges ascending, the shorter before the longer. The site's views
 * and groups are known.
 */
void reserved_read(struct site *site, struct value reserved);

#endif
