/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/answer.h"
#include "test/make_image.h"
#include "test/random_query.h"
#include "test/unit.h"

/*
 * An answer doesn't depend on what else is in its batch: a million random
 * queries, in batches of any size, are answered octet for octet as each of
 * them is alone.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { QUERIES = 5000 };
#else
enum { QUERIES = 100000 };
#endif
enum { SEEDS = 10, SECONDS = 120, RCODES = RCODE_BADVERS + 1 };

/* A query as it was sent, and answered in either way. */
struct pair {
	struct random_query sent;
	struct query alone;
	uint8_t *octets; /* of the answer to it alone */
	uint8_t *batch_octets;
};

static struct made_image made;
static struct pair pairs[ANSWER_BATCH];
static struct query batch[ANSWER_BATCH];
static unsigned long rcodes[RCODES], silent, truncated, strangers;

static void
setup(void)
{
	make_image(&made, random_query_lines);
	for (int i = 0; i < ANSWER_BATCH; i++) {
		pairs[i].octets = malloc(WIRE_MESSAGE);
		pairs[i].batch_octets = malloc(WIRE_MESSAGE);
	}
}

static void
teardown(void)
{
	for (int i = 0; i < ANSWER_BATCH; i++) {
		free(pairs[i].octets);
		free(pairs[i].batch_octets);
	}
	made_image_free(&made);
}

static void
fill(struct query *q, const struct random_query *sent, uint8_t *octets)
{
	/* what isn't the caller's to set may be anything */
	memset(q, sent->octets[0], sizeof(*q));
	memcpy(octets, sent->octets, sent->length);
	q->message = octets;
	q->length = sent->length;
	q->capacity = sent->tcp ? WIRE_MESSAGE : WIRE_UDP_EDNS;
	q->source = sent->source;
	q->tcp = sent->tcp;
	q->alone = sent->alone;
}

static void
count(const struct query *q)
{
	if (q->length == 0)
		silent++;
	else
		rcodes[q->rcode]++;
	if (q->length > 0 && q->message[2] & FLAG_TC)
		truncated++;
	if (q->stranger)
		strangers++;
}

static void
compare(const struct pair *pair, const struct query *in_batch, size_t i,
        size_t size)
{
	const struct query *alone = &pair->alone;

	ck_assert_msg(
	    alone->length == in_batch->length && alone->rcode == in_batch->rcode
		&& alone->stranger == in_batch->stranger
		&& memcmp(alone->message, in_batch->message, alone->length)
		       == 0,
	    "query %zu of a batch of %zu is answered with rcode %u "
	    "in %zu octets, and alone with rcode %u in %zu",
	    i, size, in_batch->rcode, in_batch->length, alone->rcode,
	    alone->length);
}

static void
answer_both_ways(struct random *random, size_t size)
{
	const struct answerer answerer = {.image = &made.image, .version = "1"};

	for (size_t i = 0; i < size; i++) {
		struct pair *pair = &pairs[i];

		random_query(random, &pair->sent);
		fill(&batch[i], &pair->sent, pair->batch_octets);
		fill(&pair->alone, &pair->sent, pair->octets);
		answer(&answerer, &pair->alone, 1);
		count(&pair->alone);
	}
	answer(&answerer, batch, size);
	for (size_t i = 0; i < size; i++)
		compare(&pairs[i], &batch[i], i, size);
}

/* The claim is about every kind of answer, so each must have come. */
static void
demand_all_kinds(void)
{
	static const enum wire_rcode wanted[] = {
	    RCODE_NOERROR, RCODE_FORMERR,  RCODE_NXDOMAIN, RCODE_NOTIMP,
	    RCODE_REFUSED, RCODE_YXDOMAIN, RCODE_BADVERS,
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		ck_assert_msg(rcodes[wanted[i]] > 0, "rcode %d never came",
		              wanted[i]);
	ck_assert_uint_gt(silent, 0);
	ck_assert_uint_gt(truncated, 0);
	ck_assert_uint_gt(strangers, 0);
}

START_TEST(test_batch_equals_one_by_one)
{
	struct random random = {(uint64_t)_i << 32};

	for (size_t left = QUERIES; left > 0;) {
		size_t size = 1 + random_below(&random, ANSWER_BATCH);

		if (size > left)
			size = left;
		answer_both_ways(&random, size);
		left -= size;
	}
	demand_all_kinds();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("answers in batches");
	TCase *tcase = tcase_create("random queries");

	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, SECONDS);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test_batch_equals_one_by_one, 0, SEEDS);
	return unit_run(suite);
}
