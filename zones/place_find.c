/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/json_scan.h"
#include "zones/place.h"

/*
 * The places that are looked for, each as its links from the file down, in an
 * order in which those below one value stand together: those of the value
 * itself first, then by member or item. So one walk over the text carries a
 * range of them that shrinks link by link, and steps over every value for
 * which the range is empty.
 *
 *   lo -> file
 *         file records
 *         file records (name) "www"
 *         file records "www" "A"       <- the range at "www": [lo, hi)
 *   hi -> file records "www" "AAAA" 0  <-
 */
struct wanted {
	struct place_found *found;
	const struct place **links;
	size_t depth;
};

struct finder {
	struct json_scan scan;
	struct arena *arena;
	struct wanted *wanted;
};

static struct json_key
link_key(const struct place *link)
{
	const char *key = link->key != NULL ? link->key : "";

	return (struct json_key){.text = key, .length = strlen(key)};
}

static bool
link_keyed(const struct place *link)
{
	return link->kind == PLACE_MEMBER || link->kind == PLACE_NAME;
}

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* Members and names by key, a name before its member; then items. */
static int
compare_links(const struct place *a, const struct place *b)
{
	struct json_key a_key, b_key;
	int order = compare_numbers(link_keyed(b), link_keyed(a));

	if (order != 0)
		return order;
	if (!link_keyed(a))
		return compare_numbers(a->index, b->index);
	a_key = link_key(a);
	b_key = link_key(b);
	order = json_key_compare(&a_key, &b_key);
	if (order != 0)
		return order;
	return compare_numbers(b->kind == PLACE_NAME, a->kind == PLACE_NAME);
}

static int
compare_wanted(const void *left, const void *right)
{
	const struct wanted *a = left, *b = right;

	for (size_t i = 1; i < a->depth && i < b->depth; i++) {
		int order = compare_links(a->links[i], b->links[i]);

		if (order != 0)
			return order;
	}
	return compare_numbers(a->depth, b->depth);
}

static void
wanted_fill(struct wanted *wanted, struct place_found *found,
            struct arena *arena)
{
	size_t depth = 0;

	for (const struct place *at = found->place; at != NULL; at = at->up)
		depth++;
	wanted->found = found;
	wanted->depth = depth;
	wanted->links = arena_alloc(arena, depth * sizeof(struct place *));
	for (const struct place *at = found->place; at != NULL; at = at->up)
		wanted->links[--depth] = at;
}

static void
mark_all(struct finder *finder, size_t lo, size_t hi)
{
	struct json_mark mark = json_scan_mark(&finder->scan);

	for (size_t i = lo; i < hi; i++) {
		struct place_found *found = finder->wanted[i].found;

		found->line = mark.line;
		found->column = mark.column;
		found->character = mark.character;
	}
}

/* The first of [lo, hi) whose link at depth isn't less than the key, or isn't
 * less or equal when `beyond`. */
static size_t
find_key(const struct finder *finder, size_t lo, size_t hi, size_t depth,
         const struct json_key *key, bool beyond)
{
	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		const struct place *link = finder->wanted[middle].links[depth];
		struct json_key other = link_key(link);
		bool before =
		    link_keyed(link) && json_key_compare(&other, key) < beyond;

		if (before)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static bool
find_value(struct finder *finder, size_t lo, size_t hi, size_t depth);

static bool
find_members(struct finder *finder, size_t lo, size_t hi, size_t depth)
{
	struct json_scan *scan = &finder->scan;
	bool first = true;

	while (json_scan_more(scan, '}', &first)) {
		struct json_scan at_name = *scan;
		struct json_key key;
		size_t from, to, names;

		if (!json_scan_string(scan, finder->arena, &key)
		    || !json_scan_take(scan, ':'))
			return false;
		from = find_key(finder, lo, hi, depth, &key, false);
		to = find_key(finder, from, hi, depth, &key, true);
		for (names = from; names < to; names++)
			if (finder->wanted[names].links[depth]->kind
			    != PLACE_NAME)
				break;
		if (from < names) {
			struct json_scan after = *scan;

			*scan = at_name;
			mark_all(finder, from, names);
			*scan = after;
		}
		if (!find_value(finder, names, to, depth + 1))
			return false;
	}
	return json_scan_take(scan, '}');
}

static bool
find_items(struct finder *finder, size_t lo, size_t hi, size_t depth)
{
	struct json_scan *scan = &finder->scan;
	bool first = true;

	while (lo < hi && link_keyed(finder->wanted[lo].links[depth]))
		lo++;
	for (size_t i = 0; json_scan_more(scan, ']', &first); i++) {
		size_t to = lo;

		while (to < hi && finder->wanted[to].links[depth]->index == i)
			to++;
		if (!find_value(finder, lo, to, depth + 1))
			return false;
		lo = to;
	}
	return json_scan_take(scan, ']');
}

/* The value that comes next is that of the first `depth` links of [lo, hi). */
static bool
find_value(struct finder *finder, size_t lo, size_t hi, size_t depth)
{
	struct json_scan *scan = &finder->scan;
	char c = json_scan_next(scan);

	mark_all(finder, lo, hi);
	while (lo < hi && finder->wanted[lo].depth == depth)
		lo++;
	if (lo < hi && c == '{') {
		scan->at++;
		return find_members(finder, lo, hi, depth);
	}
	if (lo < hi && c == '[') {
		scan->at++;
		return find_items(finder, lo, hi, depth);
	}
	return json_scan_skip(scan);
}

void
place_find(struct place_found *found, size_t count, const char *text,
           size_t length)
{
	struct finder finder = {.arena = arena_new()};
	size_t walked = 0;

	finder.wanted =
	    arena_alloc(finder.arena, count * sizeof(*finder.wanted));
	for (size_t i = 0; i < count; i++) {
		const struct place *place = found[i].place;

		found[i].line = found[i].column = found[i].character = 1;
		if (place->kind == PLACE_SPOT) {
			found[i].line = place->index;
			found[i].column = place->column;
			found[i].character = place->column;
		} else {
			wanted_fill(&finder.wanted[walked++], &found[i],
			            finder.arena);
		}
	}
	if (walked > 0) {
		qsort(finder.wanted, walked, sizeof(*finder.wanted),
		      compare_wanted);
		json_scan_start(&finder.scan, text, length);
		/* A text that has changed since ends the walk: what was not
		 * reached keeps the nearest value above it. */
		(void)find_value(&finder, 0, walked, 1);
	}
	arena_free(finder.arena);
}
