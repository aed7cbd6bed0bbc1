/* SPDX-License-Identifier: ISC */
#include "test/interrogate.h"

#include <assert.h>
#include <string.h>

enum { NAMES = 100, TYPES = 10 };

static const uint16_t types[TYPES] = {
    TYPE_A,   TYPE_NS, TYPE_CNAME, TYPE_SOA,   TYPE_MX,
    TYPE_SRV, TYPE_DS, TYPE_DNAME, TYPE_HTTPS, TYPE_ANY,
};

size_t
interrogate_packet(uint8_t *packet, const uint8_t *name, uint16_t type)
{
	size_t length = dname_length(name);
	uint8_t *behind = packet + WIRE_HEADER + length;

	memset(packet, 0, WIRE_HEADER);
	packet[5] = 1;
	memcpy(packet + WIRE_HEADER, name, length);
	wire_write16(behind, type);
	wire_write16(behind + 2, CLASS_IN);
	return WIRE_HEADER + length + WIRE_QUESTION;
}

/* An address that the view answers, whatever else. */
static struct net_address
a_client(const struct image *image)
{
	const struct image_header *h = image->header;
	struct net_address address = {.family = 4};

	if (h->networks4.count > 0) {
		const struct image_range4 *four =
		    image_at(image, h->networks4.at);

		wire_write32(address.octets, four->first);
	} else if (h->networks6.count > 0) {
		const struct image_range6 *six =
		    image_at(image, h->networks6.at);

		address.family = 6;
		memcpy(address.octets, six->first, 16);
	}
	return address;
}

/* All types at once. */
static void
ask_for(const struct answerer *answerer, const uint8_t *name, bool tcp)
{
	static uint8_t messages[TYPES][WIRE_MESSAGE];
	static struct query queries[TYPES];

	for (int i = 0; i < TYPES; i++) {
		struct query *q = &queries[i];

		q->message = messages[i];
		q->length = interrogate_packet(q->message, name, types[i]);
		q->capacity = tcp ? WIRE_MESSAGE : WIRE_UDP_EDNS;
		q->source = a_client(answerer->image);
		q->tcp = tcp;
		q->alone = false;
	}
	answer(answerer, queries, TYPES);
	for (int i = 0; i < TYPES; i++) {
		assert(queries[i].length >= WIRE_HEADER);
		assert(tcp || queries[i].length <= WIRE_UDP_PLAIN);
	}
}

void
interrogate(const struct image *image)
{
	const struct answerer answerer = {.image = image};
	const struct image_name *name =
	    image_at(image, image->header->names.at);

	for (uint32_t i = 0; i < image->header->names.count && i < NAMES; i++) {
		uint8_t below[2 + DNAME_MAX] = "\1q";
		size_t length = image_name_whole(image, name, below + 2);

		ask_for(&answerer, below + 2, false);
		if (length <= DNAME_MAX - 2)
			ask_for(&answerer, below, true);
		name = image_next(name);
	}
}
