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

const char *
explain_place(struct arena *arena, const struct place *place)
{
	struct place_found found = {.place = place};
	const char *path = place_path(place), *key = overlay_key(place);
	char *text;
	size_t length;

	if (file_read(arena, &text, &length, path) < 0)
		return path;
	place_find(&found, 1, text, length);
	return arena_format(arena, "%s:%zu:%zu%s%s", path, found.line,
	                    found.column, key == NULL ? "" : ", overlay ",
	                    key == NULL ? "" : key);
}
