/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_COPY_H
#define MULLION_IMAGE_COPY_H

#include <fcntl.h>
#include <stddef.h>

/*
 * The copy of an image file in a memfd, and the seals that say how far it has
 * come. They are never taken off again:
 *
 *   copied ---> F_SEAL_WRITE, GROW, SHRINK ---> checked ---> F_SEAL_SEAL
 *               what is checked can't                who serves it looks
 *               change any more                      for all four
 */
enum {
	IMAGE_COPIED = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK,
	IMAGE_CHECKED = IMAGE_COPIED | F_SEAL_SEAL,
};

/*
 * Copies the file, which nobody has looked at yet, into the empty memfd, from
 * where the file stands, and seals it as IMAGE_COPIED. In 2 MiB pages where
 * the kernel has them to give.
 *
 * ERR_SHORT, ERR_RANGE (too long for an image), ERR_MALFORMED (no regular
 * file), ERR_SYSTEM; *what then says which it is.
 */
int image_copy(int memfd, int file, const char **what);

#endif
