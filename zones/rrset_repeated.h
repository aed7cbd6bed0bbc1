/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RRSET_REPEATED_H
#define MULLION_RRSET_REPEATED_H

#include "zones/spec.h"

/* For each record of the RRset, whether one before it is the same (names in
 * RDATA whatever their case): RFC 2181 section 5, an RRset is a set. In the
 * arena. */
bool *rrset_repeated(struct arena *arena, const struct rrset *rrset);

#endif
