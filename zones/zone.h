/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ZONE_H
#define MULLION_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/image_format.h"
#include "zones/view.h"

/*
 * One view's zones as trees of names: the form in which they are checked and
 * from which the image is written. It is the image's own shape (the essay in
 * lib/image_format.h), with pointers for references.
 *
 *   example.com (apex) <- parent - app.example.com (empty non-terminal)
 *                                    <- parent - *.app.example.com
 *   example.com.wildcard is NULL, app.example.com.wildcard is the last.
 */
struct name {
	const uint8_t *octets; /* lower case */
	struct name *parent;   /* an apex's: in the enclosing zone, or NULL */
	struct name *stop;     /* topmost cut at or above it, or DNAME above */
	struct name *wildcard;
	struct zone *zone;
	const struct rrset **rrsets; /* by type; none: empty non-terminal */
	size_t rrset_count;
	uint8_t flags; /* enum image_name_flag */
	uint8_t labels;
	uint8_t length;  /* octets of the name */
	bool hidden : 1; /* at or below the apex of a deeper zone of
	                  * this view: not in the trie */
	bool glue : 1;   /* check.c: an NS record of the zone names it */
	uint32_t at;     /* image_write.c: its place in the image */
};

struct zone {
	const struct zone_content *content;
	struct name *names; /* in canonical order, the apex first */
	size_t count;
	struct zone *enclosing;   /* the next zone above it in the view */
	struct name *above;       /* the apex's twin in `enclosing` */
	uint32_t index;           /* in tree.zones */
	uint8_t hash[IMAGE_HASH]; /* of its content: serial.h */
};

struct tree {
	const struct content *content;
	struct zone *zones; /* in canonical order of their apexes */
	size_t count;
};

/* Builds the trees of a view's content, in the arena. */
void zone_build(struct tree *tree, struct arena *arena,
                const struct content *content);

/*
 * The name that is `name` in the zone, or its closest encloser there (then
 * *exact is false); NULL when name isn't within the apex. It sees all of the
 * zone's own names, hidden ones too.
 */
struct name *
zone_find(const struct zone *zone, const uint8_t *name, bool *exact);

/* The deepest zone of the view at or above the name, or NULL. */
struct zone *zone_of(const struct tree *tree, const uint8_t *name);

/* The same, looked for in a zone of the view first, where it is most likely
 * found; NULL: nowhere first. */
const struct zone *zone_of_near(const struct tree *tree,
                                const struct zone *near, const uint8_t *name);

/*
 * The names that the view answers for, those that aren't hidden, of all its
 * zones in canonical order; in the arena.
 */
struct name **
zone_visible(size_t *count, struct arena *arena, const struct tree *tree);

/* The name's RRset of the type, or NULL. */
const struct rrset *zone_rrset(const struct name *name, uint16_t type);

#endif
