/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/json_scan.h"
#include "zones/place.h"

/*
 * The members of every object that is open, one stack for all of them: an
 * object's members are those above its base, and are compared and taken away
 * when it closes.
 */
struct member {
	struct json_key key;
	struct json_mark mark;
	size_t order;
};

struct walk {
	struct json_scan scan;
	struct arena *arena;
	struct member *members;
	size_t count; /* members on the stack */
	size_t room;
	size_t depth;
	void (*found)(void *context, const char *name, size_t line,
	              size_t column);
	void *context;
};

/* jansson's own limit on nesting. */
enum { DEPTH_MAX = 2048 };

static int
compare_members(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = json_key_compare(&a->key, &b->key);

	if (order != 0)
		return order;
	return (a->order > b->order) - (a->order < b->order);
}

static void
report_repeated(struct walk *walk, size_t base)
{
	size_t count = walk->count - base;
	struct member *members;

	if (count < 2)
		return;
	members = walk->members + base;
	qsort(members, count, sizeof(*members), compare_members);
	for (size_t i = 1; i < count; i++) {
		const struct member *member = &members[i];

		if (json_key_compare(&member->key, &members[i - 1].key) != 0)
			continue;
		walk->found(walk->context,
		            arena_format(walk->arena, "%.*s",
		                         (int)member->key.length,
		                         member->key.text),
		            member->mark.line, member->mark.column);
	}
}

static void
push_member(struct walk *walk, const struct json_key *key,
            struct json_mark mark)
{
	if (walk->count == walk->room) {
		walk->members = arena_grow(walk->arena, walk->members,
		                           walk->room, sizeof(*walk->members));
		walk->room = walk->room == 0 ? 4 : walk->room * 2;
	}
	walk->members[walk->count] =
	    (struct member){.key = *key, .mark = mark, .order = walk->count};
	walk->count++;
}

static bool walk_value(struct walk *walk);

static bool
walk_object(struct walk *walk)
{
	size_t base = walk->count;
	bool first = true;

	while (json_scan_more(&walk->scan, '}', &first)) {
		struct json_mark mark = json_scan_mark(&walk->scan);
		struct json_key key;

		if (!json_scan_string(&walk->scan, walk->arena, &key))
			return false;
		push_member(walk, &key, mark);
		if (!json_scan_take(&walk->scan, ':') || !walk_value(walk))
			return false;
	}
	report_repeated(walk, base);
	walk->count = base;
	return json_scan_take(&walk->scan, '}');
}

static bool
walk_array(struct walk *walk)
{
	bool first = true;

	while (json_scan_more(&walk->scan, ']', &first))
		if (!walk_value(walk))
			return false;
	return json_scan_take(&walk->scan, ']');
}

static bool
walk_value(struct walk *walk)
{
	bool whole;

	if (++walk->depth > DEPTH_MAX)
		return false;
	if (json_scan_take(&walk->scan, '{'))
		whole = walk_object(walk);
	else if (json_scan_take(&walk->scan, '['))
		whole = walk_array(walk);
	else
		whole = json_scan_skip(&walk->scan);
	walk->depth--;
	return whole;
}

void
place_duplicates(const char *text, size_t length,
                 void (*found)(void *context, const char *name, size_t line,
                               size_t column),
                 void *context)
{
	struct walk walk = {
	    .arena = arena_new(), .found = found, .context = context};

	json_scan_start(&walk.scan, text, length);
	(void)walk_value(&walk);
	arena_free(walk.arena);
}
