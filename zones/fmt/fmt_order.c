/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/fmt/fmt.h"
#include "zones/json_scratch.h"
#include "zones/schema.h"

/*
 * The order of members is that of the JSON Schemas, which are part of the
 * program: of an object whose members they name all, that is one of `soa` or
 * of a service, and not of one whose members the user names, as `records`. In
 * there the user's order means something to people. Comments go with the member
 * behind them; those at the head of the file or object stay there.
 */
struct orderer {
	const json_t *root; /* of the schema */
	struct arena *arena;
};

enum { DEPTH = 16 }; /* of schemas that refer to schemas */

static bool
key_is(const struct fmt_node *member, const char *name)
{
	return member->name.length == strlen(name)
	       && memcmp(member->name.text, name, member->name.length) == 0;
}

/* "#/$defs/view" */
static const json_t *
follow(const json_t *root, const char *reference)
{
	char copy[256], *rest = copy, *step;
	const json_t *at = root;

	if (reference[0] != '#' || strlen(reference) >= sizeof(copy))
		return NULL;
	memcpy(copy, reference, strlen(reference) + 1);
	(void)strsep(&rest, "/");
	while (at != NULL && (step = strsep(&rest, "/")) != NULL)
		at = json_is_array(at)
		         ? json_array_get(at, (size_t)strtoul(step, NULL, 10))
		         : json_object_get(at, step);
	return at;
}

/* Calls back with the schema and each that it refers to or is made of, until
 * one gives something. */
static const json_t *
search(const struct orderer *o, const json_t *schema, unsigned depth,
       const json_t *(*look)(const json_t *schema, const char *name),
       const char *name)
{
	static const char *const lists[] = {"anyOf", "oneOf", "allOf"};
	const char *reference;
	const json_t *found;

	if (!json_is_object(schema) || depth == DEPTH)
		return NULL;
	found = look(schema, name);
	reference = json_string_value(json_object_get(schema, "$ref"));
	if (found == NULL && reference != NULL)
		found = search(o, follow(o->root, reference), depth + 1, look,
		               name);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const json_t *list = json_object_get(schema, lists[i]);

		for (size_t j = 0; found == NULL && j < json_array_size(list);
		     j++)
			found = search(o, json_array_get(list, j), depth + 1,
			               look, name);
	}
	return found;
}

/* `properties`, where there are no others. */
static const json_t *
look_order(const json_t *schema, const char *name)
{
	(void)name;
	return json_is_false(json_object_get(schema, "additionalProperties"))
	           ? json_object_get(schema, "properties")
	           : NULL;
}

static const json_t *
look_member(const json_t *schema, const char *name)
{
	return json_object_get(json_object_get(schema, "properties"), name);
}

/* Of members whose names are people's; what only says what they are not tells
 * nothing. */
static const json_t *
look_others(const json_t *schema, const char *name)
{
	const json_t *found = json_object_get(schema, "additionalProperties");

	(void)name;
	return json_object_size(found) > 0
	               && json_object_get(found, "not") == NULL
	           ? found
	           : NULL;
}

static const json_t *
member_schema(const struct orderer *o, const json_t *schema, const char *name)
{
	const json_t *found = search(o, schema, 0, look_member, name);

	return found != NULL ? found : search(o, schema, 0, look_others, name);
}

static const json_t *
look_items(const json_t *schema, const char *name)
{
	(void)name;
	return json_object_get(schema, "items");
}

/* A member with the comments before it. */
struct group {
	const struct fmt_node *first;
	size_t count;
	size_t rank;
	size_t index;
};

static size_t
rank_of(const json_t *order, const struct fmt_node *member)
{
	size_t rank = 0;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)order, name, value)
	{
		if (key_is(member, name))
			return rank;
		rank++;
	}
	return rank;
}

static int
compare_groups(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* From members[from] on; comments behind the last member go last. */
static size_t
make_groups(struct group *groups, const struct fmt_node *node, size_t from,
            const json_t *order)
{
	size_t count = 0, start = from;

	for (size_t i = from; i < node->count; i++) {
		bool last = i + 1 == node->count;

		if (node->items[i].comment && !last)
			continue;
		groups[count] = (struct group){
		    .first = &node->items[start],
		    .count = i + 1 - start,
		    .rank = node->items[i].comment
		                ? SIZE_MAX
		                : rank_of(order, &node->items[i]),
		    .index = count};
		count++;
		start = i + 1;
	}
	return count;
}

static void
sort_members(const struct orderer *o, struct fmt_node *node,
             const json_t *order)
{
	size_t head = 0, at, count, room = node->count;
	struct group *groups = arena_alloc(o->arena, room * sizeof(*groups));
	struct fmt_node *sorted = arena_alloc(o->arena, room * sizeof(*sorted));

	while (head < node->count
	       && (key_is(&node->items[head], "//")
	           || key_is(&node->items[head], "$schema")))
		head++;
	memcpy(sorted, node->items, head * sizeof(*sorted));
	at = head;
	count = make_groups(groups, node, head, order);
	if (count > 1)
		qsort(groups, count, sizeof(*groups), compare_groups);
	for (size_t i = 0; i < count; i++) {
		memcpy(&sorted[at], groups[i].first,
		       groups[i].count * sizeof(*sorted));
		at += groups[i].count;
	}
	node->items = sorted;
	node->items[0].blank = false;
}

static void
order_node(const struct orderer *o, struct fmt_node *node, const json_t *schema)
{
	const json_t *order;

	if (schema == NULL || node->kind == FMT_SCALAR)
		return;
	order = node->kind == FMT_OBJECT
	            ? search(o, schema, 0, look_order, NULL)
	            : NULL;
	if (order != NULL && node->count > 0)
		sort_members(o, node, order);
	for (size_t i = 0; i < node->count; i++) {
		struct fmt_node *item = &node->items[i];
		const char *name = arena_format(
		    o->arena, "%.*s", (int)item->name.length, item->name.text);

		if (item->comment)
			continue;
		if (node->kind == FMT_OBJECT)
			order_node(o, item, member_schema(o, schema, name));
		else
			order_node(o, item,
			           search(o, schema, 0, look_items, NULL));
	}
}

static bool
has_member(const struct fmt_node *node, const char *name)
{
	for (size_t i = 0; i < node->count; i++)
		if (key_is(&node->items[i], name))
			return true;
	return false;
}

/* How many of the schema's required members there are, 0 unless all. */
static size_t
fits(const struct fmt_node *node, const json_t *schema)
{
	const json_t *required = json_object_get(schema, "required");
	size_t count = json_array_size(required);

	for (size_t i = 0; i < count; i++)
		if (!has_member(node,
		                json_string_value(json_array_get(required, i))))
			return 0;
	return count;
}

enum { SCHEMAS = 16 };

/* Of all schemas, read once: a site has thousands of files. They are never
 * freed, and in memory that doesn't go with a file. */
static json_t *
schema_json(size_t index)
{
	static json_t *read[SCHEMAS];
	const struct schema *schema = schema_at(index);
	struct arena *before;

	if (schema == NULL || index >= SCHEMAS)
		return NULL;
	if (read[index] == NULL) {
		before = json_scratch_use(NULL);
		read[index] = json_loads(schema->text, 0, NULL);
		(void)json_scratch_use(before);
	}
	return read[index];
}

void
fmt_order(struct fmt_node *node, struct arena *arena)
{
	struct orderer o = {.arena = arena};
	size_t best = 0;
	json_t *json;

	for (size_t i = 0; (json = schema_json(i)) != NULL; i++) {
		size_t count = fits(node, json);

		if (count > best) {
			best = count;
			o.root = json;
		}
	}
	if (node->kind == FMT_OBJECT)
		order_node(&o, node, o.root);
}
