/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "zones/groups_read.h"
#include "zones/network_list.h"
#include "zones/ports.h"
#include "zones/reserved.h"
#include "zones/view_networks.h"
#include "zones/views_read.h"
#include "zones/waiver_read.h"

static const struct value_member file_members[] = {
    {"$schema", false}, {"format", false},   {"views", true},
    {"refuse", false},  {"reserved", false}, {"addresses", false},
    {"groups", false},  {"ignore", false},   {"waive", false},
};

static const struct value_member view_members[] = {
    {"trust", true},
    {"networks", true},
    {"resolvers", false},
    {"ports", false},
};

static struct reader
site_reader(const struct site *site)
{
	return (struct reader){site->arena, site->report};
}

/* [a-z0-9][a-z0-9-]{0,62}: it becomes a file's name and a process's. */
bool
views_name_good(const char *name)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(name);

	return length >= 1 && length <= 63 && name[0] != '-'
	       && strspn(name, alphabet) == length;
}

static void
add_view(struct site *site, struct value views, const char *key)
{
	const struct reader reader = site_reader(site);
	const struct place *place = value_name_place(&reader, views, key);

	if (!views_name_good(key))
		report_add(site->report, RULE_SCHEMA, place,
		           "\"%s\" can't be a view's name: use a-z, 0-9 and "
		           "hyphens, 63 at most, no hyphen first",
		           key);
	if (site->view_count == VIEW_MAX) {
		report_add(site->report, RULE_SCHEMA, place,
		           "a site has %d views at most", VIEW_MAX);
		return;
	}
	site->views[site->view_count] = (struct view){
	    .name = arena_string(site->arena, key),
	    .index = (unsigned)site->view_count,
	    .place = place,
	};
	site->view_count++;
}

/* Names first: groups and `reserved` may stand before the views. */
static void
add_views(struct site *site, struct value views)
{
	const struct reader reader = site_reader(site);
	const char *key;
	json_t *json;

	if (!value_is_object(&reader, views, "\"views\""))
		return;
	site->views = arena_alloc(site->arena, VIEW_MAX * sizeof(*site->views));
	json_object_foreach(views.json, key, json)
	{
		if (!value_is_comment(key))
			add_view(site, views, key);
	}
	if (site->view_count == 0)
		report_add(site->report, RULE_SCHEMA, views.place,
		           "a site needs a view: add one, as in \"external\": "
		           "{ \"trust\": \"external\", \"networks\": "
		           "[\"0.0.0.0/0\", \"::/0\"] }");
}

static void
read_trust(const struct site *site, struct view *view, struct value trust)
{
	const struct reader reader = site_reader(site);
	const char *text;

	if (trust.json == NULL)
		return;
	text = value_text(&reader, trust, "\"trust\"");
	if (text == NULL)
		return;
	/* Of a view that says neither, nothing more is reported for it. */
	view->external = strcmp(text, "external") == 0;
	if (!view->external && strcmp(text, "internal") != 0)
		report_add(site->report, RULE_SCHEMA, trust.place,
		           "\"trust\" must be \"internal\" or \"external\", "
		           "not \"%s\"",
		           text);
}

static void
read_resolvers(const struct site *site, struct view *view, struct value object)
{
	const struct reader reader = site_reader(site);
	struct value list = value_get(&reader, object, "resolvers");

	if (list.json == NULL)
		return;
	if (view->external)
		report_add(site->report, RULE_SCHEMA,
		           value_name_place(&reader, object, "resolvers"),
		           "\"resolvers\" is for views of internal trust: add "
		           "these to \"networks\"");
	network_list_read(site, list, "\"resolvers\"", true, &view->resolvers);
}

static void
read_view(const struct site *site, struct view *view, struct value views)
{
	const struct reader reader = site_reader(site);
	struct value object = value_get(&reader, views, view->name);
	struct value networks;

	if (!value_is_object(&reader, object, "a view"))
		return;
	(void)value_check_members(&reader, object, "a view", view_members,
	                          sizeof(view_members)
	                              / sizeof(view_members[0]));
	read_trust(site, view, value_get(&reader, object, "trust"));
	networks = value_get(&reader, object, "networks");
	if (networks.json != NULL)
		network_list_read(site, networks, "\"networks\"", true,
		                  &view->networks);
	read_resolvers(site, view, object);
	ports_read(site, value_get(&reader, object, "ports"), &view->ports,
	           &view->port_count);
}

static void
read_format(const struct site *site, struct value format)
{
	if (format.json != NULL && json_integer_value(format.json) != 1)
		report_add(site->report, RULE_SCHEMA, format.place,
		           "\"format\" must be 1, the one version that there "
		           "is");
}

static void
read_ignore(struct site *site, struct value list)
{
	const struct reader reader = site_reader(site);

	if (list.json == NULL || !value_is_array(&reader, list, "\"ignore\""))
		return;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		const char *text =
		    value_text(&reader, value_item(&reader, list, i),
		               "a pattern of \"ignore\"");

		if (text == NULL)
			continue;
		site->ignore =
		    arena_grow(site->arena, site->ignore, site->ignore_count,
		               sizeof(*site->ignore));
		site->ignore[site->ignore_count++] =
		    arena_string(site->arena, text);
	}
}

void
views_read(struct site *site, struct value file)
{
	const struct reader reader = site_reader(site);
	struct value views = value_get(&reader, file, "views");
	struct value refuse = value_get(&reader, file, "refuse");
	struct value groups = value_get(&reader, file, "groups");
	struct value addresses = value_get(&reader, file, "addresses");

	site->place = file.place;
	(void)value_check_members(
	    &reader, file, "the views' file", file_members,
	    sizeof(file_members) / sizeof(file_members[0]));
	read_format(site, value_get(&reader, file, "format"));
	read_ignore(site, value_get(&reader, file, "ignore"));

	if (views.json != NULL)
		add_views(site, views);
	if (groups.json != NULL)
		groups_read(site, groups);
	if (addresses.json != NULL)
		network_sets_read(site, addresses);
	for (size_t i = 0; i < site->view_count; i++)
		read_view(site, &site->views[i], views);
	if (refuse.json != NULL)
		network_list_read(site, refuse, "\"refuse\"", true,
		                  &site->refuse);

	view_networks_check(site);
	ports_check(site);
	reserved_read(site, value_get(&reader, file, "reserved"));
	waiver_read_ports(site, value_get(&reader, file, "waive"));
	view_networks_count(site);
}
