/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/fmt/fmt.h"

static bool
read_value(struct fmt_node *node, struct json_scan *scan, struct arena *arena);

static struct fmt_node *
add_item(struct fmt_node *node, struct arena *arena)
{
	node->items =
	    arena_grow(arena, node->items, node->count, sizeof(*node->items));
	node->items[node->count] = (struct fmt_node){0};
	return &node->items[node->count++];
}

static bool
read_key(struct fmt_node *member, struct json_scan *scan, struct arena *arena)
{
	member->key = scan->at;
	if (!json_scan_string(scan, arena, &member->name))
		return false;
	member->key_length = (size_t)(scan->at - member->key);
	member->comment =
	    member->name.length >= 2 && memcmp(member->name.text, "//", 2) == 0;
	return json_scan_take(scan, ':');
}

static bool
read_items(struct fmt_node *node, struct json_scan *scan, struct arena *arena)
{
	bool object = node->kind == FMT_OBJECT, first = true;
	char close = object ? '}' : ']';
	size_t line = scan->line;

	while (json_scan_more(scan, close, &first)) {
		bool blank = scan->line > line + 1 && node->count > 0;
		struct fmt_node *item = add_item(node, arena);

		item->blank = blank;
		if (object && !read_key(item, scan, arena))
			return false;
		if (!read_value(item, scan, arena))
			return false;
		line = scan->line;
	}
	return json_scan_take(scan, close);
}

/* The node's key is set already. */
static bool
read_value(struct fmt_node *node, struct json_scan *scan, struct arena *arena)
{
	char c = json_scan_next(scan);

	node->text = scan->at;
	if (c == '{' || c == '[') {
		node->kind = c == '{' ? FMT_OBJECT : FMT_ARRAY;
		return json_scan_take(scan, c) && read_items(node, scan, arena);
	}
	node->kind = FMT_SCALAR;
	if (!json_scan_skip(scan))
		return false;
	node->length = (size_t)(scan->at - node->text);
	return true;
}

bool
fmt_read(struct fmt_node *node, struct arena *arena, const char *text,
         size_t length)
{
	struct json_scan scan;

	*node = (struct fmt_node){0};
	json_scan_start(&scan, text, length);
	return read_value(node, &scan, arena) && json_scan_next(&scan) == '\0'
	       && scan.at == scan.end;
}
