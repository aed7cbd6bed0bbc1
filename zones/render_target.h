/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RENDER_TARGET_H
#define MULLION_RENDER_TARGET_H

#include "zones/rdata.h"
#include "zones/render.h"

/*
 * Adds the target of one record to the rendered RRset, where it has one:
 * where a CNAME's chain goes on in the zone, or whose addresses are additional
 * data (RFC 1035 section 3.3, RFC 2782, RFC 9460 section 4.1). `start` is where
 * the record's RDATA begins in the rendered wire. The targets' array has room.
 */
void render_target(struct rendered *rendered, const struct name *owner,
                   uint16_t type, const struct rdatum *rdatum, uint16_t start);

#endif
