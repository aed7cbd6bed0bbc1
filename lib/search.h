/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SEARCH_H
#define MULLION_SEARCH_H

#include "lib/image.h"
#include "lib/query.h"

/*
 * RFC 1034 section 4.3.2 from its step 3 on, with what RFC 2308, 4592, 6604,
 * 6672, 8482 and 9471 made of it: writes the answer to a query of class IN
 * whose place in the image is known and lies in a zone.
 */
void search(const struct image *image, struct query *q);

#endif
