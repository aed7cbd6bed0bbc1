/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FRAGMENT_LAST_H
#define MULLION_FRAGMENT_LAST_H

#include "zones/arena.h"
#include "zones/publish.h"

struct site;

/*
 * The fragments of a site as they were published, in a file beside the images:
 * what a broken one has until it is mended. They are read as any text is, by
 * the fences that there are now.
 *
 *   magic, hash of all behind it, count, then path below the site and text
 *
 * A damaged file, or none, is one without fragments.
 */
#define FRAGMENT_LAST_FILE ".mullion-fragments"

struct fragment_last;

/* The folder's, in the arena; never NULL. */
struct fragment_last *
fragment_last_read(struct arena *arena, const char *folder);

/* The text of that path, of length octets, or NULL. last may be NULL. */
const char *fragment_last_find(const struct fragment_last *last,
                               const char *relative, size_t *length);

/* Writes what was taken of the site's fragments, unless that stands there
 * already. ERR_REPORTED. */
int fragment_last_write(const struct site *site, struct publish *publish);

#endif
