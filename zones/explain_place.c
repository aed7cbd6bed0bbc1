/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/explain_place.h"
#include "zones/file.h"

/* The view or group whose overlay the place lies in, or NULL: the third link,
 * FILE <- member "overlays" <- member KEY. */
static const char *
overlay_key(const struct place *place)
{
	const char *key = NULL;

	for (; place->up != NULL; place = place->up) {
		if (place->up->kind == PLACE_FILE)
			return place->key != NULL
			               && strcmp(place->key, "overlays") == 0
			           ? key
			           : NULL;
		key = place->key;
	}
	return NULL;
}

/* The view or group that "by-view" of an RRset names, or NULL: the fifth link,
 * FILE <- "records" <- OWNER <- TYPE <- "by-view" <- KEY. */
static const char *
by_view_key(const struct place *place)
{
	const struct place *links[5] = {NULL};
	size_t depth = 0;

	for (const struct place *at = place; at->up != NULL; at = at->up)
		depth++;
	for (; depth > 0; place = place->up, depth--)
		if (depth <= 5)
			links[depth - 1] = place;
	return links[4] != NULL && links[3]->key != NULL
	               && strcmp(links[3]->key, "by-view") == 0
	           ? links[4]->key
	           : NULL;
}

const char *
explain_place(struct arena *arena, const struct place *place)
{
	struct place_found found = {.place = place};
	const char *path = place_path(place);
	const char *overlay = overlay_key(place);
	const char *key = overlay != NULL ? overlay : by_view_key(place);
	size_t length;
	char *text;

	if (file_read(arena, &text, &length, path) < 0)
		return path;
	place_find(&found, 1, text, length);
	return arena_format(arena, "%s:%zu:%zu%s%s", path, found.line,
	                    found.column,
	                    overlay != NULL ? ", overlay "
	                    : key != NULL   ? ", by-view "
	                                    : "",
	                    key == NULL ? "" : key);
}
