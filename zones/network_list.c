/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "zones/network_list.h"
#include "zones/spelling.h"

static void
append(struct networks *networks, struct arena *arena,
       const struct net_prefix *prefix, const struct place *place)
{
	networks->items = arena_grow(arena, networks->items, networks->count,
	                             sizeof(*networks->items));
	networks->items[networks->count++] =
	    (struct network){.prefix = *prefix, .place = place};
}

static void
clear_host_bits(struct net_prefix *prefix)
{
	unsigned bits = prefix->address.family == 4 ? 32 : 128;

	for (unsigned i = prefix->length; i < bits; i++)
		prefix->address.octets[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
}

bool
network_list_prefix(const struct site *site, const char *text,
                    const struct place *place, struct net_prefix *prefix)
{
	int code = net_prefix_from_text(prefix, text);
	char right[NET_PREFIX_TEXT];

	if (code >= 0)
		return true;
	if (code != ERR_RANGE) {
		report_add(site->report, RULE_SCHEMA, place,
		           "\"%s\" is no network: write it as 192.0.2.0/24, "
		           "2001:db8::/32 or an address alone",
		           text);
		return false;
	}
	clear_host_bits(prefix);
	report_add(site->report, RULE_NETWORK_HOST_BITS, place,
	           "\"%s\" has bits set behind its length: write %s, or a "
	           "longer prefix",
	           text, net_prefix_to_text(right, prefix));
	return true;
}

static void
append_set(const struct site *site, const char *name, const struct place *place,
           struct networks *networks)
{
	const struct network_set *sets = site->network_sets;
	size_t count = site->network_set_count;
	const char *near;

	for (size_t i = 0; i < count; i++) {
		const struct networks *set = &sets[i].networks;

		if (strcmp(sets[i].name, name) != 0)
			continue;
		for (size_t j = 0; j < set->count; j++)
			append(networks, site->arena, &set->items[j].prefix,
			       place);
		return;
	}
	near = count == 0 ? NULL
	                  : spelling_nearest(name, &sets[0].name, count,
	                                     sizeof(sets[0]));
	value_report_unknown(site->report, RULE_UNKNOWN_GROUP, place,
	                     "set of networks", name, near,
	                     "\"addresses\" of the views' file");
}

void
network_list_read(const struct site *site, struct value list, const char *what,
                  bool sets, struct networks *networks)
{
	const struct reader reader = {site->arena, site->report};

	if (!value_is_array(&reader, list, what))
		return;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&reader, list, i);
		const char *text = value_text(&reader, item, "a network");
		struct net_prefix prefix;

		if (text == NULL)
			continue;
		if (text[0] == '@' && sets)
			append_set(site, text, item.place, networks);
		else if (text[0] == '@')
			report_add(site->report, RULE_UNKNOWN_GROUP, item.place,
			           "\"%s\" can't stand in a set of networks: "
			           "write its networks here",
			           text);
		else if (network_list_prefix(site, text, item.place, &prefix))
			append(networks, site->arena, &prefix, item.place);
	}
}

struct net_prefix *
network_list_prefixes(struct arena *arena, const struct networks *networks)
{
	struct net_prefix *prefixes =
	    arena_alloc(arena, networks->count * sizeof(*prefixes));

	for (size_t i = 0; i < networks->count; i++)
		prefixes[i] = networks->items[i].prefix;
	return prefixes;
}
