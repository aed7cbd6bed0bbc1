/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/partition_sweep.h"

/*
 * Where a range begins or ends (the address behind its last). The facts that
 * hold between two edges are those of the tracks that are open there.
 */
struct edge {
	struct net_address at;
	uint32_t track;
	int length; /* prefix length that the range that begins comes from;
	             * EDGE_END: it ends */
};

enum { EDGE_END = -1 };

static void
add_edge(struct sweep *sweep, const struct net_address *at, uint32_t track,
         int length)
{
	sweep->edges = arena_grow(sweep->arena, sweep->edges, sweep->edge_count,
	                          sizeof(*sweep->edges));
	sweep->edges[sweep->edge_count++] =
	    (struct edge){.at = *at, .track = track, .length = length};
}

static void
add_ranges(struct sweep *sweep, const struct network_ranges *ranges,
           uint32_t track)
{
	for (size_t i = 0; i < ranges->count; i++) {
		struct net_address behind = ranges->items[i].last;

		add_edge(sweep, &ranges->items[i].first, track,
		         (int)ranges->items[i].length);
		/* At the end of a family all is closed. */
		if (network_next(&behind))
			add_edge(sweep, &behind, track, EDGE_END);
	}
}

static int
compare_edges(const void *left, const void *right)
{
	const struct edge *a = left, *b = right;

	return net_address_compare(&a->at, &b->at);
}

static void
gather_edges(struct sweep *sweep)
{
	for (size_t i = 0; i < sweep->track_count; i++)
		add_ranges(sweep, &sweep->tracks[i], (uint32_t)i);
	if (sweep->edge_count > 0)
		qsort(sweep->edges, sweep->edge_count, sizeof(*sweep->edges),
		      compare_edges);
}

/* External views that are open, the most specific first, the own one left
 * out. No two come from networks of one length: [network-conflict]. */
static void
order_external(struct sweep *sweep)
{
	uint16_t *order = facts_order(sweep, sweep->open);
	size_t count = 0;

	for (unsigned i = 0; i < sweep->view_count; i++) {
		size_t at = count;

		if (!facts_has(sweep->open, track_external(sweep, i))
		    || facts_has(sweep->open, track_own(i)))
			continue;
		for (; at > 0
		       && sweep->lengths[order[at - 1]] < sweep->lengths[i];
		     at--)
			order[at] = order[at - 1];
		order[at] = (uint16_t)i;
		count++;
	}
	while (count <= sweep->view_count)
		order[count++] = VIEW_MAX;
}

/* FNV-1a, a word at a time. */
static uint64_t
hash_facts(const uint64_t *words, size_t count)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < count; i++)
		hash = (hash ^ words[i] ^ words[i] >> 32)
		       * UINT64_C(0x100000001b3);
	return hash;
}

static void
grow_buckets(struct sweep *sweep)
{
	size_t count = sweep->bucket_count == 0 ? 64 : 2 * sweep->bucket_count;

	sweep->bucket_count = count;
	sweep->buckets =
	    arena_alloc(sweep->arena, count * sizeof(struct facts *));
	for (size_t i = 0; i < sweep->class_count; i++) {
		struct facts *facts = sweep->classes[i];
		struct facts **bucket = &sweep->buckets[facts->hash % count];

		facts->next = *bucket;
		*bucket = facts;
	}
}

/* The class of what is open now. */
static uint32_t
intern(struct sweep *sweep)
{
	struct facts *key = sweep->open, *facts;
	struct facts **bucket;

	if (facts_has(key, TRACK_REFUSE)) {
		key = arena_alloc(sweep->arena, sizeof(*key) + sweep->size);
		key->bits[0] = 1;
	} else {
		order_external(sweep);
	}
	key->hash = hash_facts(key->bits, sweep->size / sizeof(uint64_t));
	if (sweep->class_count >= sweep->bucket_count)
		grow_buckets(sweep);
	bucket = &sweep->buckets[key->hash % sweep->bucket_count];
	for (facts = *bucket; facts != NULL; facts = facts->next)
		if (facts->hash == key->hash
		    && memcmp(facts->bits, key->bits, sweep->size) == 0)
			return facts->class;
	facts = arena_copy(sweep->arena, key, sizeof(*key) + sweep->size);
	facts->next = *bucket;
	facts->class = (uint32_t)sweep->class_count;
	*bucket = facts;
	sweep->classes = arena_grow(sweep->arena, sweep->classes,
	                            sweep->class_count, sizeof(struct facts *));
	sweep->classes[sweep->class_count++] = facts;
	return facts->class;
}

static void
cross_edge(struct sweep *sweep, const struct edge *edge)
{
	uint64_t *word = &sweep->open->bits[edge->track / 64];
	uint64_t bit = UINT64_C(1) << edge->track % 64;
	size_t external = track_external(sweep, 0);

	if (edge->length == EDGE_END)
		*word &= ~bit;
	else
		*word |= bit;
	if (edge->track >= external && edge->track < track_resolver(sweep, 0))
		sweep->lengths[edge->track - external] = edge->length;
}

/* All edges at one address: ends first, since the next range of a track may
 * begin where one ends. */
static size_t
cross_edges(struct sweep *sweep, size_t at)
{
	const struct net_address *address = &sweep->edges[at].at;
	size_t end = at;

	while (end < sweep->edge_count
	       && net_address_compare(&sweep->edges[end].at, address) == 0)
		end++;
	for (size_t i = at; i < end; i++)
		if (sweep->edges[i].length == EDGE_END)
			cross_edge(sweep, &sweep->edges[i]);
	for (size_t i = at; i < end; i++)
		if (sweep->edges[i].length != EDGE_END)
			cross_edge(sweep, &sweep->edges[i]);
	return end;
}

static void
add_span(struct sweep *sweep, const struct net_address *first,
         const struct net_address *last)
{
	struct partition_span *before =
	    sweep->span_count > 0 ? &sweep->spans[sweep->span_count - 1] : NULL;
	uint32_t class = intern(sweep);

	if (before != NULL
	    && before->class == class && before->last.family == first->family) {
		before->last = *last;
		return;
	}
	sweep->spans = arena_grow(sweep->arena, sweep->spans, sweep->span_count,
	                          sizeof(*sweep->spans));
	sweep->spans[sweep->span_count++] =
	    (struct partition_span){*first, *last, class};
}

/* Every address of the family; edges before `at` are crossed. */
static size_t
sweep_family(struct sweep *sweep, size_t at, uint8_t family)
{
	struct net_address cursor = {.family = family}, last, end = cursor;

	memset(end.octets, 0xff, family == 4 ? 4 : 16);
	memset(sweep->open->bits, 0, sweep->size);
	while (at < sweep->edge_count && sweep->edges[at].at.family == family) {
		last = sweep->edges[at].at;
		if (net_address_compare(&cursor, &last) < 0) {
			cursor.family = family;
			(void)network_previous(&last);
			add_span(sweep, &cursor, &last);
		}
		cursor = sweep->edges[at].at;
		at = cross_edges(sweep, at);
	}
	add_span(sweep, &cursor, &end);
	return at;
}

void
partition_sweep(struct sweep *sweep)
{
	size_t order = (sweep->view_count + 1) * sizeof(uint16_t), at;

	gather_edges(sweep);
	sweep->words = (sweep->track_count + 63) / 64;
	sweep->size = sweep->words * sizeof(uint64_t) + (order + 7) / 8 * 8;
	sweep->open =
	    arena_alloc(sweep->arena, sizeof(*sweep->open) + sweep->size);
	sweep->lengths = arena_alloc(
	    sweep->arena, (sweep->view_count + 1) * sizeof(*sweep->lengths));
	at = sweep_family(sweep, 0, 4);
	sweep_family(sweep, at, 6);
}
