/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ADDITIONAL_H
#define MULLION_ADDITIONAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/image.h"
#include "lib/reply.h"

/*
 * Puts the addresses of the targets of an RRset, whose octets stand at `at`
 * in the reply and whose owner's name stands at `owner`: those in the domain
 * of the cut that it belongs to, or the others (RFC 9471). An RRset that
 * doesn't fit is left out. ERR_ROOM when one was.
 */
int additional_put(struct reply *reply, const struct image *image,
                   const struct image_rrset *rrset, size_t at, size_t owner,
                   bool in_domain);

#endif
