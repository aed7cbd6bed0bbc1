/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_CHECK_H
#define MULLION_IMAGE_CHECK_H

#include <stdbool.h>

#include "lib/image.h"

/*
 * Between the files that make up image_check(). Each function returns NULL
 * when all is well, or what is wrong, a constant text.
 */

/* Where names and branches begin: a bit for each unit of the file. */
struct image_starts {
	uint8_t *bits;
	size_t units;
	uint32_t names; /* the unit where names begin; branches are before it */
};

static inline void
image_starts_set(struct image_starts *starts, size_t unit)
{
	starts->bits[unit / 8] |= (uint8_t)(1u << unit % 8);
}

static inline bool
image_starts_any(const struct image_starts *starts, uint32_t unit)
{
	return unit < starts->units
	       && (starts->bits[unit / 8] >> unit % 8 & 1) != 0;
}

static inline bool
image_starts_name(const struct image_starts *starts, struct ref ref)
{
	return ref.at >= starts->names && image_starts_any(starts, ref.at);
}

/* Header, sections, ranges and the zones' order of references. */
const char *image_check_layout(const struct image *image);

/* The trie, whose twigs lead to names in the end; notes where its branches
 * begin. */
const char *
image_check_trie(const struct image *image, struct image_starts *starts);

/*
 * An RRset of the name, both known to lie within the file, and the name and
 * its zone's apex to be valid: its records, pointers and targets.
 */
const char *image_check_rrset(const struct image *image,
                              const struct image_starts *starts,
                              const struct image_name *owner,
                              const struct image_rrset *rrset);

#endif
