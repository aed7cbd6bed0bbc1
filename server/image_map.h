/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_MAP_H
#define MULLION_IMAGE_MAP_H

#include <stddef.h>

#include "lib/image.h"

/*
 * A worker's image: the sealed copy that the loader made and checked, mapped
 * to read, in 2 MiB pages where the loader got them.
 *
 * It isn't checked whole a second time, so that a worker that died answers
 * again at once, whatever the image's size. What the check found still holds:
 *
 *   - The check was of these octets. The loader seals the copy before it
 *     looks at it (image_copy.h), so neither it nor whoever else may have the
 *     memfd could change an octet between the check and now.
 *   - The check was made. F_SEAL_SEAL is set behind it and the loader's exit
 *     status is 0, else the supervisor, which alone starts workers and holds
 *     the memfd, passes nothing on.
 *   - Who made it had nothing to gain. The loader is a process for this one
 *     image, has given up the same as a worker, and is gone: an image that
 *     took it over would reach a worker of its own view, as any image does.
 *
 * The rest is looked at here: the seals, the header with its sections, and
 * that the view is the worker's.
 */
struct image_map {
	struct image image;
	void *base;
	size_t size;
};

/*
 * Maps the image. It is the view's, and sealed as IMAGE_CHECKED. Otherwise it
 * says why in the log: ERR_REPORTED.
 */
int image_map(struct image_map *map, int file, const char *view);

void image_unmap(struct image_map *map);

#endif
