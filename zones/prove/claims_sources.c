/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/prove/claims.h"

/* A section of ranges of an image, of one family. */
struct ranges {
	const struct image *image;
	const struct image_section *section;
	uint8_t family;
};

static void
read_range(const struct ranges *ranges, uint32_t i, struct net_address *first,
           struct net_address *last)
{
	const void *at = image_at(ranges->image, ranges->section->at);

	*first = *last = (struct net_address){.family = ranges->family};
	if (ranges->family == 4) {
		const struct image_range4 *range =
		    (const struct image_range4 *)at + i;

		wire_write32(first->octets, range->first);
		wire_write32(last->octets, range->last);
	} else {
		const struct image_range6 *range =
		    (const struct image_range6 *)at + i;

		memcpy(first->octets, range->first, sizeof(range->first));
		memcpy(last->octets, range->last, sizeof(range->last));
	}
}

/* The first range that doesn't end before the address. */
static uint32_t
find_range(const struct ranges *ranges, const struct net_address *address)
{
	uint32_t lo = 0, hi = ranges->section->count;

	while (lo < hi) {
		uint32_t middle = lo + (hi - lo) / 2;
		struct net_address first, last;

		read_range(ranges, middle, &first, &last);
		if (net_address_compare(&last, address) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

enum cover { COVER_NONE, COVER_PART, COVER_ALL };

/* How much of the span the ranges hold; some of them may touch. */
static enum cover
find_cover(const struct ranges *ranges, const struct partition_span *span)
{
	struct net_address cursor = span->first, first, last;
	uint32_t i = find_range(ranges, &cursor);
	bool any = false;

	for (; i < ranges->section->count; i++) {
		read_range(ranges, i, &first, &last);
		if (net_address_compare(&first, &span->last) > 0)
			break;
		if (net_address_compare(&first, &cursor) > 0)
			return COVER_PART;
		any = true;
		if (net_address_compare(&last, &span->last) >= 0)
			return COVER_ALL;
		cursor = last;
		(void)network_next(&cursor);
	}
	return any ? COVER_PART : COVER_NONE;
}

/* The view's image answers all of the span, or none of it, as it should. */
static bool
answers_as(const struct image *image, const struct partition_span *span,
           bool networks, bool resolvers)
{
	const struct image_header *h = image->header;
	bool four = span->first.family == 4;
	struct ranges ranges = {image, four ? &h->networks4 : &h->networks6,
	                        span->first.family};

	if (find_cover(&ranges, span) != (networks ? COVER_ALL : COVER_NONE))
		return false;
	ranges.section = four ? &h->resolvers4 : &h->resolvers6;
	return find_cover(&ranges, span)
	       == (resolvers ? COVER_ALL : COVER_NONE);
}

/* Views whose networks hold the audience. */
static struct view_set
networks_of(const struct partition_audience *audience)
{
	struct view_set set = {0};

	if (audience->view != NULL)
		view_set_add(&set, audience->view->index);
	for (size_t i = 0; i < audience->fallback_count; i++)
		view_set_add(&set, audience->fallbacks[i]->index);
	return set;
}

/* The first span that a view's image answers otherwise than the partition
 * says, or NULL. */
static const struct partition_span *
find_broken(const struct proof *proof,
            const struct partition_audience *audience, unsigned *view,
            size_t *spans)
{
	const struct partition *partition = &proof->partition;
	struct view_set networks = networks_of(audience);

	*spans = 0;
	for (uint32_t i = 0; i < audience->class_count; i++) {
		const struct partition_class *class =
		    &partition->classes[audience->first_class + i];

		*spans += class->span_count;
		for (size_t j = 0; j < class->span_count; j++)
			for (*view = 0; *view < proof->site->view_count;
			     ++*view)
				if (!answers_as(
					&proof->views[*view].image,
					class->spans[j],
					view_set_has(&networks, *view),
					view_set_has(&audience->resolver_of,
				                     *view)))
					return class->spans[j];
	}
	return NULL;
}

static void
claim_answered(struct proof *proof, const struct partition_audience *audience)
{
	char address[NET_TEXT];
	unsigned view;
	size_t spans;
	const struct partition_span *broken =
	    find_broken(proof, audience, &view, &spans);
	const char *text;

	if (broken != NULL)
		text = arena_format(
		    proof->arena, "%s is answered otherwise by %s's image",
		    net_address_to_text(address, &broken->first),
		    proof->site->views[view].name);
	else
		text = arena_format(
		    proof->arena,
		    "%zu spans, all in the networks of %s, of the resolvers "
		    "of %s, of no other",
		    spans, claims_views(proof, networks_of(audience)),
		    claims_views(proof, audience->resolver_of));
	claims_add(proof, broken == NULL, "answered", "",
	           claims_from(proof, audience), text);
}

static void
claim_apart(struct proof *proof, const struct partition_audience *audience)
{
	struct view_set others = audience->resolver_of;

	if (audience->view != NULL)
		view_set_remove(&others, audience->view->index);
	if (view_set_empty(&others))
		claims_add(proof, true, "apart", "",
		           claims_from(proof, audience),
		           "no view of internal trust but its own answers it");
	else
		claims_add(
		    proof, false, "apart", "", claims_from(proof, audience),
		    arena_format(proof->arena,
		                 "%s is a resolver of %s, which answers it on "
		                 "a listener of its own",
		                 claims_witness(proof, audience),
		                 claims_views(proof, others)));
}

void
claims_sources(struct proof *proof)
{
	const struct partition *partition = &proof->partition;

	for (size_t i = 0; i < partition->audience_count; i++)
		claim_answered(proof, &partition->audiences[i]);
	for (size_t i = 0; i < partition->audience_count; i++)
		claim_apart(proof, &partition->audiences[i]);
}
