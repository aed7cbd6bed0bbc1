/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/spelling.h"
#include "zones/view_list.h"

static bool
find_group(const struct site *site, const char *name, const struct place *place,
           struct view_set *views)
{
	const char *near;

	for (size_t i = 0; i < site->group_count; i++)
		if (strcmp(site->groups[i].name, name) == 0) {
			*views = view_set_either(*views, site->groups[i].views);
			return true;
		}
	if (site->views_unread)
		return false;
	near =
	    site->group_count == 0
		? NULL
		: spelling_nearest(name, &site->groups[0].name,
	                           site->group_count, sizeof(site->groups[0]));
	value_report_unknown(site->report, RULE_UNKNOWN_GROUP, place,
	                     "group of views", name, near,
	                     "\"groups\" of the views' file");
	return false;
}

bool
view_list_name(const struct site *site, const char *name,
               const struct place *place, struct view_set *views)
{
	const struct view *view;
	const char *near;

	if (name[0] == '@')
		return find_group(site, name, place, views);
	view = site_view(site, name);
	if (view != NULL) {
		view_set_add(views, view->index);
		return true;
	}
	if (site->views_unread)
		return false;
	near = site->view_count == 0
	           ? NULL
	           : spelling_nearest(name, &site->views[0].name,
	                              site->view_count, sizeof(site->views[0]));
	value_report_unknown(site->report, RULE_UNKNOWN_VIEW, place, "view",
	                     name, near, "the views' file");
	return false;
}

bool
view_list_read(const struct site *site, struct value list, const char *what,
               struct view_set *views)
{
	const struct reader reader = {site->arena, site->report};
	bool all = true;

	if (!value_is_array(&reader, list, what))
		return false;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&reader, list, i);
		const char *name =
		    value_text(&reader, item, "the name of a view");

		if (name == NULL
		    || !view_list_name(site, name, item.place, views))
			all = false;
	}
	return all;
}

const char *
view_list_text(const struct site *site, const struct view_set *views)
{
	const char *text = "";

	for (unsigned i = 0; i < site->view_count; i++)
		if (view_set_has(views, i))
			text = arena_format(site->arena, "%s%s%s", text,
			                    *text != '\0' ? ", " : "",
			                    site->views[i].name);
	return text;
}
