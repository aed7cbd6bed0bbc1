/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/json_scan.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static const struct {
	const char *text;
	const char *key; /* NULL: no string */
} strings[] = {
    {"\"abc\"", "abc"},
    {" \n\"abc\"", "abc"},
    {"\"\"", ""},
    {"\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"},
    {"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"},
    {"\"\\u0041\\u00e9\\u20ac\"", "A\303\251\342\202\254"},
    {"\"\\ud83d\\ude00!\"", "\360\237\230\200!"},
    {"\"\\u00E9\"", "\303\251"},
    {"\"abc", NULL},
    {"\"abc\\", NULL},
    {"\"abc\\\"", NULL},
    {"abc", NULL},
    {"", NULL},
};

START_TEST(strings_are_decoded)
{
	const char *text = strings[_i].text;
	struct json_scan scan;
	struct json_key key;

	json_scan_start(&scan, text, strlen(text));
	if (strings[_i].key == NULL) {
		ck_assert(!json_scan_string(&scan, arena, &key));
		return;
	}
	ck_assert(json_scan_string(&scan, arena, &key));
	ck_assert_uint_eq(key.length, strlen(strings[_i].key));
	ck_assert_mem_eq(key.text, strings[_i].key, key.length);
	ck_assert_ptr_eq(scan.at, scan.end);
}
END_TEST

static const struct {
	const char *text;
	const char *rest; /* NULL: no value */
} values[] = {
    {"1,2", ",2"},       {"-1.5e+10 ]", " ]"},
    {"true}", "}"},      {"null", ""},
    {"\"a,b\" ,", " ,"}, {"{\"a\": [1, 2, {}], \"b\": \"}\"}x", "x"},
    {"[[[]]],", ","},    {"[1, 2", NULL},
    {"]", NULL},         {",", NULL},
    {"", NULL},          {"{\"a", NULL},
};

START_TEST(values_are_stepped_over_whole)
{
	const char *text = values[_i].text;
	struct json_scan scan;

	json_scan_start(&scan, text, strlen(text));
	if (values[_i].rest == NULL) {
		ck_assert(!json_scan_skip(&scan));
		return;
	}
	ck_assert(json_scan_skip(&scan));
	ck_assert_str_eq(scan.at, values[_i].rest);
}
END_TEST

START_TEST(depth_costs_no_stack)
{
	size_t depth = 10000000;
	char *text = malloc(depth * 2);
	struct json_scan scan;

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	json_scan_start(&scan, text, depth * 2);
	ck_assert(json_scan_skip(&scan));
	json_scan_start(&scan, text, depth);
	ck_assert(!json_scan_skip(&scan));
	free(text);
}
END_TEST

START_TEST(lines_and_columns_are_counted_from_one)
{
	static const char text[] = "[1,\r\n  \"\303\251\", 2]";
	struct json_scan scan;
	struct json_mark mark;

	json_scan_start(&scan, text, strlen(text));
	mark = json_scan_mark(&scan);
	ck_assert_uint_eq(mark.line, 1);
	ck_assert_uint_eq(mark.column, 1);
	ck_assert(json_scan_take(&scan, '['));
	ck_assert(json_scan_skip(&scan));
	ck_assert(json_scan_take(&scan, ','));
	ck_assert(json_scan_skip(&scan));
	ck_assert(json_scan_take(&scan, ','));
	ck_assert_int_eq(json_scan_next(&scan), '2');
	mark = json_scan_mark(&scan);
	ck_assert_uint_eq(mark.line, 2);
	ck_assert_uint_eq(mark.column, 9);
	ck_assert_uint_eq(mark.character, 8);
}
END_TEST

START_TEST(members_are_walked_to_the_bracket)
{
	static const char *const texts[] = {"]", "1]", "1,2]", "1,2,3]"};

	for (size_t count = 0; count < 4; count++) {
		struct json_scan scan;
		bool first = true;
		size_t seen = 0;

		json_scan_start(&scan, texts[count], strlen(texts[count]));
		for (; json_scan_more(&scan, ']', &first); seen++)
			ck_assert(json_scan_skip(&scan));
		ck_assert_uint_eq(seen, count);
		ck_assert(json_scan_take(&scan, ']'));
	}
}
END_TEST

START_TEST(keys_are_ordered_as_strcmp_orders_them)
{
	static const char *const keys[] = {"", "a", "aa", "b", "\303\251"};

	for (size_t i = 0; i < COUNT(keys); i++)
		for (size_t j = 0; j < COUNT(keys); j++) {
			struct json_key a = {keys[i], strlen(keys[i])};
			struct json_key b = {keys[j], strlen(keys[j])};
			int order = json_key_compare(&a, &b);

			ck_assert_int_eq(order < 0, i < j);
			ck_assert_int_eq(order > 0, i > j);
		}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("json_scan");
	TCase *t = tcase_create("json_scan");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, strings_are_decoded, 0, COUNT(strings));
	tcase_add_loop_test(t, values_are_stepped_over_whole, 0, COUNT(values));
	tcase_add_test(t, depth_costs_no_stack);
	tcase_add_test(t, lines_and_columns_are_counted_from_one);
	tcase_add_test(t, members_are_walked_to_the_bracket);
	tcase_add_test(t, keys_are_ordered_as_strcmp_orders_them);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
