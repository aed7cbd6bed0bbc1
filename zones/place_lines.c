/* SPDX-License-Identifier: ISC */
#include "zones/place_lines.h"

#include <stdlib.h>
#include <string.h>

#include "zones/file.h"

struct line {
	const struct place *place;
	const char *text; /* "" until it is found */
};

struct place_lines {
	struct arena *arena;
	struct line *items;
	size_t count;
	size_t *slots;     /* index of an item plus one, by its place's hash */
	size_t slot_count; /* a power of two, or 0 */
};

struct place_lines *
place_lines_new(struct arena *arena)
{
	struct place_lines *lines = arena_alloc(arena, sizeof(*lines));

	lines->arena = arena;
	return lines;
}

/* The slot of the place, or the free one in which it belongs. */
static size_t *
find_slot(const struct place_lines *lines, const struct place *place)
{
	size_t mask = lines->slot_count - 1;
	size_t at = (size_t)place_hash(place) & mask;

	while (lines->slots[at] != 0
	       && !place_equal(lines->items[lines->slots[at] - 1].place, place))
		at = (at + 1) & mask;
	return &lines->slots[at];
}

/* At most half of the slots are taken. */
static void
make_room(struct place_lines *lines)
{
	if (lines->count * 2 < lines->slot_count)
		return;
	lines->slot_count = lines->slot_count == 0 ? 64 : lines->slot_count * 2;
	lines->slots = arena_alloc(lines->arena,
	                           lines->slot_count * sizeof(*lines->slots));
	for (size_t i = 0; i < lines->count; i++)
		*find_slot(lines, lines->items[i].place) = i + 1;
}

const char *
place_lines_text(struct place_lines *lines, const struct place *place)
{
	size_t *slot;

	make_room(lines);
	slot = find_slot(lines, place);
	if (*slot != 0)
		return lines->items[*slot - 1].text;
	lines->items = arena_grow(lines->arena, lines->items, lines->count,
	                          sizeof(*lines->items));
	lines->items[lines->count] = (struct line){.place = place, .text = ""};
	*slot = ++lines->count;
	return "";
}

static int
compare_lines(const void *left, const void *right)
{
	const struct line *const *a = left, *const *b = right;

	return strcmp(place_path((*a)->place), place_path((*b)->place));
}

/* Lines that are all in one file. */
static void
find_in_file(struct place_lines *lines, struct line *const *these, size_t count)
{
	const char *path = place_path(these[0]->place);
	struct arena *scratch = arena_new();
	struct place_found *found =
	    arena_alloc(scratch, count * sizeof(*found));
	char *text;
	size_t length;
	bool read = file_read(scratch, &text, &length, path) >= 0;

	for (size_t i = 0; i < count; i++)
		found[i].place = these[i]->place;
	if (read)
		place_find(found, count, text, length);
	for (size_t i = 0; i < count; i++)
		these[i]->text =
		    read ? arena_format(lines->arena, "%s:%zu:%zu", path,
		                        found[i].line, found[i].column)
			 : path;
	arena_free(scratch);
}

void
place_lines_find(struct place_lines *lines)
{
	struct line **sorted =
	    arena_alloc(lines->arena, lines->count * sizeof(struct line *));
	size_t from = 0;

	for (size_t i = 0; i < lines->count; i++)
		sorted[i] = &lines->items[i];
	if (lines->count > 0)
		qsort(sorted, lines->count, sizeof(struct line *),
		      compare_lines);
	for (size_t i = 1; i <= lines->count; i++) {
		if (i < lines->count
		    && compare_lines(&sorted[from], &sorted[i]) == 0)
			continue;
		find_in_file(lines, &sorted[from], i - from);
		from = i;
	}
}
