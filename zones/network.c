/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/network.h"

/*
 * Prefixes either hold one another or don't touch, so sorted by first address
 * and then by length they are a forest in preorder, and one sweep with a stack
 * of those that are open sees the address space in order:
 *
 *   own   10.0.0.0/8  [---------------------------------------]
 *   less  10.9.0.0/16              [-------]
 *   ranges            [-----------]         [-----------------]
 *
 * A level of the stack says what holds of the addresses in its prefix that no
 * prefix within it holds.
 */
struct level {
	struct net_address first;
	struct net_address last;
	int own;     /* length of the longest own prefix, -1: none */
	int less;    /* and of the longest that may cut */
	bool always; /* one that cuts whatever its length */
};

enum cut_kind { CUT_OWN, CUT_LESS, CUT_ALWAYS };

struct cut {
	struct net_address first;
	uint8_t length;
	uint8_t kind;
};

enum {
	/* Equal prefixes share a level, so no more than there are lengths. */
	LEVELS = 130,
};

struct sweep {
	struct network_ranges *ranges;
	struct arena *arena;
	struct level levels[LEVELS];
	size_t depth;
	struct net_address cursor; /* all before it is dealt with */
	bool ended;                /* the cursor passed the last address */
};

static unsigned
address_size(const struct net_address *address)
{
	return address->family == 4 ? 4 : 16;
}

/* The address with the bits beyond length all 0 or all 1. */
static struct net_address
address_fill(struct net_address address, unsigned length, bool ones)
{
	for (unsigned bit = length; bit < address_size(&address) * 8; bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (ones)
			address.octets[bit / 8] |= mask;
		else
			address.octets[bit / 8] &= (uint8_t)~mask;
	}
	return address;
}

bool
network_next(struct net_address *address)
{
	for (unsigned i = address_size(address); i-- > 0;)
		if (++address->octets[i] != 0)
			return true;
	return false;
}

bool
network_previous(struct net_address *address)
{
	for (unsigned i = address_size(address); i-- > 0;)
		if (address->octets[i]-- != 0)
			return true;
	return false;
}

static int
compare_cuts(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;
	int order = net_address_compare(&a->first, &b->first);

	return order != 0 ? order : (int)a->length - (int)b->length;
}

static void
add_cuts(struct cut *cuts, size_t *count, const struct net_prefix *prefixes,
         size_t added, enum cut_kind kind)
{
	for (size_t i = 0; i < added; i++)
		cuts[(*count)++] = (struct cut){
		    .first = address_fill(prefixes[i].address,
		                          prefixes[i].length, false),
		    .length = prefixes[i].length,
		    .kind = (uint8_t)kind,
		};
}

/* The addresses from the cursor to last are as the uppermost level says. */
static void
sweep_emit(struct sweep *sweep, struct net_address last)
{
	const struct level *level = &sweep->levels[sweep->depth - 1];
	struct network_ranges *ranges = sweep->ranges;
	struct network_range *before;
	struct net_address next;

	if (level->own < 0 || level->own <= level->less || level->always)
		return;
	if (ranges->count > 0) {
		before = &ranges->items[ranges->count - 1];
		next = before->last;
		if (before->length == (unsigned)level->own
		    && network_next(&next)
		    && net_address_compare(&next, &sweep->cursor) == 0) {
			before->last = last;
			return;
		}
	}
	ranges->items = arena_grow(sweep->arena, ranges->items, ranges->count,
	                           sizeof(*ranges->items));
	ranges->items[ranges->count++] =
	    (struct network_range){.first = sweep->cursor,
	                           .last = last,
	                           .length = (unsigned)level->own};
}

/* Closes the uppermost level: its addresses from the cursor on. */
static void
sweep_close(struct sweep *sweep)
{
	const struct level *level = &sweep->levels[sweep->depth - 1];

	if (!sweep->ended
	    && net_address_compare(&sweep->cursor, &level->last) <= 0) {
		sweep_emit(sweep, level->last);
		sweep->cursor = level->last;
		sweep->ended = !network_next(&sweep->cursor);
	}
	sweep->depth--;
}

static void
level_add(struct level *level, const struct cut *cut)
{
	if (cut->kind == CUT_OWN)
		level->own = cut->length;
	else if (cut->kind == CUT_LESS)
		level->less = cut->length;
	else
		level->always = true;
}

static void
sweep_open(struct sweep *sweep, const struct cut *cut)
{
	struct net_address last = address_fill(cut->first, cut->length, true);
	struct level *top = NULL;
	struct net_address before = cut->first;

	while (sweep->depth > 0
	       && net_address_compare(&sweep->levels[sweep->depth - 1].last,
	                              &cut->first)
	              < 0)
		sweep_close(sweep);

	if (sweep->depth > 0)
		top = &sweep->levels[sweep->depth - 1];
	if (top != NULL && net_address_compare(&top->first, &cut->first) == 0
	    && net_address_compare(&top->last, &last) == 0) {
		level_add(top, cut);
		return;
	}
	if (top != NULL
	    && net_address_compare(&sweep->cursor, &cut->first) < 0) {
		(void)network_previous(&before);
		sweep_emit(sweep, before);
	}
	sweep->levels[sweep->depth] =
	    top != NULL ? *top : (struct level){.own = -1, .less = -1};
	top = &sweep->levels[sweep->depth++];
	top->first = cut->first;
	top->last = last;
	level_add(top, cut);
	sweep->cursor = cut->first;
	sweep->ended = false;
}

void
network_effective(struct network_ranges *ranges, struct arena *arena,
                  const struct net_prefix *own, size_t own_count,
                  const struct net_prefix *less, size_t less_count,
                  const struct net_prefix *always, size_t always_count)
{
	struct sweep sweep = {.ranges = ranges, .arena = arena};
	size_t total = own_count + less_count + always_count;
	struct cut *cuts = arena_alloc(arena, total * sizeof(*cuts));
	size_t count = 0;

	*ranges = (struct network_ranges){0};
	add_cuts(cuts, &count, own, own_count, CUT_OWN);
	add_cuts(cuts, &count, less, less_count, CUT_LESS);
	add_cuts(cuts, &count, always, always_count, CUT_ALWAYS);
	if (count == 0)
		return;
	qsort(cuts, count, sizeof(*cuts), compare_cuts);
	for (size_t i = 0; i < count; i++)
		sweep_open(&sweep, &cuts[i]);
	while (sweep.depth > 0)
		sweep_close(&sweep);
}

/* One begins right behind where the other ends. */
static bool
is_next(const struct net_address *last, const struct net_address *first)
{
	struct net_address next = *last;

	return network_next(&next) && net_address_compare(&next, first) == 0;
}

void
network_merge(struct network_ranges *ranges)
{
	size_t kept = 0;

	for (size_t i = 0; i < ranges->count; i++) {
		struct network_range range = ranges->items[i];

		range.length = 0;
		if (kept > 0
		    && is_next(&ranges->items[kept - 1].last, &range.first))
			ranges->items[kept - 1].last = range.last;
		else
			ranges->items[kept++] = range;
	}
	ranges->count = kept;
}

/* The first range that doesn't end before the address. */
static size_t
first_from(const struct network_ranges *ranges,
           const struct net_address *address)
{
	size_t lo = 0, hi = ranges->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (net_address_compare(&ranges->items[middle].last, address)
		    < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static struct net_address
greater(const struct net_address *a, const struct net_address *b)
{
	return net_address_compare(a, b) >= 0 ? *a : *b;
}

static struct net_address
lesser(const struct net_address *a, const struct net_address *b)
{
	return net_address_compare(a, b) <= 0 ? *a : *b;
}

void
network_both(struct network_ranges *both, struct arena *arena,
             const struct network_ranges *a, const struct network_ranges *b)
{
	*both = (struct network_ranges){0};
	for (size_t i = 0; i < a->count; i++) {
		const struct network_range *one = &a->items[i];

		for (size_t j = first_from(b, &one->first);
		     j < b->count
		     && net_address_compare(&b->items[j].first, &one->last)
		            <= 0;
		     j++) {
			both->items =
			    arena_grow(arena, both->items, both->count,
			               sizeof(*both->items));
			both->items[both->count++] = (struct network_range){
			    .first = greater(&one->first, &b->items[j].first),
			    .last = lesser(&one->last, &b->items[j].last)};
		}
	}
	network_merge(both);
}

void
network_either(struct network_ranges *either, struct arena *arena,
               const struct network_ranges *a, const struct network_ranges *b)
{
	struct network_ranges all = {0};
	size_t i = 0, j = 0;

	all.items =
	    arena_alloc(arena, (a->count + b->count) * sizeof(*all.items));
	while (i < a->count || j < b->count) {
		bool from_a = j == b->count
		              || (i < a->count
		                  && net_address_compare(&a->items[i].first,
		                                         &b->items[j].first)
		                         <= 0);
		const struct network_range *next =
		    from_a ? &a->items[i++] : &b->items[j++];
		struct network_range *before =
		    all.count > 0 ? &all.items[all.count - 1] : NULL;

		if (before != NULL
		    && net_address_compare(&next->first, &before->last) <= 0)
			before->last = greater(&before->last, &next->last);
		else
			all.items[all.count++] = *next;
	}
	network_merge(&all);
	*either = all;
}

bool
network_within(const struct network_ranges *ranges,
               const struct net_prefix *prefix, struct network_range *outside)
{
	struct net_address first =
	    address_fill(prefix->address, prefix->length, false);
	struct net_address last =
	    address_fill(prefix->address, prefix->length, true);
	size_t at = first_from(ranges, &first);
	const struct network_range *range;

	*outside = (struct network_range){.first = first, .last = last};
	if (at == ranges->count)
		return false;
	range = &ranges->items[at];
	if (net_address_compare(&range->first, &first) > 0) {
		if (net_address_compare(&range->first, &last) <= 0) {
			outside->last = range->first;
			network_previous(&outside->last);
		}
		return false;
	}
	if (net_address_compare(&range->last, &last) >= 0)
		return true;
	outside->first = range->last;
	(void)network_next(&outside->first);
	if (at + 1 < ranges->count
	    && net_address_compare(&ranges->items[at + 1].first, &last) <= 0) {
		outside->last = ranges->items[at + 1].first;
		network_previous(&outside->last);
	}
	return false;
}

const struct network_range *
network_find(const struct network_ranges *ranges,
             const struct net_address *address)
{
	size_t lo = 0, hi = ranges->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		const struct network_range *range = &ranges->items[middle];

		if (net_address_compare(address, &range->first) < 0)
			hi = middle;
		else if (net_address_compare(address, &range->last) > 0)
			lo = middle + 1;
		else
			return range;
	}
	return NULL;
}
