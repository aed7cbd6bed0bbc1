/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGES_H
#define MULLION_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/view_report.h"

/*
 * The images that are to be served, from what the operator named: a SITE,
 * whose compiled folder is read like a DIR; a DIR, by its manifest; or images
 * themselves. A manifest also says which view each must be of, and its hash.
 */
enum images_kind { IMAGES_SITE, IMAGES_FOLDER, IMAGES_FILES };

enum { IMAGES_WHY = 512, IMAGES_MAX = 4096 };

struct image_file {
	char *path;
	char view[VIEW_NAME]; /* that it must be of, "" for any */
	char hash[VIEW_HASH]; /* that it must have, "" for any */
	bool vouched; /* the hash is signed: nothing else is to be looked at */
};

struct images {
	struct image_file *items;
	size_t count;
	/* Of the manifest, for which a key vouches: */
	uint64_t generation;
	char hash[VIEW_HASH];
};

/*
 * What the paths are: ERR_SYSTEM (one can't be read) or ERR_MALFORMED (a
 * folder beside others), and the reason in why[IMAGES_WHY].
 */
int images_kind(char *const *paths, size_t count, char *why);

/* The images of a folder, by FOLDER/manifest.json (manifest.c). ERR_SYSTEM,
 * ERR_MALFORMED, ERR_MEMORY, and the reason in why. */
int images_of_folder(struct images *images, const char *folder, char *why);

/* The same by the text of its manifest, for which a trusted key vouches. */
int images_of_vouched(struct images *images, const char *folder,
                      const char *manifest, size_t length, char *why);

/* The files themselves. */
int images_of_files(struct images *images, char *const *paths, size_t count);

/* One more; view and hash may be NULL. ERR_MEMORY. */
int images_add(struct images *images, const char *path, const char *view,
               const char *hash);

void images_clear(struct images *images);

/* Opens a regular file to read. ERR_SYSTEM. */
int images_open(const char *path);

#endif
