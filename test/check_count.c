/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/count.h"
#include "test/unit.h"

START_TEST(a_query_is_counted_by_transport_answer_and_rcode)
{
	struct worker_counts counts = {0};
	uint8_t message[WIRE_HEADER] = {0};
	struct query query = {
	    .message = message,
	    .length = WIRE_HEADER,
	    .rcode = RCODE_NXDOMAIN,
	};

	count_query(&counts, &query);
	query.tcp = true;
	query.rcode = RCODE_BADVERS;
	count_query(&counts, &query);
	query.tcp = false;
	query.rcode = RCODE_REFUSED;
	query.stranger = true;
	count_query(&counts, &query);
	ck_assert_uint_eq(counts.udp_queries, 2);
	ck_assert_uint_eq(counts.tcp_queries, 1);
	ck_assert_uint_eq(counts.answers, 3);
	ck_assert_uint_eq(counts.rcodes[RCODE_NXDOMAIN], 1);
	ck_assert_uint_eq(counts.rcodes[RCODE_BADVERS], 1);
	ck_assert_uint_eq(counts.rcodes[RCODE_REFUSED], 1);
	ck_assert_uint_eq(counts.strangers, 1);
	ck_assert_uint_eq(counts.truncated, 0);
	ck_assert_uint_eq(counts.no_answer, 0);
}
END_TEST

START_TEST(a_truncated_answer_is_one)
{
	struct worker_counts counts = {0};
	uint8_t message[WIRE_HEADER] = {0, 0, FLAG_QR | FLAG_TC};
	struct query query = {.message = message, .length = WIRE_HEADER};

	count_query(&counts, &query);
	ck_assert_uint_eq(counts.truncated, 1);
	ck_assert_uint_eq(counts.answers, 1);
}
END_TEST

/* What stands in the message then is the query, TC or not. */
START_TEST(what_earns_no_answer_counts_as_that_alone)
{
	struct worker_counts counts = {0};
	uint8_t message[WIRE_HEADER] = {0, 0, FLAG_QR | FLAG_TC};
	struct query query = {.message = message};

	count_query(&counts, &query);
	ck_assert_uint_eq(counts.udp_queries, 1);
	ck_assert_uint_eq(counts.no_answer, 1);
	ck_assert_uint_eq(counts.answers, 0);
	ck_assert_uint_eq(counts.truncated, 0);
	ck_assert_uint_eq(counts.rcodes[RCODE_NOERROR], 0);
}
END_TEST

START_TEST(an_rcode_without_a_counter_is_an_answer_still)
{
	struct worker_counts counts = {0};
	uint8_t message[WIRE_HEADER] = {0};
	struct query query = {
	    .message = message,
	    .length = WIRE_HEADER,
	    .rcode = 4095,
	};

	count_query(&counts, &query);
	ck_assert_uint_eq(counts.answers, 1);
}
END_TEST

START_TEST(the_sum_has_every_counter)
{
	enum { COUNTERS = sizeof(struct worker_counts) / sizeof(uint64_t) };
	uint64_t a[COUNTERS] = {0}, b[COUNTERS] = {0}, sums[COUNTERS];
	struct worker_counts counts, sum;

	for (uint64_t i = 0; i < COUNTERS; i++) {
		a[i] = i + 1;
		b[i] = i * i << 32;
	}
	memcpy(&sum, a, sizeof(sum));
	memcpy(&counts, b, sizeof(counts));
	count_sum(&sum, &counts);
	memcpy(sums, &sum, sizeof(sums));
	for (uint64_t i = 0; i < COUNTERS; i++)
		ck_assert_uint_eq(sums[i], a[i] + b[i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("count");
	TCase *c = tcase_create("counts");

	tcase_add_test(c, a_query_is_counted_by_transport_answer_and_rcode);
	tcase_add_test(c, a_truncated_answer_is_one);
	tcase_add_test(c, what_earns_no_answer_counts_as_that_alone);
	tcase_add_test(c, an_rcode_without_a_counter_is_an_answer_still);
	tcase_add_test(c, the_sum_has_every_counter);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
