/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/counts_json.h"
#include "server/counts_text.h"
#include "server/plain_json.h"
#include "test/unit.h"

START_TEST(what_was_counted_is_named)
{
	struct worker_counts counts = {
	    .udp_queries = 10,
	    .tcp_queries = 2,
	    .answers = 11,
	    .no_answer = 1,
	    .truncated = 3,
	    .strangers = 4,
	    .rcodes = {[0] = 5, [3] = 2, [5] = 4, [16] = 6, [23] = 7},
	    .kernel_drops = 8,
	    .send_errors = 9,
	    .tcp_connections = 12,
	    .tcp_open = 13,
	    .tcp_refused = 14,
	    .tcp_timeouts = 15,
	};
	char text[COUNTS_TEXT];

	ck_assert_str_eq(
	    counts_text(text, &counts),
	    "10 UDP and 2 TCP queries, 11 answers, 5 NOERROR, 2 NXDOMAIN,"
	    " 4 REFUSED, 6 BADVERS, 7 RCODE23, 3 truncated, 1 without an"
	    " answer, 4 from strangers, 8 dropped by the kernel, 9 not sent;"
	    " TCP connections: 12 accepted, 13 open, 14 over a cap, 15 timed"
	    " out");
}
END_TEST

START_TEST(json_has_the_same)
{
	struct worker_counts counts = {
	    .udp_queries = 10,
	    .kernel_drops = 8,
	    .tcp_timeouts = 15,
	    .rcodes = {[3] = 2, [23] = 7},
	};
	json_t *object = counts_json(&counts);
	json_t *rcodes = json_object_get(object, "rcodes");

	ck_assert_int_eq(
	    json_integer_value(json_object_get(object, "udp-queries")), 10);
	ck_assert_int_eq(
	    json_integer_value(json_object_get(object, "kernel-drops")), 8);
	ck_assert_int_eq(
	    json_integer_value(json_object_get(object, "tcp-timeouts")), 15);
	ck_assert_uint_eq(json_object_size(rcodes), 2);
	ck_assert_int_eq(json_integer_value(json_object_get(rcodes, "RCODE23")),
	                 7);
	json_decref(object);
}
END_TEST

START_TEST(a_text_that_json_cannot_hold_is_made_plain)
{
	json_t *good = plain_json("z\xc3\xbcrich"),
	       *bad = plain_json("z\xfcrich");

	ck_assert_str_eq(json_string_value(good), "z\xc3\xbcrich");
	ck_assert_str_eq(json_string_value(bad), "z?rich");
	json_decref(good);
	json_decref(bad);
}
END_TEST

START_TEST(the_largest_counts_fit)
{
	struct worker_counts counts;
	char text[COUNTS_TEXT];

	memset(&counts, 0xff, sizeof(counts));
	counts_text(text, &counts);
	ck_assert_ptr_nonnull(strstr(text, "18446744073709551615 timed out"));
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("counts_text");
	TCase *tests = tcase_create("counts_text");

	tcase_add_test(tests, what_was_counted_is_named);
	tcase_add_test(tests, json_has_the_same);
	tcase_add_test(tests, a_text_that_json_cannot_hold_is_made_plain);
	tcase_add_test(tests, the_largest_counts_fit);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
