/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/place.h"

static struct place *
place_new(struct arena *arena, const struct place *up, enum place_kind kind)
{
	struct place *place = arena_alloc(arena, sizeof(*place));

	place->up = up;
	place->kind = kind;
	return place;
}

const struct place *
place_file(struct arena *arena, const char *path)
{
	struct place *place = place_new(arena, NULL, PLACE_FILE);

	place->key = path;
	return place;
}

const struct place *
place_member(struct arena *arena, const struct place *up, const char *key)
{
	struct place *place = place_new(arena, up, PLACE_MEMBER);

	place->key = key;
	return place;
}

const struct place *
place_name(struct arena *arena, const struct place *up, const char *key)
{
	struct place *place = place_new(arena, up, PLACE_NAME);

	place->key = key;
	return place;
}

const struct place *
place_item(struct arena *arena, const struct place *up, size_t index)
{
	struct place *place = place_new(arena, up, PLACE_ITEM);

	place->index = index;
	return place;
}

const struct place *
place_spot(struct arena *arena, const struct place *file, size_t line,
           size_t column)
{
	struct place *place = place_new(arena, file, PLACE_SPOT);

	place->index = line;
	place->column = column;
	return place;
}

const struct place *
place_copy(struct arena *arena, const struct place *place)
{
	struct place *copy;

	if (place == NULL)
		return NULL;
	copy = arena_copy(arena, place, sizeof(*place));
	copy->up = place_copy(arena, place->up);
	if (place->key != NULL)
		copy->key = arena_string(arena, place->key);
	return copy;
}

const char *
place_path(const struct place *place)
{
	while (place->up != NULL)
		place = place->up;
	return place->key;
}

static bool
same_key(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
place_equal(const struct place *a, const struct place *b)
{
	for (; a != b; a = a->up, b = b->up) {
		if (a == NULL || b == NULL)
			return false;
		if (a->kind != b->kind || a->index != b->index
		    || a->column != b->column || !same_key(a->key, b->key))
			return false;
	}
	return true;
}

/* FNV-1a (Fowler, Noll, Vo), 64 bits, numbers taken whole. */
static uint64_t
hash_number(uint64_t hash, uint64_t number)
{
	return (hash ^ number) * UINT64_C(0x100000001b3);
}

uint64_t
place_hash(const struct place *place)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; place != NULL; place = place->up) {
		hash = hash_number(hash, place->kind);
		hash = hash_number(hash, place->index);
		hash = hash_number(hash, place->column);
		for (const char *at = place->key; at != NULL && *at != '\0';
		     at++)
			hash = hash_number(hash, (unsigned char)*at);
	}
	return hash;
}
