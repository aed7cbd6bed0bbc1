/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/unit.h"
#include "zones/json_split.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Cut at "r"; the rest and the parts with a | before each, or NULL. */
static const struct {
	const char *text;
	size_t least;
	const char *cut;
} cases[] = {
    {"{\"a\":1,\"r\":{\"x\":1,\"y\":2},\"b\":2}", 1,
     "{\"a\":1,\"r\":{},\"b\":2}|\"x\":1|\"y\":2"},
    {"{\"r\":{\"x\":1,\"y\":2}}", 100, "{\"r\":{}}|\"x\":1,\"y\":2"},
    {"{\"r\":{\"x\":1,\"y\":2,\"z\":3}}", 8,
     "{\"r\":{}}|\"x\":1,\"y\":2|\"z\":3"},
    {"{\"r\" : { \"x\":{\"}\":[\"{\"]} , \"y\" : 2 } } ", 1,
     "{\"r\" : {} } | \"x\":{\"}\":[\"{\"]}| \"y\" : 2"},
    {"{\"\\u0072\":{\"x\":1}}", 1, "{\"\\u0072\":{}}|\"x\":1"},
    /* what jansson will refuse in its part */
    {"{\"r\":{\"x\":nonsense,\"y\":2}}", 1,
     "{\"r\":{}}|\"x\":nonsense|\"y\":2"},
    {"{\"r\":{\"x\":1}", 1, "{\"r\":{}|\"x\":1"},
    /* nothing to cut, or nothing that can be */
    {"{\"r\":{}}", 1, NULL},
    {"{\"a\":{\"x\":1}}", 1, NULL},
    {"{\"r\":[1]}", 1, NULL},
    {"[{\"r\":{\"x\":1}}]", 1, NULL},
    {"{\"r\":{\"x\":1,}}", 1, NULL},
    {"{\"r\":{\"x\":1,}}", 100, NULL},
    {"{\"r\":{,\"x\":1}}", 1, NULL},
    {"{\"r\":{\"x\":1 \"y\":2}}", 1, NULL},
    {"{\"r\":{\"x\":1", 1, NULL},
    {"{\"r\":{\"x\"}}", 1, NULL},
    {"", 1, NULL},
};

START_TEST(members_are_cut_out_between_commas)
{
	struct arena *arena = arena_new();
	const char *text = cases[_i].text, *cut;
	struct json_split split;

	if (!json_split(&split, arena, text, strlen(text), "r",
	                cases[_i].least)) {
		ck_assert_ptr_null(cases[_i].cut);
	} else {
		cut = arena_format(arena, "%.*s", (int)split.rest_length,
		                   split.rest);
		for (size_t i = 0; i < split.count; i++)
			cut = arena_format(arena, "%s|%.*s", cut,
			                   (int)split.parts[i].length,
			                   split.parts[i].text);
		ck_assert_pstr_eq(cut, cases[_i].cut);
	}
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("json_split");
	TCase *t = tcase_create("json_split");

	tcase_add_loop_test(t, members_are_cut_out_between_commas, 0,
	                    COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
