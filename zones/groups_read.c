/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/groups_read.h"
#include "zones/network_list.h"
#include "zones/view_list.h"

/* The name of a group or set; false when it is reported. */
static bool
check_name(const struct reader *reader, struct value object, const char *key)
{
	if (key[0] == '@' && key[1] != '\0')
		return true;
	report_add(reader->report, RULE_SCHEMA,
	           value_name_place(reader, object, key),
	           "\"%s\" can't be the name of a set: it must begin with @, "
	           "as in \"@%s\"",
	           key, key[0] == '@' ? "inside" : key);
	return false;
}

/*
 * Groups are taken in the order in which they are needed: one that lists
 * others is done when those are. A group that is needed while it is being read
 * holds itself.
 */
enum { NESTED_MAX = 16 };

struct groups {
	struct site *site; /* site->groups holds those that are done */
	struct value object;
	const char **busy; /* names on the way to the one being read */
	size_t depth;
};

static void read_group(struct groups *groups, const char *key);

static bool
is_done(const struct site *site, const char *name)
{
	for (size_t i = 0; i < site->group_count; i++)
		if (strcmp(site->groups[i].name, name) == 0)
			return true;
	return false;
}

/* A group within a group: it must be read before. False when it can't. */
static bool
need_group(struct groups *groups, const char *name, const struct place *place)
{
	struct report *report = groups->site->report;

	if (is_done(groups->site, name)
	    || json_object_get(groups->object.json, name) == NULL)
		return true;
	for (size_t i = 0; i < groups->depth; i++)
		if (strcmp(groups->busy[i], name) == 0) {
			report_add(report, RULE_UNKNOWN_GROUP, place,
			           "\"%s\" holds itself: list views here",
			           name);
			return false;
		}
	if (groups->depth == NESTED_MAX) {
		report_add(report, RULE_UNKNOWN_GROUP, place,
		           "\"%s\" stands in groups more than %d deep: list "
		           "views here",
		           name, NESTED_MAX);
		return false;
	}
	read_group(groups, name);
	return true;
}

static void
read_views(struct groups *groups, struct value list, struct view_set *views)
{
	struct site *site = groups->site;
	const struct reader reader = {site->arena, site->report};

	if (!value_is_array(&reader, list, "a group"))
		return;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&reader, list, i);
		const char *name =
		    value_text(&reader, item, "the name of a view");

		if (name == NULL)
			continue;
		if (name[0] != '@' || need_group(groups, name, item.place))
			(void)view_list_name(site, name, item.place, views);
	}
}

static void
read_group(struct groups *groups, const char *key)
{
	struct site *site = groups->site;
	const struct reader reader = {site->arena, site->report};
	struct group group = {.name = arena_string(site->arena, key)};

	groups->busy[groups->depth++] = group.name;
	read_views(groups, value_get(&reader, groups->object, key),
	           &group.views);
	groups->depth--;
	site->groups[site->group_count++] = group;
}

void
groups_read(struct site *site, struct value object)
{
	const struct reader reader = {site->arena, site->report};
	const char *busy[NESTED_MAX];
	struct groups groups = {.site = site, .object = object, .busy = busy};
	const char *key;
	json_t *json;

	if (!value_is_object(&reader, object, "\"groups\""))
		return;
	site->groups = arena_alloc(site->arena, json_object_size(object.json)
	                                            * sizeof(*site->groups));
	json_object_foreach(object.json, key, json)
	{
		if (value_is_comment(key) || !check_name(&reader, object, key)
		    || is_done(site, key))
			continue;
		read_group(&groups, key);
	}
}

void
network_sets_read(struct site *site, struct value object)
{
	const struct reader reader = {site->arena, site->report};
	const char *key;
	json_t *json;

	if (!value_is_object(&reader, object, "\"addresses\""))
		return;
	site->network_sets =
	    arena_alloc(site->arena, json_object_size(object.json)
	                                 * sizeof(*site->network_sets));
	json_object_foreach(object.json, key, json)
	{
		struct network_set set = {.name = NULL};

		if (value_is_comment(key) || !check_name(&reader, object, key))
			continue;
		set.name = arena_string(site->arena, key);
		network_list_read(site, value_get(&reader, object, key),
		                  "a set of networks", false, &set.networks);
		site->network_sets[site->network_set_count++] = set;
	}
}
