/* SPDX-License-Identifier: ISC */
#include <endian.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/query.h"

enum {
	VERSION_SHIFT = 16,      /* of EDNS, in an OPT's TTL: RFC 6891 s6.1.3 */
	FLAG_DO = 0x8000,        /* in the same */
	OPTION_HEADER = 4,       /* octets: code and length */
	POINTERS = DNAME_LABELS, /* followed in one name at most */
};

/* The sections behind the question, by the place of their count. */
enum { COUNT_QUESTION = 4, COUNT_ANSWER = 6, COUNT_ADDITIONAL = 10 };

/* What is read of a packet, and how far. */
struct reader {
	const uint8_t *message;
	size_t length;
	size_t at;
	size_t opt; /* where the OPT's fixed part begins, 0: none yet */
};

static size_t
left(const struct reader *r)
{
	return r->length - r->at;
}

/*
 * Passes over a name of another record than the question. Its pointers must
 * lead backwards, to octets before any that were read of it (RFC 1035 section
 * 4.1.4: "a prior occurrence"), so it ends; and it has its bound, so that a
 * packet full of names costs no more than a packet full of octets.
 */
static int
skip_name(struct reader *r)
{
	size_t at = r->at, first = r->at, end = 0, octets = 0;
	unsigned pointers = 0;

	while (at < r->length && r->message[at] != 0) {
		uint8_t octet = r->message[at];

		if (octet <= DNAME_LABEL_MAX) {
			octets += 1u + octet;
			at += 1u + octet;
			if (octets >= DNAME_MAX)
				return ERR_RANGE;
			continue;
		}
		if (octet < WIRE_POINTER >> 8 || r->length - at < 2)
			return ERR_MALFORMED;
		if (end == 0)
			end = at + 2;
		at = wire_read16(r->message + at) & WIRE_POINTER_MAX;
		if (at >= first || at < WIRE_HEADER || ++pointers > POINTERS)
			return ERR_MALFORMED;
		first = at;
	}
	if (at >= r->length)
		return ERR_SHORT;
	r->at = end != 0 ? end : at + 1;
	return 0;
}

/* RFC 6891 section 6.1.1: one OPT, in the additional section, at the root. */
static bool
is_good_opt(const struct reader *r, size_t owner, unsigned section)
{
	return section == COUNT_ADDITIONAL && r->opt == 0
	       && r->message[owner] == 0;
}

static int
read_record(struct reader *r, unsigned section)
{
	size_t owner = r->at;
	const uint8_t *fixed;
	uint16_t rdlength;
	int code = skip_name(r);

	if (code < 0)
		return code;
	if (left(r) < WIRE_RR)
		return ERR_SHORT;
	fixed = r->message + r->at;
	if (wire_read16(fixed) == TYPE_OPT) {
		if (!is_good_opt(r, owner, section))
			return ERR_MALFORMED;
		r->opt = r->at;
	}
	rdlength = wire_read16(fixed + WIRE_RR - 2);
	r->at += WIRE_RR;
	if (left(r) < rdlength)
		return ERR_SHORT;
	r->at += rdlength;
	return 0;
}

/* Every record up to the end of the packet, which is the last one's end. */
static int
read_records(struct reader *r)
{
	for (unsigned section = COUNT_ANSWER; section <= COUNT_ADDITIONAL;
	     section += 2) {
		unsigned count = wire_read16(r->message + section);

		while (count-- > 0) {
			int code = read_record(r, section);

			if (code < 0)
				return code;
		}
	}
	return left(r) == 0 ? 0 : ERR_MALFORMED;
}

static int
read_question(struct query *q, struct reader *r)
{
	int length = dname_split(q->walk.starts, &q->walk.labels,
	                         r->message + r->at, left(r));

	if (length < 0)
		return length;
	dname_copy_lower(q->qname, r->message + r->at, (size_t)length);
	q->qname_length = (uint8_t)length;
	q->walk.name = q->qname;
	r->at += (size_t)length;
	if (left(r) < WIRE_QUESTION)
		return ERR_SHORT;
	q->qtype = wire_read16(r->message + r->at);
	q->qclass = wire_read16(r->message + r->at + 2);
	r->at += WIRE_QUESTION;
	q->question_end = (uint16_t)r->at;
	return 0;
}

/* RFC 6891 section 6.1.2: options fill the OPT's RDATA exactly. Which ones
 * they are is of no interest. */
static bool
are_good_options(const uint8_t *rdata, size_t length)
{
	while (length >= OPTION_HEADER) {
		size_t size = OPTION_HEADER + (size_t)wire_read16(rdata + 2);

		if (size > length)
			return false;
		rdata += size;
		length -= size;
	}
	return length == 0;
}

/* RFC 6891 section 6.2.3: less than 512 is taken for 512. */
static size_t
udp_limit(size_t offered)
{
	if (offered < WIRE_UDP_PLAIN)
		return WIRE_UDP_PLAIN;
	return offered < WIRE_UDP_EDNS ? offered : WIRE_UDP_EDNS;
}

/* The OPT's fixed part: type, the client's size, TTL, length. */
static int
read_opt(struct query *q, const uint8_t *fixed)
{
	uint32_t ttl = wire_read32(fixed + 4);

	q->edns = true;
	q->dnssec_ok = ttl & FLAG_DO;
	if (!q->tcp)
		q->limit = udp_limit(wire_read16(fixed + 2));
	if ((ttl >> VERSION_SHIFT & UINT8_MAX) > 0)
		return RCODE_BADVERS;
	if (!are_good_options(fixed + WIRE_RR, wire_read16(fixed + 8)))
		return RCODE_FORMERR;
	return RCODE_NOERROR;
}

/*
 * What nearly every query is: a question, and behind it nothing or one OPT.
 * Returns whether it is that; anything else is read record by record.
 */
static bool
is_common(struct reader *r)
{
	const uint8_t *opt = r->message + r->at;
	uint64_t counts; /* of all sections */

	memcpy(&counts, r->message + COUNT_QUESTION, sizeof(counts));
	if (counts == htobe64(UINT64_C(1) << 48))
		return left(r) == 0;
	if (counts != htobe64(UINT64_C(1) << 48 | 1) || left(r) < WIRE_OPT
	    || opt[0] != 0 || wire_read16(opt + 1) != TYPE_OPT
	    || left(r) - WIRE_OPT != wire_read16(opt + WIRE_OPT - 2))
		return false;
	r->opt = r->at + 1;
	return true;
}

int
query_parse(struct query *q)
{
	struct reader r = {q->message, q->length, WIRE_HEADER, 0};

	q->edns = false;
	q->dnssec_ok = false;
	q->limit = q->tcp ? WIRE_MESSAGE : WIRE_UDP_PLAIN;
	if (q->length < WIRE_HEADER || q->message[2] & FLAG_QR)
		return ERR_NOTHING;
	if (q->message[2] & FLAG_OPCODE)
		return RCODE_NOTIMP;
	if (wire_read16(q->message + COUNT_QUESTION) != 1)
		return RCODE_FORMERR;
	if (read_question(q, &r) < 0
	    || (!is_common(&r) && read_records(&r) < 0))
		return RCODE_FORMERR;
	return r.opt == 0 ? RCODE_NOERROR : read_opt(q, q->message + r.opt);
}
