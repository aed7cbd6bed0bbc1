/* SPDX-License-Identifier: ISC */
#ifndef MULLION_MANIFEST_H
#define MULLION_MANIFEST_H

#include <stddef.h>

#include "zones/zone.h"

/*
 * DIR/manifest.json: which images a folder holds, written last, so that a
 * folder that somebody was interrupted in writing is found out by the hashes.
 * One that is signed (signed_manifest.h) has a generation too.
 *
 *   {
 *     "format": 1,
 *     "generation": 1764000000,
 *     "views": {
 *       "internal": {
 *         "file": "internal.view",
 *         "sha256": "93a1…",
 *         "zones": { "corp.internal.": 1764000000, "example.com.": 7 }
 *       }
 *     }
 *   }
 *
 * generation  of what was signed: 1 to 2^53 - 1, which any JSON reader keeps
 *          exact; a server that wants signatures goes back to none before
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

#define GENERATION_MAX ((UINT64_C(1) << 53) - 1)

struct manifest_view {
	const char *view;
	const uint8_t *octets; /* of its image */
	const struct tree *tree;
};

/* The manifest's text, from malloc(3); without a generation where it is 0. */
char *manifest_text(const struct manifest_view *views, size_t count,
                    uint64_t generation);

/* That of a manifest's text; 0 where it has none that is good. */
uint64_t manifest_generation(const char *text, size_t size);

/*
 * What the manifest at path says of the serials of a view's zones: serials[i]
 * is that of tree->zones[i], 0 where it says none. ERR_NOTHING: nothing of that
 * view; ERR_SYSTEM, ERR_MALFORMED.
 */
int manifest_serials(uint32_t *serials, const char *path, const char *view,
                     const struct tree *tree);

/*
 * Calls back with the name of each view of the manifest at path. ERR_SYSTEM;
 * ERR_MALFORMED when it isn't a manifest.
 */
int manifest_each(const char *path,
                  void (*each)(void *context, const char *view), void *context);

#endif
