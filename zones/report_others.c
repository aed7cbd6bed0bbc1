/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/file.h"
#include "zones/report_finding.h"

struct other {
	const struct part *part;
	struct report_spot spot;
};

static int
compare_paths(const void *left, const void *right)
{
	const struct other *a = left, *b = right;

	return strcmp(a->spot.path, b->spot.path);
}

static int
compare_parts(const void *left, const void *right)
{
	const struct other *a = left, *b = right;

	return (a->part > b->part) - (a->part < b->part);
}

static void
collect(struct report_others *others, struct arena *arena,
        const struct finding *const *findings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (const struct part *part = findings[i]->parts; part != NULL;
		     part = part->next) {
			if (part->other == NULL || part->waived)
				continue;
			others->items =
			    arena_grow(arena, others->items, others->count,
			               sizeof(*others->items));
			others->items[others->count++] = (struct other){
			    .part = part,
			    .spot = {.path = place_path(part->other)}};
		}
}

/* Those of items [from, to), which are all in one file. */
static void
locate(struct other *items, size_t count)
{
	struct arena *scratch = arena_new();
	struct place_found *found =
	    arena_alloc(scratch, count * sizeof(*found));
	char *text = NULL;
	size_t length = 0;

	for (size_t i = 0; i < count; i++)
		found[i].place = items[i].part->other;
	if (file_read(scratch, &text, &length, items[0].spot.path) < 0)
		length = 0;
	place_find(found, count, text != NULL ? text : "", length);
	for (size_t i = 0; i < count; i++) {
		items[i].spot.line = found[i].line;
		items[i].spot.column = found[i].column;
		items[i].spot.character = found[i].character;
	}
	arena_free(scratch);
}

void
report_others_find(struct report_others *others, struct arena *arena,
                   const struct finding *const *findings, size_t count)
{
	size_t from = 0;

	*others = (struct report_others){0};
	collect(others, arena, findings, count);
	if (others->count == 0)
		return;
	qsort(others->items, others->count, sizeof(*others->items),
	      compare_paths);
	for (size_t i = 1; i <= others->count; i++) {
		if (i < others->count
		    && strcmp(others->items[i].spot.path,
		              others->items[from].spot.path)
		           == 0)
			continue;
		locate(&others->items[from], i - from);
		from = i;
	}
	qsort(others->items, others->count, sizeof(*others->items),
	      compare_parts);
}

const struct report_spot *
report_others_spot(const struct report_others *others, const struct part *part)
{
	const struct other key = {.part = part};
	const struct other *found;

	if (part->other == NULL || others->count == 0)
		return NULL;
	found = bsearch(&key, others->items, others->count,
	                sizeof(*others->items), compare_parts);
	return found != NULL ? &found->spot : NULL;
}
