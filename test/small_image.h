/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_SMALL_IMAGE_H
#define MULLION_TEST_SMALL_IMAGE_H

#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/image.h"
#include "server/image_copy.h"

/*
 * The least image there is: a view's name and one network, 127.0.0.0/8, but
 * no zone. Whoever comes from there is REFUSED, yet is no stranger.
 */
struct small_image {
	struct image_header header;
	struct image_range4 range;
};

static inline void
small_image_fill(struct small_image *small, const char *view, uint64_t size)
{
	memset(small, 0, sizeof(*small));
	memcpy(small->header.magic, IMAGE_MAGIC, sizeof(small->header.magic));
	small->header.version = IMAGE_VERSION;
	small->header.byte_order = IMAGE_BYTE_ORDER;
	small->header.size = size;
	strncpy(small->header.view, view, IMAGE_VIEW - 1);
	small->header.networks4.at.at =
	    (uint32_t)offsetof(struct small_image, range) / IMAGE_UNIT;
	small->header.networks4.count = 1;
	small->range = (struct image_range4){0x7f000000, 0x7fffffff, 8};
}

/* A sealed copy of it, filled up to size octets with zeros, as the loader
 * makes them of what it has checked. */
static inline int
small_image_sealed(const char *view, size_t size)
{
	struct small_image small;
	int made = memfd_create("image", MFD_ALLOW_SEALING);

	small_image_fill(&small, view, size);
	ck_assert_int_ge(made, 0);
	ck_assert_int_eq(write(made, &small, sizeof(small)), sizeof(small));
	ck_assert_int_eq(ftruncate(made, (off_t)size), 0);
	ck_assert_int_eq(fcntl(made, F_ADD_SEALS, IMAGE_CHECKED), 0);
	return made;
}

#endif
