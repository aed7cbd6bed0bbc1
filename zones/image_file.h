/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_FILE_H
#define MULLION_IMAGE_FILE_H

#include "lib/image.h"
#include "zones/arena.h"

/* An image file, read whole and checked whole: its form and its hash. */
struct image_file {
	struct image image;
	struct arena *arena;
	uint8_t *octets;
	size_t size;
};

/*
 * Reads the file; view is the view that it must be of, or NULL. known is the
 * hash of an image that this program made, whose form needs no check, or NULL;
 * that the file has that hash is checked. ERR_SYSTEM when it can't be read,
 * else a code of image_open() and image_check(), ERR_DAMAGED for a wrong hash;
 * *why says what is the matter, constant text. Nothing to free after an error.
 */
int image_file_read(struct image_file *file, const char *path, const char *view,
                    const uint8_t *known, const char **why);
void image_file_free(struct image_file *file);

#endif
