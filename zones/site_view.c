/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/site.h"

const struct view *
site_view(const struct site *site, const char *name)
{
	for (size_t i = 0; i < site->view_count; i++)
		if (strcmp(site->views[i].name, name) == 0)
			return &site->views[i];
	return NULL;
}

/* The longest of the networks that hold the address, and longer than `than`
 * (-1: any). */
static const struct network *
find_longest(const struct networks *networks, const struct net_address *address,
             int than)
{
	const struct network *found = NULL;

	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = &networks->items[i];

		if (network->prefix.length > than
		    && net_prefix_holds(&network->prefix, address)) {
			found = network;
			than = network->prefix.length;
		}
	}
	return found;
}

const struct view *
site_client(const struct site *site, const struct net_address *source,
            const struct network **network)
{
	const struct view *view = NULL;
	int longest = -1;

	*network = find_longest(&site->refuse, source, -1);
	if (*network != NULL)
		return NULL;
	for (size_t i = 0; i < site->view_count; i++) {
		const struct network *found =
		    find_longest(&site->views[i].networks, source, longest);

		if (found == NULL)
			continue;
		view = &site->views[i];
		*network = found;
		longest = found->prefix.length;
	}
	return view;
}

const char *const *
site_view_names(const struct site *site)
{
	const char **names =
	    arena_alloc(site->arena, VIEW_MAX * sizeof(*names));

	for (size_t i = 0; i < site->view_count; i++)
		names[i] = site->views[i].name;
	return names;
}
