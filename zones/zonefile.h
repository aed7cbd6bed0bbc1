/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ZONEFILE_H
#define MULLION_ZONEFILE_H

#include <stdio.h>

#include "lib/image.h"

/*
 * One zone of a checked image as a zone file (RFC 1035 section 5): a comment
 * with its name and serial, then a record a line, absolute names, in canonical
 * order, but for the SOA, which comes first. Whatever the zone holds is there,
 * also what lies below a delegation or in a deeper zone of the view. Errors of
 * out are for the caller to ask for. ERR_DAMAGED: an RRset doesn't read.
 */
int zonefile_print(const struct image *image, const struct image_zone *zone,
                   FILE *out);

/* One record as such a line, without the newline; in the arena. */
struct message_record;
struct arena;
const char *
zonefile_record(struct arena *arena, const struct message_record *record);

#endif
