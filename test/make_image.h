/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_MAKE_IMAGE_H
#define MULLION_TEST_MAKE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/image.h"

/*
 * An image for tests, made by the compiler's own writer from lines: those of
 * test/content.h, and in front of them
 *
 *   "network PREFIX"    whom the view answers; everybody without such a line
 *   "resolver PREFIX"   whom it answers too on a listener of its own
 *   "external"          its trust; internal without it
 *
 * in the order in which an image has them. {1..40} in a line makes 40 lines of
 * it, and a {} behind it in the same line is the same number. The image is
 * opened and checked.
 */
struct made_image {
	struct image image;
	uint8_t *octets;
	size_t size;
};

void make_image(struct made_image *made, const char *const *lines);
void made_image_free(struct made_image *made);

#endif
