/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/answer.h"
#include "lib/dname.h"
#include "lib/err.h"
#include "lib/reply.h"
#include "lib/search.h"

/* What query_parse()'s rcodes don't cover. */
enum { GO_ON = RCODE_NOERROR };

static bool
is_transfer(uint16_t qtype)
{
	return qtype == TYPE_AXFR || qtype == TYPE_IXFR;
}

/* The order of the contract: form, then who asks, then what for. A question
 * of class CH goes on, to answer_chaos(). */
static int
admit(const struct answerer *answerer, struct query *q)
{
	int rcode = query_parse(q);

	q->stranger = false;
	if (rcode != GO_ON)
		return rcode;
	if (answerer->image == NULL
	    || !image_answers(answerer->image, &q->source, q->alone)) {
		q->stranger = true;
		return RCODE_REFUSED;
	}
	if (q->qclass == CLASS_CH)
		return GO_ON;
	if (q->qclass != CLASS_IN || is_transfer(q->qtype))
		return RCODE_REFUSED;
	return GO_ON;
}

/* An answer that has no records: the question comes back with those rcodes
 * whose question was understood. */
static void
answer_rcode(struct query *q, int rcode)
{
	struct reply reply;

	if (rcode == ERR_NOTHING) {
		q->length = 0;
		q->rcode = RCODE_NOERROR;
	} else if (rcode == RCODE_FORMERR || rcode == RCODE_NOTIMP) {
		reply_header(q, (uint16_t)rcode);
	} else {
		reply_begin(&reply, q);
		reply.rcode = (uint16_t)rcode;
		reply_end(&reply, q);
	}
}

/* What the operator lets be known under the name asked for, or NULL. */
static const char *
chaos_text(const struct answerer *answerer, const struct query *q)
{
	static const uint8_t version_bind[] = "\7version\4bind";
	static const uint8_t id_server[] = "\2id\6server";

	if (q->qtype != TYPE_TXT && q->qtype != TYPE_ANY)
		return NULL;
	if (dname_equal(q->qname, version_bind))
		return answerer->version;
	if (dname_equal(q->qname, id_server))
		return answerer->identity;
	return NULL;
}

/* RFC 4892 section 3.1 and its elder, version.bind: one TXT in class CH. */
static void
answer_chaos(const struct answerer *answerer, struct query *q)
{
	const char *text = chaos_text(answerer, q);
	uint8_t rdata[1 + UINT8_MAX];
	struct reply reply;
	size_t length;

	if (text == NULL) {
		answer_rcode(q, RCODE_REFUSED);
		return;
	}
	length = strnlen(text, UINT8_MAX);
	rdata[0] = (uint8_t)length;
	memcpy(rdata + 1, text, length);
	reply_begin(&reply, q);
	reply.flags = FLAG_AA;
	/* The names are short: it fits into any answer. */
	reply_record(&reply, WIRE_HEADER, TYPE_TXT, CLASS_CH, 0, rdata,
	             1 + length);
	reply_end(&reply, q);
}

void
answer(const struct answerer *answerer, struct query *queries, size_t count)
{
	struct trie_walk *walks[ANSWER_BATCH];
	struct query *asked[ANSWER_BATCH];
	size_t asking = 0;

	assert(count <= ANSWER_BATCH);
	for (size_t i = 0; i < count; i++) {
		struct query *q = &queries[i];
		int rcode = admit(answerer, q);

		if (rcode != GO_ON) {
			answer_rcode(q, rcode);
		} else if (q->qclass == CLASS_CH) {
			answer_chaos(answerer, q);
		} else {
			walks[asking] = &q->walk;
			asked[asking++] = q;
		}
	}
	if (asking == 0)
		return;
	trie_locate(answerer->image, walks, asking);
	for (size_t i = 0; i < asking; i++)
		if (asked[i]->walk.place.encloser == NULL)
			answer_rcode(asked[i], RCODE_REFUSED);
		else
			search(answerer->image, asked[i]);
}
