/* SPDX-License-Identifier: ISC */
#include "zones/import/client_views.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * All lists' entries sorted by prefix are a forest in preorder, walked with a
 * stack of the prefixes that hold the one at hand. Each level knows of every
 * list the entry that comes first among those that hold the level's own
 * addresses.
 */
struct cut {
	struct net_prefix prefix;
	uint32_t list;  /* 2 * view for match, and one more for allow */
	uint32_t order; /* in the list */
	bool positive;
};

enum { LEVELS = 130, NOBODY = -1, NONE = UINT32_MAX };

/* What decides in one list. */
struct decision {
	uint32_t order; /* NONE: nothing holds it */
	bool positive;
};

struct level {
	struct net_prefix prefix;
	struct decision *decisions; /* a list each */
	int view;                   /* or NOBODY */
};

/* A prefix whose addresses are another's than those around it. */
struct turn {
	struct net_prefix prefix;
	int view;
};

struct walk {
	struct client_view *views;
	size_t count;
	struct arena *arena;
	struct level levels[LEVELS];
	size_t depth;
	struct turn *turns; /* in preorder */
	size_t turn_count;
};

static int
compare_prefixes(const struct net_prefix *a, const struct net_prefix *b)
{
	int order = net_address_compare(&a->address, &b->address);

	return order != 0 ? order : (int)a->length - (int)b->length;
}

static int
compare_cuts(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;

	return compare_prefixes(&a->prefix, &b->prefix);
}

static bool
within(const struct net_prefix *inner, const struct net_prefix *outer)
{
	return inner->length >= outer->length
	       && net_prefix_holds(outer, &inner->address);
}

static void
add_list(struct cut *cuts, size_t *count, const struct match_list *list,
         size_t index)
{
	for (size_t i = 0; i < list->count; i++)
		cuts[(*count)++] = (struct cut){
		    .prefix = list->items[i].prefix,
		    .list = (uint32_t)index,
		    .order = (uint32_t)i,
		    .positive = list->items[i].positive,
		};
}

static struct cut *
gather(const struct walk *walk, size_t *count)
{
	size_t total = 0;
	struct cut *cuts;

	for (size_t i = 0; i < walk->count; i++)
		total +=
		    walk->views[i].match.count + walk->views[i].allow.count;
	cuts = arena_alloc(walk->arena, total * sizeof(*cuts));
	*count = 0;
	for (size_t i = 0; i < walk->count; i++) {
		if (walk->views[i].left_out)
			continue;
		add_list(cuts, count, &walk->views[i].match, 2 * i);
		add_list(cuts, count, &walk->views[i].allow, 2 * i + 1);
	}
	if (*count > 0)
		qsort(cuts, *count, sizeof(*cuts), compare_cuts);
	return cuts;
}

static bool
is_in(const struct decision *decision)
{
	return decision->order != NONE && decision->positive;
}

/* Whose the level's own addresses are. */
static int
decide(const struct walk *walk, const struct level *level)
{
	for (size_t i = 0; i < walk->count; i++) {
		if (!is_in(&level->decisions[2 * i]))
			continue;
		return is_in(&level->decisions[2 * i + 1]) ? (int)i : NOBODY;
	}
	return NOBODY;
}

/* A level for the prefix of cuts[0] to cuts[same - 1]. */
static void
open_level(struct walk *walk, const struct cut *cuts, size_t same)
{
	size_t lists = 2 * walk->count;
	struct level *level;
	int around = NOBODY;

	while (
	    walk->depth > 0
	    && !within(&cuts[0].prefix, &walk->levels[walk->depth - 1].prefix))
		walk->depth--;
	level = &walk->levels[walk->depth++];
	level->prefix = cuts[0].prefix;
	/* A stack's level keeps its room for the next prefix on it. */
	if (level->decisions == NULL)
		level->decisions =
		    arena_alloc(walk->arena, lists * sizeof(*level->decisions));
	for (size_t i = 0; i < lists; i++)
		level->decisions[i] = walk->depth > 1
		                          ? level[-1].decisions[i]
		                          : (struct decision){.order = NONE};
	for (size_t i = 0; i < same; i++)
		if (cuts[i].order < level->decisions[cuts[i].list].order)
			level->decisions[cuts[i].list] =
			    (struct decision){cuts[i].order, cuts[i].positive};
	level->view = decide(walk, level);
	if (walk->depth > 1)
		around = level[-1].view;
	if (level->view == around)
		return;
	walk->turns = arena_grow(walk->arena, walk->turns, walk->turn_count,
	                         sizeof(*walk->turns));
	walk->turns[walk->turn_count++] =
	    (struct turn){level->prefix, level->view};
}

static void
append(struct net_prefix **networks, size_t *count, struct arena *arena,
       const struct net_prefix *prefix)
{
	*networks = arena_grow(arena, *networks, *count, sizeof(**networks));
	(*networks)[(*count)++] = *prefix;
}

/*
 * `refuse` wins whatever else holds an address, so what is nobody's is cut
 * into prefixes that hold nothing else. turns[0] to turns[count - 1] lie
 * within the prefix.
 */
static void
refuse_rest(struct client_refuse *refuse, struct arena *arena,
            const struct net_prefix *prefix, const struct turn *turns,
            size_t count)
{
	struct net_prefix half = *prefix;
	size_t low = 0;

	if (count == 0) {
		append(&refuse->networks, &refuse->count, arena, prefix);
		return;
	}
	if (compare_prefixes(&turns[0].prefix, prefix) == 0)
		return;
	half.length++;
	while (low < count && within(&turns[low].prefix, &half))
		low++;
	refuse_rest(refuse, arena, &half, turns, low);
	half.address.octets[prefix->length / 8] |=
	    (uint8_t)(0x80 >> prefix->length % 8);
	refuse_rest(refuse, arena, &half, turns + low, count - low);
}

/* Turns within turns[0], which follow it. */
static size_t
turns_within(const struct turn *turns, size_t count)
{
	size_t end = 1;

	while (end < count && within(&turns[end].prefix, &turns[0].prefix))
		end++;
	return end - 1;
}

void
client_views_count(struct client_view *views, size_t count,
                   struct client_refuse *refuse, struct arena *arena)
{
	struct walk *walk = arena_alloc(arena, sizeof(*walk));
	size_t cut_count, same;
	struct cut *cuts;

	*walk = (struct walk){.views = views, .count = count, .arena = arena};
	*refuse = (struct client_refuse){0};
	cuts = gather(walk, &cut_count);
	for (size_t i = 0; i < cut_count; i += same) {
		for (same = 1; i + same < cut_count
		               && compare_cuts(&cuts[i], &cuts[i + same]) == 0;
		     same++)
			;
		open_level(walk, &cuts[i], same);
	}
	for (size_t i = 0; i < walk->turn_count; i++) {
		const struct turn *turn = &walk->turns[i];

		if (turn->view == NOBODY)
			refuse_rest(refuse, arena, &turn->prefix, turn + 1,
			            turns_within(turn, walk->turn_count - i));
		else
			append(&views[turn->view].networks,
			       &views[turn->view].count, arena, &turn->prefix);
	}
}
