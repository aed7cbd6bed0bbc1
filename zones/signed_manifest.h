/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SIGNED_MANIFEST_H
#define MULLION_SIGNED_MANIFEST_H

#include "zones/arena.h"
#include "zones/manifest.h"
#include "zones/sign.h"

/*
 * A manifest with a generation, and its signature. A server that wants
 * signatures serves no older generation than it did, so this one's must be
 * greater than that of whatever was signed before, and only what was signed
 * before may say what that was:
 *
 *   the previous folder's manifest, signed by this key?
 *     yes, and the same images    its generation: nothing is new
 *     yes                         its generation plus one, or now
 *                                 where that is greater
 *     no                          now
 */
struct signed_manifest {
	char *text; /* from malloc(3) */
	size_t size;
	uint8_t signature[SIGNATURE];
};

/*
 * previous is the folder that was published before, whatever is there. Returns
 * 0, or ERR_REPORTED when a message is on standard error.
 */
int signed_manifest_make(struct signed_manifest *made, struct arena *arena,
                         const struct sign_key *key,
                         const struct manifest_view *views, size_t count,
                         const char *previous, uint32_t now);

#endif
