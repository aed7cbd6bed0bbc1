/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_WRITE_PLAN_H
#define MULLION_IMAGE_WRITE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "lib/image_format.h"
#include "zones/render.h"
#include "zones/trie_build.h"
#include "zones/zone_spans.h"

/*
 * What an image will be, all but written: every RRset rendered, the trie built,
 * and where each part will stand. Names go span by span, so that several
 * threads can render them, and write them where they stand.
 *
 *   image   header ranges zones trie | names of span 0 | span 1 | ...
 *                                    names             names[span 1].at
 */
struct laid {
	struct rendered rendered;
	uint32_t at; /* in units */
};

struct image_plan {
	struct arena *arena; /* of this plan alone */
	struct tree *tree;
	struct span *spans;
	size_t span_count;
	struct laid *laid; /* all RRsets, in the order of the file */
	size_t *first;     /* of them, by zone */
	struct trie trie;
	struct name **visible; /* what the trie leads to */
	struct image_header header;
	size_t size;
	size_t names; /* octets where the names begin */
};

/* Sets each name's `at`. ERR_RANGE, ERR_ROOM as image_write();
 * image_plan_free() in either case. */
int image_plan_make(struct image_plan *plan, struct tree *tree);
void image_plan_free(struct image_plan *plan);

/* What is laid of the name's RRsets; NULL: it has none. */
struct laid *
image_plan_laid(const struct image_plan *plan, const struct name *name);

/* Octets of the name that stand in the image, and its flags there. */
uint8_t image_plan_length(const struct name *name);
uint8_t image_plan_flags(const struct name *name);

/* Octets of an RRset's lists. */
size_t image_plan_lists(const struct rendered *rendered);

/* How many of the ranges are of a family, 4 or 6. */
size_t image_plan_ranges(const struct network_ranges *ranges, uint8_t family);

#endif
