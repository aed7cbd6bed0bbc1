/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/wire.h"
#include "zones/message.h"
#include "zones/prove/asking.h"

/* The first address of a section of ranges; false where it has none. */
static bool
first_address(struct net_address *address, const struct image *image,
              const struct image_section *ranges, unsigned family)
{
	const struct image_range6 *range6;
	const struct image_range4 *range4;

	if (ranges->count == 0)
		return false;
	address->family = (uint8_t)family;
	if (family == 4) {
		range4 = image_at(image, ranges->at);
		wire_write32(address->octets, range4->first);
		return true;
	}
	range6 = image_at(image, ranges->at);
	memcpy(address->octets, range6->first, sizeof(range6->first));
	return true;
}

void
asking_begin(struct asking *asking, struct arena *arena,
             const struct image *image)
{
	const struct image_header *header = image->header;

	*asking = (struct asking){.image = image};
	asking->messages =
	    arena_alloc(arena, (size_t)ANSWER_BATCH * WIRE_MESSAGE);
	asking->anybody =
	    first_address(&asking->source, image, &header->networks4, 4)
	    || first_address(&asking->source, image, &header->networks6, 6);
	if (asking->anybody)
		return;
	asking->alone =
	    first_address(&asking->source, image, &header->resolvers4, 4)
	    || first_address(&asking->source, image, &header->resolvers6, 6);
	asking->anybody = asking->alone;
	if (!asking->anybody)
		asking->source.family = 4;
}

void
asking_add(struct asking *asking, const uint8_t *name, uint16_t type)
{
	size_t i = asking->count++;
	uint8_t *message = asking->messages + i * WIRE_MESSAGE;
	struct query *query = &asking->queries[i];

	query->message = message;
	query->length = message_query(message, name, type);
	query->capacity = WIRE_MESSAGE;
	query->source = asking->source;
	query->tcp = true;
	query->alone = asking->alone;
}

void
asking_run(struct asking *asking)
{
	const struct answerer answerer = {.image = asking->image};

	answer(&answerer, asking->queries, asking->count);
	asking->count = 0;
}

struct asked
asking_result(const struct asking *asking, size_t i)
{
	const struct query *query = &asking->queries[i];
	const uint8_t *head = query->message;

	return (struct asked){
	    .rcode = query->rcode,
	    .authoritative = (head[2] & FLAG_AA) != 0,
	    .answers = wire_read16(head + 6),
	    .authority = wire_read16(head + 8),
	};
}

struct asked
asking_ask(struct asking *asking, const uint8_t *name, uint16_t type)
{
	asking_add(asking, name, type);
	asking_run(asking);
	return asking_result(asking, 0);
}
