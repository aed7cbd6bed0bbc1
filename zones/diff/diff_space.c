/* SPDX-License-Identifier: ISC */
#include "zones/diff/diff_space.h"

#include <string.h>

#include "zones/network.h"
#include "zones/partition.h"
#include "zones/ports.h"

/* A set of addresses being gathered, in ascending order. */
static void
add_range(struct network_ranges *ranges, struct arena *arena,
          const struct net_address *first, const struct net_address *last)
{
	struct network_range *before =
	    ranges->count == 0 ? NULL : &ranges->items[ranges->count - 1];
	struct net_address behind;

	if (before != NULL && before->last.family == first->family) {
		behind = before->last;
		if (network_next(&behind)
		    && net_address_compare(&behind, first) == 0) {
			before->last = *last;
			return;
		}
	}
	ranges->items = arena_grow(arena, ranges->items, ranges->count,
	                           sizeof(*ranges->items));
	ranges->items[ranges->count++] =
	    (struct network_range){.first = *first, .last = *last};
}

static void
take_ranges4(struct network_ranges *ranges, struct arena *arena,
             const struct image *image, const struct image_section *section)
{
	const struct image_range4 *items = image_at(image, section->at);

	for (uint32_t i = 0; i < section->count; i++) {
		uint8_t first[4], last[4];
		struct net_address from, to;

		wire_write32(first, items[i].first);
		wire_write32(last, items[i].last);
		from = net_address_from_octets(first, 4);
		to = net_address_from_octets(last, 4);
		add_range(ranges, arena, &from, &to);
	}
}

static void
take_ranges6(struct network_ranges *ranges, struct arena *arena,
             const struct image *image, const struct image_section *section)
{
	const struct image_range6 *items = image_at(image, section->at);

	for (uint32_t i = 0; i < section->count; i++) {
		/* Not by octets: a mapped address would become IPv4's. */
		struct net_address from = {.family = 6}, to = {.family = 6};

		memcpy(from.octets, items[i].first, 16);
		memcpy(to.octets, items[i].last, 16);
		add_range(ranges, arena, &from, &to);
	}
}

/* The part of one range that is in no range of `without`; at is where in it
 * the search begins, and moves on. */
static void
cut_range(struct network_ranges *left, struct arena *arena,
          struct network_range range, const struct network_ranges *without,
          size_t *at)
{
	while (*at < without->count
	       && net_address_compare(&without->items[*at].last, &range.first)
	              < 0)
		(*at)++;
	for (size_t i = *at; i < without->count; i++) {
		const struct network_range *hole = &without->items[i];
		struct net_address before = hole->first;

		if (net_address_compare(&hole->first, &range.last) > 0)
			break;
		if (net_address_compare(&hole->first, &range.first) > 0
		    && network_previous(&before))
			add_range(left, arena, &range.first, &before);
		if (net_address_compare(&hole->last, &range.last) >= 0)
			return;
		range.first = hole->last;
		(void)network_next(&range.first);
	}
	add_range(left, arena, &range.first, &range.last);
}

static struct diff_texts
texts_without(struct arena *arena, const struct network_ranges *ranges,
              const struct network_ranges *without)
{
	struct network_ranges left = {0};
	struct diff_texts texts;
	size_t at = 0;

	for (size_t i = 0; i < ranges->count; i++)
		cut_range(&left, arena, ranges->items[i], without, &at);
	texts.count = left.count;
	texts.items = arena_alloc(arena, left.count * sizeof(*texts.items));
	for (size_t i = 0; i < left.count; i++)
		texts.items[i] = partition_span_text(
		    arena, &left.items[i].first, &left.items[i].last);
	return texts;
}

void
diff_ranges(struct diff_set *set, struct arena *arena,
            const struct network_ranges *old, const struct network_ranges *new)
{
	set->added = texts_without(arena, new, old);
	set->removed = texts_without(arena, old, new);
}

void
diff_networks(struct diff_set *set, struct arena *arena,
              const struct image *old, const struct image *new)
{
	struct network_ranges before = {0}, after = {0};

	if (old != NULL) {
		take_ranges4(&before, arena, old, &old->header->networks4);
		take_ranges6(&before, arena, old, &old->header->networks6);
	}
	if (new != NULL) {
		take_ranges4(&after, arena, new, &new->header->networks4);
		take_ranges6(&after, arena, new, &new->header->networks6);
	}
	diff_ranges(set, arena, &before, &after);
}

void
diff_resolvers(struct diff_set *set, struct arena *arena,
               const struct image *old, const struct image *new)
{
	struct network_ranges before = {0}, after = {0};

	if (old != NULL) {
		take_ranges4(&before, arena, old, &old->header->resolvers4);
		take_ranges6(&before, arena, old, &old->header->resolvers6);
	}
	if (new != NULL) {
		take_ranges4(&after, arena, new, &new->header->resolvers4);
		take_ranges6(&after, arena, new, &new->header->resolvers6);
	}
	diff_ranges(set, arena, &before, &after);
}

enum { PORTS = UINT16_MAX + 1 };

/* The protocols of each port, as bits. */
static uint8_t *
port_map(struct arena *arena, const struct ports *ports, size_t count)
{
	uint8_t *map = arena_alloc(arena, PORTS);

	for (size_t i = 0; i < count; i++)
		for (unsigned port = ports[i].first; port <= ports[i].last;
		     port++)
			map[port] |= ports[i].protocols;
	return map;
}

static struct diff_texts
ports_without(struct arena *arena, const uint8_t *map, const uint8_t *without)
{
	struct diff_texts texts = {0};

	for (unsigned port = 0, end; port < PORTS; port = end) {
		uint8_t protocols = map[port] & (uint8_t)~without[port];
		struct ports piece = {.first = (uint16_t)port,
		                      .protocols = protocols};

		for (end = port + 1; end < PORTS; end++)
			if ((map[end] & (uint8_t)~without[end]) != protocols)
				break;
		if (protocols == 0)
			continue;
		piece.last = (uint16_t)(end - 1);
		texts.items = arena_grow(arena, texts.items, texts.count,
		                         sizeof(*texts.items));
		texts.items[texts.count++] = ports_to_text(arena, &piece);
	}
	return texts;
}

void
diff_ports(struct diff_set *set, struct arena *arena, const struct ports *old,
           size_t old_count, const struct ports *new, size_t new_count)
{
	uint8_t *before = port_map(arena, old, old_count);
	uint8_t *after = port_map(arena, new, new_count);

	set->added = ports_without(arena, after, before);
	set->removed = ports_without(arena, before, after);
}
