/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/value.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* One object with every kind of value, and what is asked of it. */
static const char object_text[] =
    "{\"text\": \"abc\", \"nul\": \"a\\u0000b\", \"number\": 7,"
    " \"real\": 7.0, \"negative\": -1, \"large\": 256, \"list\": [1],"
    " \"object\": {}, \"null\": null, \"true\": true, \"//c\": 1}";

static struct reader reader;
static struct value object;

static void
begin(void)
{
	reader.arena = arena_new();
	reader.report = report_new(reader.arena);
	object.json = json_loads(object_text, JSON_ALLOW_NUL, NULL);
	object.place = place_file(reader.arena, "x.json");
	ck_assert_ptr_nonnull(object.json);
}

static void
end(void)
{
	json_decref(object.json);
	arena_free(reader.arena);
}

/* As many findings as expected since the last time. */
static void
found(size_t count)
{
	ck_assert_uint_eq(report_errors(reader.report), count);
}

START_TEST(text_is_a_string_without_nul)
{
	begin();
	ck_assert_pstr_eq(
	    value_text(&reader, value_get(&reader, object, "text"), "it"),
	    "abc");
	found(0);
	ck_assert_ptr_null(
	    value_text(&reader, value_get(&reader, object, "nul"), "it"));
	ck_assert_ptr_null(
	    value_text(&reader, value_get(&reader, object, "number"), "it"));
	ck_assert_ptr_null(
	    value_text(&reader, value_get(&reader, object, "null"), "it"));
	found(3);
	end();
}
END_TEST

static const struct {
	const char *key;
	bool good;
} numbers[] = {
    {"number", true}, {"real", false}, {"negative", false}, {"large", false},
    {"text", false},  {"null", false}, {"true", false},     {"list", false},
};

START_TEST(a_number_is_whole_and_in_its_range)
{
	json_int_t number = 0;
	bool good;

	begin();
	good =
	    value_number(&reader, value_get(&reader, object, numbers[_i].key),
	                 "it", RULE_BAD_TTL, 255, &number);
	ck_assert_int_eq(good, numbers[_i].good);
	found(!good);
	if (good)
		ck_assert_int_eq(number, 7);
	end();
}
END_TEST

START_TEST(objects_and_arrays_are_told_apart)
{
	begin();
	ck_assert(value_is_object(&reader, value_get(&reader, object, "object"),
	                          "it"));
	ck_assert(
	    value_is_array(&reader, value_get(&reader, object, "list"), "it"));
	found(0);
	ck_assert(!value_is_object(&reader, value_get(&reader, object, "list"),
	                           "it"));
	ck_assert(!value_is_array(&reader, value_get(&reader, object, "object"),
	                          "it"));
	found(2);
	end();
}
END_TEST

START_TEST(a_value_has_its_place)
{
	struct value list, item;

	begin();
	list = value_get(&reader, object, "list");
	item = value_item(&reader, list, 0);
	ck_assert(place_equal(
	    list.place, place_member(reader.arena, object.place, "list")));
	ck_assert(
	    place_equal(item.place, place_item(reader.arena, list.place, 0)));
	ck_assert_int_eq(json_integer_value(item.json), 1);
	ck_assert_ptr_null(value_get(&reader, object, "none").json);
	end();
}
END_TEST

static const char views_head[] = "{'views': {'a': {'trust': 'internal', "
				 "'networks': []}}";

static const struct {
	const char *rest;
	const char *rules;
} members[] = {
    {"}", ""},
    {", '//': 1, '//x': [], '$schema': 'x'}", ""},
    {", ^'/': 1}", "schema"},
    {", ^'unknown': 1, ^'grups': {}}", "schema schema"},
};

START_TEST(members_are_known_or_comments)
{
	char text[200];

	snprintf(text, sizeof(text), "%s%s", views_head, members[_i].rest);
	site_case_check(text, NULL, members[_i].rules);
}
END_TEST

START_TEST(what_is_missing_is_missing_at_the_brace)
{
	site_case_check(NULL, "\n ^{'zone': 'example.com'}", "schema");
	site_case_check("{'views': {'a': ^{}}}", NULL, "schema");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("value");
	TCase *t = tcase_create("value");

	tcase_add_test(t, text_is_a_string_without_nul);
	tcase_add_loop_test(t, a_number_is_whole_and_in_its_range, 0,
	                    COUNT(numbers));
	tcase_add_test(t, objects_and_arrays_are_told_apart);
	tcase_add_test(t, a_value_has_its_place);
	tcase_add_loop_test(t, members_are_known_or_comments, 0,
	                    COUNT(members));
	tcase_add_test(t, what_is_missing_is_missing_at_the_brace);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
