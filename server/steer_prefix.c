/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdlib.h>

#include "lib/err.h"
#include "server/steer_prefix.h"

/* A prefix that is being looked at: the block of its first address, and the
 * intervals that begin behind that address and within it. */
struct part {
	struct view_address address;
	unsigned length;
	unsigned first;
	const struct steer_interval *intervals;
	size_t count;
};

struct builder {
	struct steer_prefixes *prefixes;
	size_t room;
	bool failed;
};

static void
add(struct builder *builder, const struct part *part, unsigned block)
{
	struct steer_prefixes *prefixes = builder->prefixes;

	if (prefixes->count == builder->room) {
		size_t room = 2 * builder->room + 64;
		struct steer_prefix *grown =
		    reallocarray(prefixes->items, room, sizeof(*grown));

		if (grown == NULL) {
			builder->failed = true;
			return;
		}
		prefixes->items = grown;
		builder->room = room;
	}
	prefixes->items[prefixes->count++] = (struct steer_prefix){
	    .address = part->address,
	    .length = (uint8_t)part->length,
	    .block = block,
	};
}

static unsigned
last_block(const struct part *part)
{
	return part->count > 0 ? part->intervals[part->count - 1].block
	                       : part->first;
}

/* Cuts a part in two: the addresses with a 0 behind the prefix, and with a 1.
 */
static void
halve(struct part *low, struct part *high, const struct part *whole)
{
	const unsigned bit = whole->length;

	*low = *high = *whole;
	low->length = high->length = bit + 1;
	high->address.words[bit / 32] |= UINT32_C(0x80000000) >> bit % 32;
	low->count = 0;
	while (low->count < whole->count
	       && view_address_compare(&whole->intervals[low->count].from,
	                               &high->address)
	              < 0)
		low->count++;
	high->first = last_block(low);
	high->intervals += low->count;
	high->count -= low->count;
	if (high->count > 0
	    && view_address_compare(&high->intervals->from, &high->address)
	           == 0) {
		high->first = high->intervals->block;
		high->intervals++;
		high->count--;
	}
}

/*
 * around: the block that the prefixes about this one give its addresses. One
 * whose ends are the same block's takes that for all of it, and what is cut
 * out of its middle stands as longer prefixes.
 */
static void
cover(struct builder *builder, const struct part *part, unsigned around)
{
	struct part low, high;

	if (builder->failed)
		return;
	if (part->length == 0
	    || (last_block(part) == part->first && part->first != around)) {
		around = part->first;
		add(builder, part, around);
	}
	if (part->count == 0 && part->first == around)
		return;
	halve(&low, &high, part);
	cover(builder, &low, around);
	cover(builder, &high, around);
}

int
steer_prefixes_make(struct steer_prefixes *prefixes,
                    const struct steer_interval *intervals, size_t count)
{
	struct builder builder = {.prefixes = prefixes};
	/* The first interval begins at zero. */
	const struct part whole = {
	    .first = intervals[0].block,
	    .intervals = intervals + 1,
	    .count = count - 1,
	};

	*prefixes = (struct steer_prefixes){0};
	cover(&builder, &whole, whole.first);
	if (builder.failed) {
		steer_prefixes_clear(prefixes);
		return ERR_MEMORY;
	}
	return 0;
}

void
steer_prefixes_clear(struct steer_prefixes *prefixes)
{
	free(prefixes->items);
	*prefixes = (struct steer_prefixes){0};
}
