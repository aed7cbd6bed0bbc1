/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdlib.h>

#include "lib/err.h"
#include "server/steer_table.h"

/* A view's ranges of one family, and how far the sweep has come in them. */
struct cursor {
	const struct view_range *range;
	const struct view_range *end;
	bool external;
	unsigned block;
};

static void
cursor_init(struct cursor *cursor, const struct steer_view *view,
            uint8_t family)
{
	const struct view_report *report = view->report;

	*cursor = (struct cursor){
	    .range = report->ranges,
	    .end = report->ranges + report->range_count,
	    .external = report->external,
	    .block = view->block,
	};
	while (cursor->range < cursor->end && cursor->range->family != family)
		cursor->range++;
	while (cursor->range < cursor->end && cursor->end[-1].family != family)
		cursor->end--;
}

static int
compare(const void *a, const void *b)
{
	return view_address_compare(a, b);
}

/* The address behind this one; false behind the family's last. */
static bool
next_address(struct view_address *address, size_t words)
{
	for (size_t i = words; i-- > 0;)
		if (++address->words[i] != 0)
			return true;
	return false;
}

/* Every address where the answer may change, sorted. */
static size_t
find_cuts(struct view_address *cuts, const struct cursor *cursors, size_t count,
          size_t words)
{
	size_t cut_count = 0;

	cuts[cut_count++] = (struct view_address){0};
	for (size_t i = 0; i < count; i++) {
		const struct view_range *range;

		for (range = cursors[i].range; range < cursors[i].end;
		     range++) {
			cuts[cut_count++] = range->first;
			cuts[cut_count] = range->last;
			if (next_address(&cuts[cut_count], words))
				cut_count++;
		}
	}
	qsort(cuts, cut_count, sizeof(*cuts), compare);
	return cut_count;
}

static unsigned
block_at(struct cursor *cursors, size_t count, const struct view_address *at,
         unsigned nobody)
{
	const struct cursor *best = NULL;

	for (size_t i = 0; i < count; i++) {
		struct cursor *cursor = &cursors[i];

		while (cursor->range < cursor->end
		       && view_address_compare(&cursor->range->last, at) < 0)
			cursor->range++;
		if (cursor->range == cursor->end
		    || view_address_compare(&cursor->range->first, at) > 0)
			continue;
		if (!cursor->external)
			return cursor->block;
		if (best == NULL || cursor->range->length > best->range->length)
			best = cursor;
	}
	return best != NULL ? best->block : nobody;
}

static int
make_family(struct steer_interval **intervals, size_t *interval_count,
            const struct steer_view *views, size_t count, unsigned nobody,
            uint8_t family)
{
	struct cursor *cursors = calloc(count + 1, sizeof(*cursors));
	struct view_address *cuts = NULL;
	size_t cut_count = 1;

	for (size_t i = 0; cursors != NULL && i < count; i++) {
		cursor_init(&cursors[i], &views[i], family);
		cut_count += 2 * (size_t)(cursors[i].end - cursors[i].range);
	}
	cuts = calloc(cut_count, sizeof(*cuts));
	*intervals = calloc(cut_count, sizeof(**intervals));
	*interval_count = 0;
	if (cursors == NULL || cuts == NULL || *intervals == NULL) {
		free(cursors);
		free(cuts);
		return ERR_MEMORY;
	}
	cut_count = find_cuts(cuts, cursors, count, family == 4 ? 1 : 4);
	for (size_t i = 0; i < cut_count; i++) {
		unsigned block = block_at(cursors, count, &cuts[i], nobody);
		struct steer_interval *next = &(*intervals)[*interval_count];

		if (*interval_count > 0 && next[-1].block == block)
			continue;
		*next = (struct steer_interval){cuts[i], block};
		++*interval_count;
	}
	free(cursors);
	free(cuts);
	return 0;
}

int
steer_table_make(struct steer_table *table, const struct steer_view *views,
                 size_t count, unsigned nobody)
{
	int result;

	*table = (struct steer_table){.nobody = nobody};
	result = make_family(&table->four, &table->four_count, views, count,
	                     nobody, 4);
	if (result == 0)
		result = make_family(&table->six, &table->six_count, views,
		                     count, nobody, 6);
	if (result < 0)
		steer_table_clear(table);
	return result;
}

void
steer_table_clear(struct steer_table *table)
{
	free(table->four);
	free(table->six);
	*table = (struct steer_table){0};
}
