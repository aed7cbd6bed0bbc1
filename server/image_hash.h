/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_HASH_H
#define MULLION_IMAGE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * The hash of an image's content, computed by a thread of its own while
 * another checks the same octets. Neither relies on the other: a check takes
 * every octet for hostile, be the hash right or not. Nor does the hash rely on
 * anything in the image: it is of all the octets that there are.
 *
 *   image_hash_new        the thread starts, and prepares itself
 *     image_hash_begin    it computes
 *     image_hash_end      it is done
 */
struct image_hash;

/* While threads may still be started. Where none can be, the hash is computed
 * in image_hash_end(). ERR_MEMORY. */
int image_hash_new(struct image_hash **hash);

/* Nothing changes the octets, of which there are enough for a header. */
void
image_hash_begin(struct image_hash *hash, const uint8_t *base, size_t size);

/* 0: the hash is the one in the header. ERR_DAMAGED: it isn't. ERR_MEMORY: it
 * couldn't be computed. Frees it, so a begun one must be ended. */
int image_hash_end(struct image_hash *hash);

/* One that hasn't begun. */
void image_hash_drop(struct image_hash *hash);

#endif
