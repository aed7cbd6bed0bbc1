/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPLY_H
#define MULLION_REPLY_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/image.h"
#include "lib/query.h"

/*
 * The writer of a message. It is written over the query's, whose question
 * stays as it was sent; RRsets of the image are copied in behind it and their
 * compression pointers (image_format.h has the three kinds) put right. The
 * OPT's octets are kept free from the start.
 *
 *   0        12         question_end                    length     limit
 *   +--------+----------+--------+-----------+------------+ - - - +-----+
 *   | header | question | answer | authority | additional |       | OPT |
 *   +--------+----------+--------+-----------+------------+ - - - +-----+
 *
 * A name in the message is known by its place, `at`: octets from the start.
 */
enum reply_section {
	REPLY_ANSWER,
	REPLY_AUTHORITY,
	REPLY_ADDITIONAL,
	REPLY_SECTIONS,
};

struct reply {
	uint8_t *message;
	size_t length;
	size_t limit;
	uint16_t counts[REPLY_SECTIONS];
	uint16_t shift; /* octets of the QNAME in front of the zone's apex */
	uint16_t rcode; /* extended */
	uint8_t flags;  /* FLAG_AA, FLAG_TC */
};

/* A reply to the query, with nothing yet but its question. */
static inline void
reply_begin(struct reply *reply, const struct query *q)
{
	assert(q->limit <= q->capacity);
	*reply = (struct reply){
	    .message = q->message,
	    .length = q->question_end,
	    .limit = q->limit - (q->edns ? WIRE_OPT : 0),
	};
}

/* Completes header and OPT, and sets what q says of the answer. */
void reply_end(struct reply *reply, struct query *q);

/* The answer to what isn't a question: the header alone, counts zero. */
void reply_header(struct query *q, uint16_t rcode);

/* All that was put is taken back, and TC set (RFC 2181 section 9). */
void reply_truncate(struct reply *reply, const struct query *q);

/*
 * Puts an RRset whose owner's name stands at `owner`. Sections are filled in
 * their order. Returns where its octets begin, or ERR_ROOM.
 */
int reply_rrset(struct reply *reply, enum reply_section section, size_t owner,
                const struct image_rrset *rrset);

/*
 * The same for an owner that stands where no pointer reaches: it is spelled
 * out in each record. The RRset is one without names in its RDATA.
 */
int reply_rrset_in_full(struct reply *reply, enum reply_section section,
                        const struct image *image,
                        const struct image_name *owner,
                        const struct image_rrset *rrset);

/* Puts a record of rdata to the answer, by the same rules. */
int reply_record(struct reply *reply, size_t owner, uint16_t type,
                 uint16_t class, uint32_t ttl, const uint8_t *rdata,
                 size_t rdlength);

/* Where the name at `at` goes on, when it is nothing but a pointer. */
size_t reply_follow(const struct reply *reply, size_t at);

/* Where the ancestor of so many labels of the name at `at` stands. */
size_t reply_ancestor(const struct reply *reply, size_t at, unsigned labels);

/* The name at `at`, as it stands, uncompressed. */
void reply_name(const struct reply *reply, size_t at, uint8_t name[DNAME_MAX]);

#endif
