/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CACHE_H
#define MULLION_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"
#include "zones/hash.h"
#include "zones/publish.h"
#include "zones/stamp.h"

/*
 * What a compile leaves for the next one into the same folder: each zone spec
 * of which nothing was reported, parsed (spec_pack.h), under the hash of its
 * file. It is an opinion on single files and nothing more. What a view comes
 * to have, and every check and rule, is worked out anew each time.
 *
 *   CACHE_FILE          CACHE_IMAGES
 *
 *   head                head       magic, hash of all behind it
 *   made by             made by    hash of the program and the versions of its
 *                                  libraries
 *   views                          hash of the views' file
 *   specs                          path, hash of the file, its stamp (stamp.h),
 *                                  length, the packed spec; by path
 *                       images     view, hash of its image
 *
 * A cache of another program or other views, one that is damaged, or none: it
 * is as if it had no entries.
 *
 * To write the specs takes longer than to read some of them again. So they stay
 * as they are until a part of them that is worth it is another: what a few
 * files have come to is read from them each time.
 */
#define CACHE_FILE ".mullion-cache"
#define CACHE_IMAGES ".mullion-cache-images"

struct cache;

struct cache_entry {
	const char *path; /* below the site */
	const uint8_t *hash;
	const uint8_t *octets;
	size_t length;
	struct stamp stamp; /* of the file when it was read, or none */
};

/* The folder's cache, in the arena; never NULL. */
struct cache *cache_open(struct arena *arena, const char *folder);

/* The text of the views' file is known: entries for other views are
 * forgotten. Texts that parse only. */
void cache_views(struct cache *cache, const char *text, size_t length);

/* The entry of the file, for the views there were, or NULL. */
const struct cache_entry *
cache_find(const struct cache *cache, const char *path);

/* The entry that was found holds for these views too. */
bool cache_holds(const struct cache *cache);

/* Keeps an entry for the next run, by reference; in the order of paths. */
void cache_keep(struct cache *cache, const struct cache_entry *entry);

/* The hash of the image that was written for the view, which is one of those
 * that need no check of their form, or NULL. */
const uint8_t *cache_image(const struct cache *cache, const char *view);

/* Keeps the hash of an image that is written now, by reference. */
void cache_keep_image(struct cache *cache, const char *view,
                      const uint8_t hash[HASH]);

/*
 * Writes what is to be kept to the folder, unless that is what it has already,
 * or nearly. ERR_REPORTED.
 */
int cache_write(struct cache *cache, struct publish *publish);

#endif
