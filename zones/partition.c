/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/network_list.h"
#include "zones/partition_sweep.h"
#include "zones/view_networks.h"

/* What the space is cut by, on its way. */
struct making {
	struct partition *partition;
	struct arena *arena;
	const struct site *site;
	struct sweep sweep;
};

static void
make_tracks(struct making *making, const struct network_ranges *sets,
            size_t set_count)
{
	struct sweep *sweep = &making->sweep;
	const struct site *site = making->site;
	struct net_prefix *refuse =
	    network_list_prefixes(making->arena, &site->refuse);
	struct network_ranges *tracks;

	sweep->view_count = site->view_count;
	sweep->track_count = track_set(sweep, set_count);
	tracks =
	    arena_alloc(making->arena, sweep->track_count * sizeof(*tracks));
	network_effective(&tracks[TRACK_REFUSE], making->arena, refuse,
	                  site->refuse.count, NULL, 0, NULL, 0);
	for (unsigned i = 0; i < site->view_count; i++) {
		const struct view *view = &site->views[i];

		view_networks_effective(&making->partition->effective[i],
		                        making->arena, site, view,
		                        &site->refuse);
		tracks[track_own(i)] = making->partition->effective[i];
		if (view->external)
			tracks[track_external(sweep, i)] = view->answers;
		tracks[track_resolver(sweep, i)] = view->answers_alone;
	}
	for (size_t i = 0; i < set_count; i++)
		tracks[track_set(sweep, i)] = sets[i];
	sweep->tracks = tracks;
}

static void
read_fallbacks(struct making *making, struct partition_audience *audience,
               const uint16_t *order)
{
	size_t count = 0;

	while (order[count] != VIEW_MAX)
		count++;
	audience->fallbacks =
	    arena_alloc(making->arena, count * sizeof(struct view *));
	audience->fallback_count = count;
	for (size_t i = 0; i < count; i++) {
		audience->fallbacks[i] = &making->site->views[order[i]];
		view_set_add(&audience->answered_by, order[i]);
	}
}

/* What the facts say of who answers. */
static struct partition_audience
read_audience(struct making *making, struct facts *facts)
{
	struct partition_audience audience = {0};
	const struct sweep *sweep = &making->sweep;

	audience.refused = facts_has(facts, TRACK_REFUSE);
	if (audience.refused)
		return audience;
	for (unsigned i = 0; i < sweep->view_count; i++) {
		if (facts_has(facts, track_own(i))) {
			audience.view = &making->site->views[i];
			view_set_add(&audience.answered_by, i);
		}
		if (facts_has(facts, track_resolver(sweep, i))) {
			view_set_add(&audience.resolver_of, i);
			view_set_add(&audience.answered_by, i);
		}
	}
	read_fallbacks(making, &audience, facts_order(sweep, facts));
	return audience;
}

/* A class while audiences are told apart: `at` is its number in the sweep. */
struct found {
	struct partition_audience audience;
	uint32_t at;
};

static unsigned
view_order(const struct partition_audience *audience)
{
	if (audience->refused)
		return VIEW_MAX + 1;
	return audience->view == NULL ? VIEW_MAX : audience->view->index;
}

static int
compare_views(const struct partition_audience *a,
              const struct partition_audience *b)
{
	unsigned left = view_order(a), right = view_order(b);

	return (left > right) - (left < right);
}

/* Zero for one audience; any order among those of one view. */
static int
compare_audiences(const struct partition_audience *a,
                  const struct partition_audience *b)
{
	int order = compare_views(a, b);

	if (order == 0)
		order = memcmp(&a->resolver_of, &b->resolver_of,
		               sizeof(a->resolver_of));
	if (order == 0)
		order = (a->fallback_count > b->fallback_count)
		        - (a->fallback_count < b->fallback_count);
	for (size_t i = 0; order == 0 && i < a->fallback_count; i++)
		order = (a->fallbacks[i] > b->fallbacks[i])
		        - (a->fallbacks[i] < b->fallbacks[i]);
	return order;
}

static int
compare_found(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	int order = compare_audiences(&a->audience, &b->audience);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

/* One audience, with its classes as they lie in the sorted array. */
struct cluster {
	const struct found *classes;
	uint32_t count;
};

/* By their views, then by first address, which the first class has. */
static int
compare_clusters(const void *left, const void *right)
{
	const struct cluster *a = left, *b = right;
	uint32_t x = a->classes->at, y = b->classes->at;
	int order = compare_views(&a->classes->audience, &b->classes->audience);

	return order != 0 ? order : (x > y) - (x < y);
}

static struct cluster *
cluster_classes(struct making *making, struct found *found, size_t count)
{
	struct cluster *clusters = NULL;
	size_t cluster_count = 0;

	qsort(found, count, sizeof(*found), compare_found);
	for (size_t i = 0; i < count; i++) {
		if (i > 0
		    && compare_audiences(&found[i - 1].audience,
		                         &found[i].audience)
		           == 0) {
			clusters[cluster_count - 1].count++;
			continue;
		}
		clusters = arena_grow(making->arena, clusters, cluster_count,
		                      sizeof(*clusters));
		clusters[cluster_count++] = (struct cluster){&found[i], 1};
	}
	if (cluster_count > 0)
		qsort(clusters, cluster_count, sizeof(*clusters),
		      compare_clusters);
	making->partition->audience_count = cluster_count;
	return clusters;
}

/* Of the views' audiences, number `index` of `count`. */
static const char *
audience_name(struct making *making, const struct partition_audience *audience,
              size_t index, size_t count)
{
	const char *name =
	    audience->view == NULL ? "(none)" : audience->view->name;

	if (audience->refused)
		return "(refused)";
	return count == 1 ? name
	                  : arena_format(making->arena, "%s.%zu", name, index);
}

static void
name_audiences(struct making *making)
{
	struct partition_audience *all = making->partition->audiences;
	size_t count = making->partition->audience_count;

	for (size_t i = 0, end; i < count; i = end) {
		end = i + 1;
		while (end < count && compare_views(&all[i], &all[end]) == 0)
			end++;
		for (size_t j = i; j < end; j++)
			all[j].name =
			    audience_name(making, &all[j], j - i + 1, end - i);
	}
}

static void
name_class(struct making *making, uint32_t at, const struct facts *facts)
{
	struct partition *partition = making->partition;
	struct partition_class *class = &partition->classes[at];
	const struct partition_audience *audience =
	    &partition->audiences[class->audience];
	size_t words = making->sweep.track_count / 64 + 1;
	uint64_t *sets = arena_alloc(making->arena, words * sizeof(*sets));

	for (size_t i = track_set(&making->sweep, 0);
	     i < making->sweep.track_count; i++) {
		size_t set = i - track_set(&making->sweep, 0);

		if (facts_has(facts, i))
			sets[set / 64] |= UINT64_C(1) << set % 64;
	}
	class->sets = sets;
	class->name = audience->class_count == 1
	                  ? audience->name
	                  : arena_format(making->arena, "%s/%u", audience->name,
	                                 at - audience->first_class + 1);
}

/* Classes in the order of their audiences, by first address in each; number[]
 * says what became of the sweep's. */
static void
make_classes(struct making *making, const struct cluster *clusters,
             uint32_t *number)
{
	struct partition *partition = making->partition;
	uint32_t next = 0;

	partition->audiences =
	    arena_alloc(making->arena, partition->audience_count
	                                   * sizeof(*partition->audiences));
	for (size_t i = 0; i < partition->audience_count; i++) {
		partition->audiences[i] = clusters[i].classes->audience;
		partition->audiences[i].first_class = next;
		partition->audiences[i].class_count = clusters[i].count;
		for (uint32_t j = 0; j < clusters[i].count; j++, next++) {
			number[clusters[i].classes[j].at] = next;
			partition->classes[next].audience = (uint32_t)i;
		}
	}
	name_audiences(making);
	for (uint32_t i = 0; i < making->sweep.class_count; i++)
		name_class(making, number[i], making->sweep.classes[i]);
}

/* Spans get their classes' numbers, and classes their spans. */
static void
give_spans(struct making *making, const uint32_t *number)
{
	struct partition *partition = making->partition;
	struct partition_class *class;

	partition->spans = making->sweep.spans;
	partition->span_count = making->sweep.span_count;
	for (size_t i = 0; i < partition->span_count; i++) {
		struct partition_span *span = &partition->spans[i];

		span->class = number[span->class];
		class = &partition->classes[span->class];
		class->spans =
		    arena_grow(making->arena, class->spans, class->span_count,
		               sizeof(struct partition_span *));
		class->spans[class->span_count++] = span;
	}
}

void
partition_build(struct partition *partition, struct arena *arena,
                const struct site *site, const struct network_ranges *sets,
                size_t set_count)
{
	struct making making = {
	    .partition = partition,
	    .arena = arena,
	    .site = site,
	    .sweep.arena = arena,
	};
	struct found *found;
	uint32_t *number;
	size_t count;

	*partition = (struct partition){
	    .effective = arena_alloc(
		arena, site->view_count * sizeof(struct network_ranges)),
	};
	make_tracks(&making, sets, set_count);
	partition_sweep(&making.sweep);
	count = making.sweep.class_count;
	partition->class_count = count;
	partition->classes =
	    arena_alloc(arena, count * sizeof(*partition->classes));
	found = arena_alloc(arena, count * sizeof(*found));
	number = arena_alloc(arena, count * sizeof(*number));
	for (uint32_t i = 0; i < count; i++)
		found[i] = (struct found){
		    read_audience(&making, making.sweep.classes[i]), i};
	make_classes(&making, cluster_classes(&making, found, count), number);
	give_spans(&making, number);
}

const struct partition_span *
partition_find(const struct partition *partition,
               const struct net_address *address)
{
	size_t lo = 0, hi = partition->span_count;

	while (hi - lo > 1) {
		size_t middle = lo + (hi - lo) / 2;

		if (net_address_compare(address,
		                        &partition->spans[middle].first)
		    < 0)
			hi = middle;
		else
			lo = middle;
	}
	return &partition->spans[lo];
}

/* The length of the prefix that the range is, or -1. */
static int
prefix_length(const struct net_address *first, const struct net_address *last)
{
	int bits = first->family == 4 ? 32 : 128, length = bits;

	for (int bit = bits - 1; bit >= 0; bit--) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if ((first->octets[bit / 8] & mask) != 0
		    || (last->octets[bit / 8] & mask) == 0)
			break;
		length = bit;
	}
	for (int bit = 0; bit < length; bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if ((first->octets[bit / 8] ^ last->octets[bit / 8]) & mask)
			return -1;
	}
	return length;
}

const char *
partition_span_text(struct arena *arena, const struct net_address *first,
                    const struct net_address *last)
{
	struct net_prefix prefix = {.address = *first};
	int length = prefix_length(first, last);
	char from[NET_PREFIX_TEXT], to[NET_TEXT];

	if (length < 0)
		return arena_format(arena, "%s-%s",
		                    net_address_to_text(from, first),
		                    net_address_to_text(to, last));
	prefix.length = (uint8_t)length;
	return arena_string(arena, net_prefix_to_text(from, &prefix));
}
