/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/network_list.h"
#include "zones/view_networks.h"

/* A prefix that a view claims; sorted, claims of one prefix are neighbours in
 * the order of the views. */
struct claim {
	const struct network *network;
	const struct view *view;
	size_t order;
};

static int
compare_prefixes(const struct net_prefix *a, const struct net_prefix *b)
{
	int order = net_address_compare(&a->address, &b->address);

	return order != 0 ? order : (int)a->length - (int)b->length;
}

static int
compare_claims(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	int order = compare_prefixes(&a->network->prefix, &b->network->prefix);

	if (order != 0)
		return order;
	return (a->order > b->order) - (a->order < b->order);
}

static size_t
count_networks(const struct site *site)
{
	size_t count = 0;

	for (size_t i = 0; i < site->view_count; i++)
		count += site->views[i].networks.count;
	return count;
}

void
view_networks_check(const struct site *site)
{
	size_t total = count_networks(site), count = 0;
	struct claim *claims =
	    arena_alloc(site->arena, total * sizeof(*claims));
	const struct claim *first = claims;

	for (size_t i = 0; i < site->view_count; i++)
		for (size_t j = 0; j < site->views[i].networks.count; j++) {
			claims[count] = (struct claim){
			    .network = &site->views[i].networks.items[j],
			    .view = &site->views[i],
			    .order = count};
			count++;
		}
	if (count == 0)
		return;
	qsort(claims, count, sizeof(*claims), compare_claims);
	for (size_t i = 1; i < count; i++) {
		const struct claim *claim = &claims[i];
		char text[NET_PREFIX_TEXT];

		if (compare_prefixes(&claim->network->prefix,
		                     &first->network->prefix)
		    != 0) {
			first = claim;
			continue;
		}
		/* Twice in one view, mostly by way of a set, is harmless. */
		if (claim->view == first->view)
			continue;
		report_add(site->report, RULE_NETWORK_CONFLICT,
		           claim->network->place,
		           "%s is a network of \"%s\" already: a client has "
		           "one view, so take it from one of the two",
		           net_prefix_to_text(text, &claim->network->prefix),
		           first->view->name);
	}
}

/* The networks of all other views. */
static struct net_prefix *
others(struct arena *arena, const struct site *site, const struct view *view,
       size_t *count)
{
	size_t room = count_networks(site);
	struct net_prefix *prefixes =
	    arena_alloc(arena, room * sizeof(*prefixes));

	*count = 0;
	for (size_t i = 0; i < site->view_count; i++) {
		const struct networks *networks = &site->views[i].networks;

		for (size_t j = 0;
		     &site->views[i] != view && j < networks->count; j++)
			prefixes[(*count)++] = networks->items[j].prefix;
	}
	return prefixes;
}

void
view_networks_effective(struct network_ranges *ranges, struct arena *arena,
                        const struct site *site, const struct view *view,
                        const struct networks *always)
{
	struct arena *scratch = arena_new();
	const struct net_prefix *own =
	    network_list_prefixes(scratch, &view->networks);
	const struct net_prefix *cut = network_list_prefixes(scratch, always);
	size_t less_count;
	const struct net_prefix *less =
	    others(scratch, site, view, &less_count);

	network_effective(ranges, arena, own, view->networks.count, less,
	                  less_count, cut, always->count);
	network_merge(ranges);
	arena_free(scratch);
}

/*
 * A view of internal trust answers its effective networks alone. One of
 * external trust answers all that it claims, since a client of another view
 * may reach it on a listener where its own view isn't served.
 */
static void
count_view(struct site *site, struct view *view,
           const struct net_prefix *refuse)
{
	struct net_prefix *own =
	    network_list_prefixes(site->arena, &view->networks);
	struct net_prefix *less = NULL;
	size_t less_count = 0;

	if (!view->external)
		less = others(site->arena, site, view, &less_count);
	network_effective(&view->answers, site->arena, own,
	                  view->networks.count, less, less_count, refuse,
	                  site->refuse.count);
	if (view->external)
		return;
	own = network_list_prefixes(site->arena, &view->resolvers);
	network_effective(&view->answers_alone, site->arena, own,
	                  view->resolvers.count, NULL, 0, refuse,
	                  site->refuse.count);
}

void
view_networks_count(struct site *site)
{
	const struct net_prefix *refuse =
	    network_list_prefixes(site->arena, &site->refuse);

	for (size_t i = 0; i < site->view_count; i++)
		count_view(site, &site->views[i], refuse);
}
