/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/count_sum.h"
#include "server/counts_json.h"
#include "server/plain_json.h"
#include "test/unit.h"

/* What the supervisor makes of what processes count and say: sums, and JSON
 * that is always some. */
enum { COUNTERS = sizeof(struct worker_counts) / sizeof(uint64_t) };

static void
expect(json_t *made, const char *text)
{
	char *dumped = json_dumps(made, JSON_COMPACT | JSON_ENCODE_ANY);

	ck_assert_ptr_nonnull(made);
	ck_assert_str_eq(dumped, text);
	free(dumped);
	json_decref(made);
}

START_TEST(counters_have_their_names)
{
	const struct worker_counts counts = {
	    .udp_queries = 1,
	    .tcp_queries = 2,
	    .answers = 3,
	    .no_answer = 4,
	    .truncated = 5,
	    .strangers = 6,
	    .rcodes = {[0] = 7, [3] = 8, [16] = 9},
	    .kernel_drops = 10,
	    .send_errors = 11,
	    .tcp_connections = 12,
	    .tcp_open = 13,
	    .tcp_refused = 14,
	    .tcp_timeouts = 15,
	};

	expect(counts_json(&counts),
	       "{\"udp-queries\":1,\"tcp-queries\":2,\"answers\":3,"
	       "\"no-answer\":4,\"truncated\":5,\"strangers\":6,"
	       "\"kernel-drops\":10,\"send-errors\":11,"
	       "\"tcp-connections\":12,\"tcp-open\":13,\"tcp-refused\":14,"
	       "\"tcp-timeouts\":15,"
	       "\"rcodes\":{\"NOERROR\":7,\"NXDOMAIN\":8,\"BADVERS\":9}}");
}
END_TEST

/* A process that was taken over says what it likes. */
START_TEST(any_counters_are_numbers_that_are_not_negative)
{
	struct worker_counts counts;
	const json_t *rcodes, *value;
	const char *name;
	json_t *made;

	memset(&counts, 0xff, sizeof(counts));
	made = counts_json(&counts);
	rcodes = json_object_get(made, "rcodes");
	ck_assert_uint_eq(json_object_size(rcodes), 24);
	json_object_foreach((json_t *)rcodes, name, value)
	{
		ck_assert_int_eq(json_integer_value(value), INT64_MAX);
	}
	ck_assert_int_eq(
	    json_integer_value(json_object_get(made, "udp-queries")),
	    INT64_MAX);
	json_decref(made);
}
END_TEST

START_TEST(a_sum_is_one_of_each_counter)
{
	uint64_t numbers[COUNTERS], sums[COUNTERS];
	struct worker_counts counts, sum;

	for (size_t i = 0; i < COUNTERS; i++) {
		numbers[i] = i + 1;
		sums[i] = 100 * i;
	}
	sums[0] = UINT64_MAX; /* and it goes on from 0 */
	memcpy(&counts, numbers, sizeof(counts));
	memcpy(&sum, sums, sizeof(sum));
	count_sum(&sum, &counts);
	memcpy(sums, &sum, sizeof(sum));
	ck_assert_uint_eq(sums[0], 0);
	for (size_t i = 1; i < COUNTERS; i++)
		ck_assert_uint_eq(sums[i], 101 * i + 1);
}
END_TEST

START_TEST(any_text_becomes_json)
{
	expect(plain_json(""), "\"\"");
	expect(plain_json("plain\n"), "\"plain\\n\"");
	expect(plain_json("\xc3\xbc"), "\"\xc3\xbc\"");
	expect(plain_json("a\xff\xc3\xbc\x7f z"), "\"a???? z\"");
	expect(plain_json("cut \xe2\x82"), "\"cut ??\"");
	expect(plain_json("surrogate \xed\xa0\x80"), "\"surrogate ???\"");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("counts_json");
	TCase *c = tcase_create("counts_json");

	tcase_add_test(c, counters_have_their_names);
	tcase_add_test(c, any_counters_are_numbers_that_are_not_negative);
	tcase_add_test(c, a_sum_is_one_of_each_counter);
	tcase_add_test(c, any_text_becomes_json);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
