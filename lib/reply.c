/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/reply.h"

enum {
	OWNER = 2,          /* octets of an owner that is a pointer */
	FLAG_DO = 0x80,     /* RFC 3225 section 3: octet 7 of an OPT */
	RCODE_HEADER = 0xf, /* the bits of an rcode that the header holds */
	RCODE_BITS = 4,
};

/* The octets with flags: opcode and RD are copied, AD, CD, Z, RA clear. */
static void
put_flags(uint8_t *message, uint8_t flags, uint16_t rcode)
{
	uint8_t copied = message[2] & (FLAG_OPCODE | FLAG_RD);

	message[2] = (uint8_t)(FLAG_QR | copied | flags);
	message[3] = rcode & RCODE_HEADER;
}

/* RFC 6891 section 6.1.2: last, in the room that was kept for it. */
static void
put_opt(struct reply *reply, bool dnssec_ok)
{
	static const uint8_t plain[WIRE_OPT] = {
	    [2] = TYPE_OPT,
	    [3] = WIRE_UDP_EDNS >> 8,
	    [4] = WIRE_UDP_EDNS & UINT8_MAX,
	};
	uint8_t *opt = reply->message + reply->length;

	memcpy(opt, plain, sizeof(plain));
	opt[5] = (uint8_t)(reply->rcode >> RCODE_BITS);
	opt[7] = dnssec_ok ? FLAG_DO : 0;
	reply->length += WIRE_OPT;
	reply->counts[REPLY_ADDITIONAL]++;
}

void
reply_end(struct reply *reply, struct query *q)
{
	uint8_t *counts = reply->message + 6;

	if (q->edns)
		put_opt(reply, q->dnssec_ok);
	put_flags(reply->message, reply->flags, reply->rcode);
	for (size_t i = 0; i < REPLY_SECTIONS; i++)
		wire_write16(counts + 2 * i, reply->counts[i]);
	q->length = reply->length;
	q->rcode = reply->rcode;
}

void
reply_header(struct query *q, uint16_t rcode)
{
	put_flags(q->message, 0, rcode);
	memset(q->message + 4, 0, WIRE_HEADER - 4);
	q->length = WIRE_HEADER;
	q->rcode = rcode;
}

void
reply_truncate(struct reply *reply, const struct query *q)
{
	memset(reply->counts, 0, sizeof(reply->counts));
	reply->length = q->question_end;
	reply->flags |= FLAG_TC;
}

static uint16_t
pointer(size_t at)
{
	assert(at <= WIRE_POINTER_MAX);
	return (uint16_t)(WIRE_POINTER | at);
}

static void
add16(uint8_t *at, size_t value)
{
	wire_write16(at, (uint16_t)(wire_read16(at) + value));
}

static void
put_owners(uint8_t *wire, unsigned count, size_t owner)
{
	uint16_t value = pointer(owner);

	for (; count > 0; count--) {
		wire_write16(wire, value);
		wire += wire_record_size(wire);
	}
}

int
reply_rrset(struct reply *reply, enum reply_section section, size_t owner,
            const struct image_rrset *rrset)
{
	size_t at = reply->length;
	uint8_t *wire = reply->message + at;

	if (rrset->length > reply->limit - at)
		return ERR_ROOM;
	memcpy(wire, image_wire(rrset), rrset->length);
	put_owners(wire, rrset->count, owner);
	if (image_has_lists(rrset)) {
		const struct image_lists lists = image_lists(rrset);
		const uint16_t *suffixes = image_suffixes(rrset);
		const uint16_t *selves = image_selves(rrset);

		for (unsigned i = 0; i < lists.suffixes; i++)
			add16(wire + suffixes[i], reply->shift);
		for (unsigned i = 0; i < lists.selves; i++)
			add16(wire + selves[i], at);
	}
	reply->length += rrset->length;
	reply->counts[section] =
	    (uint16_t)(reply->counts[section] + rrset->count);
	return (int)at;
}

int
reply_rrset_in_full(struct reply *reply, enum reply_section section,
                    const struct image *image, const struct image_name *owner,
                    const struct image_rrset *rrset)
{
	uint8_t name[DNAME_MAX];
	size_t length = image_name_whole(image, owner, name);
	size_t longer = rrset->count * (length - OWNER);
	const uint8_t *wire = image_wire(rrset);
	size_t at = reply->length;
	uint8_t *to = reply->message + at;

	assert(!image_has_lists(rrset));
	if (rrset->length + longer > reply->limit - at)
		return ERR_ROOM;
	for (unsigned left = rrset->count; left > 0; left--) {
		size_t size = wire_record_size(wire);

		memcpy(to, name, length);
		memcpy(to + length, wire + OWNER, size - OWNER);
		to += length + size - OWNER;
		wire += size;
	}
	reply->length += rrset->length + longer;
	reply->counts[section] =
	    (uint16_t)(reply->counts[section] + rrset->count);
	return (int)at;
}

int
reply_record(struct reply *reply, size_t owner, uint16_t type, uint16_t class,
             uint32_t ttl, const uint8_t *rdata, size_t rdlength)
{
	size_t at = reply->length;
	uint8_t *wire = reply->message + at;
	size_t size = OWNER + WIRE_RR + rdlength;

	if (size > reply->limit - at)
		return ERR_ROOM;
	wire_write16(wire, pointer(owner));
	wire_write16(wire + 2, type);
	wire_write16(wire + 4, class);
	wire_write32(wire + 6, ttl);
	wire_write16(wire + 10, (uint16_t)rdlength);
	memcpy(wire + OWNER + WIRE_RR, rdata, rdlength);
	reply->length += size;
	reply->counts[REPLY_ANSWER]++;
	return (int)at;
}

/*
 * Names that were put into the message: in the question, or in RDATA that
 * image_check() read. A pointer leads backwards, so following them ends.
 */
size_t
reply_follow(const struct reply *reply, size_t at)
{
	while (reply->message[at] >= WIRE_POINTER >> 8)
		at = wire_read16(reply->message + at) & WIRE_POINTER_MAX;
	return at;
}

static size_t
next_label(const struct reply *reply, size_t at)
{
	return reply_follow(reply, at + 1u + reply->message[at]);
}

size_t
reply_ancestor(const struct reply *reply, size_t at, unsigned labels)
{
	size_t start = reply_follow(reply, at);
	unsigned all = 0;

	for (at = start; reply->message[at] != 0; at = next_label(reply, at))
		all++;
	assert(labels <= all);
	for (at = start; all > labels; all--)
		at = next_label(reply, at);
	return at;
}

void
reply_name(const struct reply *reply, size_t at, uint8_t name[DNAME_MAX])
{
	const uint8_t *message = reply->message;
	size_t length = 0;

	at = reply_follow(reply, at);
	for (; message[at] != 0; at = next_label(reply, at)) {
		assert(length + 1u + message[at] < DNAME_MAX);
		memcpy(name + length, message + at, 1u + message[at]);
		length += 1u + message[at];
	}
	name[length] = 0;
}
