/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/message.h"

/* Each pointer must lead further back than the one before, so it ends. */
int
message_name(const struct message *message, size_t at, uint8_t *name)
{
	size_t limit = at, length = 0, taken = 0, start = at;

	for (;;) {
		uint8_t octet;

		if (at >= message->size)
			return ERR_SHORT;
		octet = message->octets[at];
		if ((octet & 0xc0) == 0xc0) {
			if (at + 2 > message->size)
				return ERR_SHORT;
			if (taken == 0)
				taken = at + 2 - start;
			at = wire_read16(message->octets + at)
			     & WIRE_POINTER_MAX;
			if (at >= limit)
				return ERR_MALFORMED;
			limit = at;
			continue;
		}
		if (octet > DNAME_LABEL_MAX || length + octet + 1 > DNAME_MAX)
			return ERR_MALFORMED;
		if (at + 1 + octet > message->size)
			return ERR_SHORT;
		memcpy(name + length, message->octets + at, 1u + octet);
		length += 1u + octet;
		at += 1u + octet;
		if (octet == 0)
			return (int)(taken != 0 ? taken : at - start);
	}
}

/* Where RDATA of a type may hold compressed names (RFC 3597 section 4): behind
 * `prefix` octets, `names` of them, then the rest. */
struct shape {
	size_t prefix;
	unsigned names;
};

static struct shape
rdata_shape(uint16_t type)
{
	enum { MD = 3, MF = 4, MB = 7, MG = 8, MR = 9, MINFO = 14 };

	switch (type) {
	case TYPE_NS:
	case MD:
	case MF:
	case TYPE_CNAME:
	case MB:
	case MG:
	case MR:
	case TYPE_PTR:
		return (struct shape){0, 1};
	case TYPE_SOA:
	case MINFO:
		return (struct shape){0, 2};
	case TYPE_MX:
		return (struct shape){2, 1};
	default:
		return (struct shape){0, 0};
	}
}

static int
read_rdata(struct message *message, struct message_record *record,
           size_t length)
{
	struct shape shape = rdata_shape(record->type);
	size_t end = message->at + length, at = message->at;
	size_t room = length + shape.names * (size_t)DNAME_MAX, used;
	uint8_t *wire = arena_alloc(message->arena, room);

	if (shape.prefix > length)
		return ERR_SHORT;
	used = shape.prefix;
	memcpy(wire, message->octets + at, used);
	at += used;
	for (unsigned i = 0; i < shape.names; i++) {
		int taken = message_name(message, at, wire + used);

		if (taken < 0)
			return taken;
		at += (size_t)taken;
		used += dname_length(wire + used);
	}
	if (at > end)
		return ERR_MALFORMED;
	memcpy(wire + used, message->octets + at, end - at);
	used += end - at;
	if (used > UINT16_MAX)
		return ERR_MALFORMED;
	record->rdatum =
	    (struct rdatum){.wire = wire, .length = (uint16_t)used};
	message->at = end;
	return 0;
}

int
message_next(struct message *message, struct message_record *record)
{
	const uint8_t *head;
	size_t length;
	int taken = message_name(message, message->at, record->owner);

	if (taken < 0)
		return taken;
	message->at += (size_t)taken;
	if (message->size - message->at < WIRE_RR)
		return ERR_SHORT;
	head = message->octets + message->at;
	record->type = wire_read16(head);
	record->class = wire_read16(head + 2);
	record->ttl = wire_read32(head + 4);
	length = wire_read16(head + 8);
	message->at += WIRE_RR;
	if (message->size - message->at < length)
		return ERR_SHORT;
	return read_rdata(message, record, length);
}

size_t
message_query(uint8_t *octets, const uint8_t *name, uint16_t type)
{
	size_t length = dname_length(name);
	uint8_t *behind = octets + WIRE_HEADER + length;

	memset(octets, 0, WIRE_HEADER);
	wire_write16(octets + 4, 1); /* QDCOUNT */
	memcpy(octets + WIRE_HEADER, name, length);
	wire_write16(behind, type);
	wire_write16(behind + 2, CLASS_IN);
	return WIRE_HEADER + length + WIRE_QUESTION;
}
