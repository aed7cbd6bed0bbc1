/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_CHECK_H
#define MULLION_IMAGE_CHECK_H

#include <stdbool.h>

#include "lib/image.h"

/*
 * Between the files that make up image_check(). Each function returns NULL
 * when all is well, or what is wrong, a constant text.
 */

/* Where names begin: a bit for each unit of the file. */
struct image_starts {
	uint8_t *bits;
	size_t units;
};

static inline bool
image_starts_name(const struct image_starts *starts, struct ref ref)
{
	return ref.at < starts->units
	       && (starts->bits[ref.at / 8] >> ref.at % 8 & 1) != 0;
}

/* Header, sections, ranges and the zones' order of references. */
const char *image_check_layout(const struct image *image);

/* The trie, whose leaves lead to names. */
const char *
image_check_trie(const struct image *image, const struct image_starts *names);

/*
 * An RRset of the name, both known to lie within the file, and the name and
 * its zone's apex to be valid: its records, pointers and targets.
 */
const char *image_check_rrset(const struct image *image,
                              const struct image_starts *names,
                              const struct image_name *owner,
                              const struct image_rrset *rrset);

#endif
