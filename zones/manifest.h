/* SPDX-License-Identifier: ISC */
#ifndef MULLION_MANIFEST_H
#define MULLION_MANIFEST_H

#include <stddef.h>

#include "zones/zone.h"

/*
 * DIR/manifest.json: which images a folder holds, written last, so that a
 * folder that somebody was interrupted in writing is found out by the hashes.
 *
 *   {
 *     "format": 1,
 *     "views": {
 *       "internal": {
 *         "file": "internal.view",
 *         "sha256": "93a1…",
 *         "zones": { "corp.internal.": 1764000000, "example.com.": 7 }
 *       }
 *     }
 *   }
 *
 * file     the image, a file name without a folder, in the manifest's folder
 * sha256   64 hexadecimal digits, lower case: the hash that stands in the
 *          image's header (image_header.hash, over all octets behind it), the
 *          one by which the loader checks the image and that it reports
 * zones    the apex of each zone, absolute, lower case, and its serial
 *
 * Members are sorted, two blanks of indentation, one final newline, and
 * nothing in it tells when or where it was made: the same images have the
 * same manifest, byte for byte. A reader must demand "format" 1 and ignore
 * members that it doesn't know.
 */
#define MANIFEST_FILE "manifest.json"

struct manifest_view {
	const char *view;
	const uint8_t *octets; /* of its image */
	const struct tree *tree;
};

/* The manifest's text, from malloc(3). */
char *manifest_text(const struct manifest_view *views, size_t count);

/*
 * Calls back with the name of each view of the manifest at path. ERR_SYSTEM;
 * ERR_MALFORMED when it isn't a manifest.
 */
int manifest_each(const char *path,
                  void (*each)(void *context, const char *view), void *context);

#endif
