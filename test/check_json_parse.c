/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/json_parse.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	const char *rules;
} texts[] = {
    /* where jansson stops: the last character that it has read */
    {"{'zone': 'a.', 'views': [],^}", "syntax"},
    {"{'zone': 'a.'\n 'views^': []}", NULL},
    {"{'zone': 'a.', 'n': 0^1}", NULL},
    {"{'zone': 'a.'} ^x", "syntax"},
    {"^", "syntax"},
};

START_TEST(what_is_no_json_is_reported_where_it_stops)
{
	struct site_case c;

	if (texts[_i].rules != NULL) {
		site_case_check(NULL, texts[_i].text, texts[_i].rules);
		return;
	}
	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", texts[_i].text);
	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 1);
	ck_assert_ptr_nonnull(strstr(site_case_found(&c), " syntax\n"));
	site_case_end(&c);
}
END_TEST

#define ZONE(rest)                                     \
	"{'zone': 'a.example', 'views': ['internal']," \
	" 'records': {'@': {'NS': 'ns.example.'}}" rest "}"

static const struct {
	const char *text;
	const char *rules;
} numbers[] = {
    {ZONE(", 'ttl': 2147483647"), ""},
    {ZONE(", 'ttl': ^2147483648"), "bad-ttl"},
    {ZONE(", 'ttl': ^9223372036854775808"), "bad-ttl"},
    {ZONE(", 'ttl': ^99999999999999999999999999"), "bad-ttl"},
    {ZONE(", 'ttl': ^-99999999999999999999999999"), "bad-ttl"},
    {ZONE(", 'ttl': ^1e999"), "schema"},
    {ZONE(", 'ttl': ^300.0"), "schema"},
    {ZONE(", '//': 99999999999999999999, 'ttl': ^-1"), "bad-ttl"},
    {ZONE(", '//': '99999999999999999999', '//b': 1e999"), ""},
};

START_TEST(no_number_is_too_large_to_be_reported)
{
	site_case_check(NULL, numbers[_i].text, numbers[_i].rules);
}
END_TEST

static const struct {
	const char *text;
	const char *rules;
} doubles[] = {
    {ZONE(", ^'zone': 'a.example'"), "duplicate-member"},
    {ZONE(", 'ttl': 1, ^'ttl': ^-2"), "duplicate-member bad-ttl"},
    {ZONE(", '//': 1, ^'//': 2"), "duplicate-member"},
    {ZONE(", '//': 99999999999999999999, ^'//': 2"), "duplicate-member"},
    {ZONE(", '//': [{'a': 1, ^'a': 2}, {'a': 1}]"), "duplicate-member"},
};

START_TEST(members_that_stand_twice_are_reported_and_the_rest_checked)
{
	site_case_check(NULL, doubles[_i].text, doubles[_i].rules);
}
END_TEST

START_TEST(depth_is_bounded)
{
	size_t depth = 100000;
	char *text = malloc(depth + 1);
	struct arena *arena = arena_new();
	struct reader reader = {arena, report_new(arena)};

	memset(text, '[', depth);
	ck_assert_ptr_null(
	    json_parse_text(&reader, place_file(arena, "x"), text, depth));
	ck_assert_uint_eq(report_errors(reader.report), 1);
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(octets_that_are_no_text_are_reported)
{
	static const char *const bad[] = {"\"\xff\"", "\"\xc0\x80\"",
	                                  "\xef\xbb\xbf{}", "{\"\\u0000\": 1}",
	                                  "\"\\ud800\""};

	for (size_t i = 0; i < COUNT(bad); i++) {
		char *text = strdup(bad[i]);
		struct arena *arena = arena_new();
		struct reader reader = {arena, report_new(arena)};

		ck_assert_ptr_null(json_parse_text(
		    &reader, place_file(arena, "x"), text, strlen(text)));
		ck_assert_uint_eq(report_errors(reader.report), 1);
		free(text);
		arena_free(arena);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("json_parse");
	TCase *t = tcase_create("json_parse");

	tcase_add_loop_test(t, what_is_no_json_is_reported_where_it_stops, 0,
	                    COUNT(texts));
	tcase_add_loop_test(t, no_number_is_too_large_to_be_reported, 0,
	                    COUNT(numbers));
	tcase_add_loop_test(
	    t, members_that_stand_twice_are_reported_and_the_rest_checked, 0,
	    COUNT(doubles));
	tcase_add_test(t, depth_is_bounded);
	tcase_add_test(t, octets_that_are_no_text_are_reported);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
