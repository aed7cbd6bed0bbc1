/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_MAP_H
#define MULLION_IMAGE_MAP_H

#include <stddef.h>

#include "lib/image.h"

/*
 * A worker's image: the sealed copy that the loader made and checked, mapped
 * to read. Its address and the pages behind it are those of 2 MiB pages
 * where the loader got them, which spares look-ups a good part of their
 * TLB misses.
 */
struct image_map {
	struct image image;
	void *base;
	size_t size;
};

/*
 * Maps the image. It is the view's, and sealed: a file could be cut short
 * under the map, which would be the end of the process, or change after it was
 * checked. Otherwise it says why in the log: ERR_REPORTED.
 */
int image_map(struct image_map *map, int file, const char *view);

void image_unmap(struct image_map *map);

#endif
