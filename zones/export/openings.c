/* SPDX-License-Identifier: ISC */
#include "zones/export/openings.h"

#include <stdlib.h>

#include "zones/ports.h"

static int
compare_ranges(const void *left, const void *right)
{
	const struct port_range *a = left, *b = right;

	return (int)a->first - (int)b->first;
}

void
openings_ports(struct port_ranges *ranges, struct arena *arena,
               const struct service *service, enum port_protocol protocol)
{
	size_t count = 0;

	ranges->items =
	    arena_alloc(arena, service->port_count * sizeof(*ranges->items));
	ranges->count = 0;
	for (size_t i = 0; i < service->port_count; i++)
		if (service->ports[i].protocols & protocol)
			ranges->items[count++] = (struct port_range){
			    service->ports[i].first, service->ports[i].last};
	if (count > 0)
		qsort(ranges->items, count, sizeof(*ranges->items),
		      compare_ranges);
	for (size_t i = 0; i < count; i++) {
		const struct port_range *range = &ranges->items[i];
		struct port_range *last =
		    ranges->count > 0 ? &ranges->items[ranges->count - 1]
				      : NULL;

		if (last == NULL || range->first > last->last + 1)
			ranges->items[ranges->count++] = *range;
		else if (range->last > last->last)
			last->last = range->last;
	}
}

static bool
bit(const struct net_address *address, unsigned index)
{
	return address->octets[index / 8] >> (7 - index % 8) & 1;
}

/* The last address of the network that begins here. */
static struct net_address
last_of(const struct net_address *first, unsigned length)
{
	unsigned bits = first->family == 4 ? 32 : 128;
	struct net_address last = *first;

	for (unsigned i = length; i < bits; i++)
		last.octets[i / 8] |= (uint8_t)(0x80 >> i % 8);
	return last;
}

/* The largest network that begins at the range's first address and doesn't
 * pass its last. */
static struct net_prefix
first_prefix(const struct network_range *range)
{
	struct net_prefix prefix = {.address = range->first};
	unsigned length = range->first.family == 4 ? 32 : 128;

	while (length > 0 && !bit(&range->first, length - 1)) {
		struct net_address last = last_of(&range->first, length - 1);

		if (net_address_compare(&last, &range->last) > 0)
			break;
		length--;
	}
	prefix.length = (uint8_t)length;
	return prefix;
}

void
openings_prefixes(struct prefixes *prefixes, struct arena *arena,
                  const struct network_ranges *ranges)
{
	*prefixes = (struct prefixes){0};
	for (size_t i = 0; i < ranges->count; i++) {
		struct network_range rest = ranges->items[i];
		bool more = true;

		while (more) {
			struct net_prefix prefix = first_prefix(&rest);

			prefixes->items =
			    arena_grow(arena, prefixes->items, prefixes->count,
			               sizeof(*prefixes->items));
			prefixes->items[prefixes->count++] = prefix;
			rest.first = last_of(&prefix.address, prefix.length);
			more = net_address_compare(&rest.first, &rest.last) < 0
			       && network_next(&rest.first);
		}
	}
}

bool
openings_has_clients(const struct opening *opening, unsigned family)
{
	for (size_t i = 0; i < opening->clients.count; i++)
		if (opening->clients.items[i].first.family == family)
			return true;
	return false;
}

bool
openings_has_addresses(const struct opening *opening, unsigned family)
{
	for (size_t i = 0; i < opening->address_count; i++)
		if (opening->addresses[i].family == family)
			return true;
	return false;
}

const char *
openings_ports_text(struct arena *arena, const struct service *service)
{
	const char *text = "";

	for (size_t i = 0; i < service->port_count; i++)
		text = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "",
		                    ports_to_text(arena, &service->ports[i]));
	return text;
}
