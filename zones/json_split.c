/* SPDX-License-Identifier: ISC */
#include "zones/json_split.h"

#include <string.h>

#include "zones/json_scan.h"

/* Steps over one member whole. */
static bool
skip_member(struct json_scan *scan)
{
	return json_scan_string(scan, NULL, NULL) && json_scan_take(scan, ':')
	       && json_scan_skip(scan);
}

/* From behind the opening brace on, up to the closing one. */
static bool
cut(struct json_split *split, struct arena *arena, struct json_scan *scan,
    size_t least)
{
	const char *start = scan->at;
	bool first = true;

	while (json_scan_more(scan, '}', &first)) {
		size_t length;

		if (!skip_member(scan))
			return false;
		length = (size_t)(scan->at - start);
		if (json_scan_next(scan) == ',' && length < least)
			continue;
		split->parts = arena_grow(arena, split->parts, split->count,
		                          sizeof(*split->parts));
		split->parts[split->count++] =
		    (struct json_part){.text = start, .length = length};
		start = scan->at + 1; /* behind the comma or the brace */
	}
	/* A comma before the brace belongs to no part. */
	return json_scan_next(scan) == '}' && start == scan->at + 1;
}

/* The opening brace of the member's object was taken when this is true. */
static bool
find_member(struct json_scan *scan, struct arena *arena, const char *name)
{
	const struct json_key wanted = {name, strlen(name)};
	bool first = true;

	if (!json_scan_take(scan, '{'))
		return false;
	while (json_scan_more(scan, '}', &first)) {
		struct json_key key;

		if (!json_scan_string(scan, arena, &key)
		    || !json_scan_take(scan, ':'))
			return false;
		if (json_key_compare(&key, &wanted) == 0)
			return json_scan_take(scan, '{');
		if (!json_scan_skip(scan))
			return false;
	}
	return false;
}

bool
json_split(struct json_split *split, struct arena *arena, const char *text,
           size_t length, const char *name, size_t least)
{
	struct json_scan scan;
	size_t before, behind;

	*split = (struct json_split){0};
	json_scan_start(&scan, text, length);
	if (!find_member(&scan, arena, name))
		return false;
	before = (size_t)(scan.at - text);
	if (!cut(split, arena, &scan, least))
		return false;
	behind = (size_t)(text + length - scan.at);
	split->rest_length = before + behind;
	split->rest = arena_alloc(arena, split->rest_length);
	memcpy(split->rest, text, before);
	memcpy(split->rest + before, scan.at, behind);
	return true;
}
