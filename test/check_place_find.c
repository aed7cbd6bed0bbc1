/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/place.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/*
 * A way is written "member/2/name!": members, items by their number, and at
 * last a member's name with "!". The text has a ^ where it leads.
 */
static const struct {
	const char *text;
	const char *way;
} cases[] = {
    {"^{'a': 1}", ""},
    {"\n\n  ^[1, 2]", ""},
    {"{'a': ^1}", "a"},
    {"{^'a': 1}", "a!"},
    {"{'a': 1,\n\t'b' :\t^true}", "b"},
    {"{'a': [0, {'b': [1, ^2]}]}", "a/1/b/1"},
    {"{'a': {'x': 1}, 'b': {^'x': 2}}", "b/x!"},
    /* what isn't there is at what is above it */
    {"{'a': ^{'b': 1}}", "a/c"},
    {"{'a': ^[1]}", "a/7"},
    {"{'a': ^5}", "a/b/c"},
    {"^{'a': 1}", "b/c/d"},
    {"{'a': ^{'b': 1}}", "a/c!"},
    /* strings hide what looks like JSON */
    {"{'x': '}]\\'{', 'a': ^1}", "a"},
    {"{'x': '\\\\', 'a': ^1}", "a"},
    {"[['}', {}], ^0]", "1"},
    /* escapes in names */
    {"{'\\u0061b': ^1}", "ab"},
    {"{'a\\nb': ^1}", "a\nb"},
    {"{'\\ud83d\\ude00': ^1}", "\360\237\230\200"},
    {"{'\\u00e9': ^1}", "\303\251"},
    /* octets, not characters */
    {"{'\303\251': ^1}", "\303\251"},
    /* the last of two, and nothing of the first */
    {"{'a': 1, 'a': ^2}", "a"},
    {"{'a': {'b': 1}, 'a': ^{'c': 2}}", "a/b"},
    {"{'a': 1, ^'a': 2}", "a!"},
    /* numbers and blanks */
    {"[-1.5e+3,0,\r\n^null]", "2"},
};

static const struct place *
read_way(struct arena *arena, const char *way)
{
	const struct place *place = place_file(arena, "x.json");
	char *copy = arena_string(arena, way), *rest;

	for (char *link = strtok_r(copy, "/", &rest); link != NULL;
	     link = strtok_r(NULL, "/", &rest)) {
		size_t length = strlen(link);

		if (link[0] >= '0' && link[0] <= '9') {
			place =
			    place_item(arena, place, strtoul(link, NULL, 10));
		} else if (link[length - 1] == '!') {
			link[length - 1] = '\0';
			place = place_name(arena, place, link);
		} else {
			place = place_member(arena, place, link);
		}
	}
	return place;
}

/* The text with " for ' and without its mark; line and column of that. */
static char *
read_text(struct arena *arena, const char *marked, size_t *line, size_t *column)
{
	char *text = arena_alloc(arena, strlen(marked) + 1), *to = text;
	char *start = text;

	*line = 1;
	for (; *marked != '\0'; marked++) {
		if (*marked == '^') {
			*column = (size_t)(to - start) + 1;
			memcpy(to, marked + 1, strlen(marked + 1) + 1);
			break;
		}
		*to++ = *marked;
		if (*marked == '\n') {
			start = to;
			++*line;
		}
	}
	for (to = text; *to != '\0'; to++)
		if (*to == '\'')
			*to = '"';
	return text;
}

START_TEST(each_way_leads_to_its_value)
{
	struct arena *arena = arena_new();
	size_t line = 0, column = 0;
	char *text = read_text(arena, cases[_i].text, &line, &column);
	struct place_found found = {.place = read_way(arena, cases[_i].way)};

	place_find(&found, 1, text, strlen(text));
	ck_assert_msg(found.line == line && found.column == column,
	              "%s: %zu:%zu", cases[_i].text, found.line, found.column);
	arena_free(arena);
}
END_TEST

START_TEST(characters_are_counted_beside_octets)
{
	static const char text[] = "{\"\303\251\360\237\230\200\": 1}";
	struct arena *arena = arena_new();
	struct place_found found = {
	    .place = place_member(arena, place_file(arena, "x"),
	                          "\303\251\360\237\230\200")};

	place_find(&found, 1, text, strlen(text));
	ck_assert_uint_eq(found.column, 12);
	ck_assert_uint_eq(found.character, 8);
	arena_free(arena);
}
END_TEST

START_TEST(a_spot_is_where_it_says)
{
	struct arena *arena = arena_new();
	struct place_found found = {
	    .place = place_spot(arena, place_file(arena, "x"), 7, 9)};

	place_find(&found, 1, "{", 1);
	ck_assert_uint_eq(found.line, 7);
	ck_assert_uint_eq(found.column, 9);
	arena_free(arena);
}
END_TEST

enum { MANY = 2000 };

/* Every value of a large object, in an order that isn't the text's. */
START_TEST(many_places_are_found_in_one_pass)
{
	struct arena *arena = arena_new();
	struct place_found *found = calloc(MANY * 2, sizeof(*found));
	const struct place *file = place_file(arena, "x");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	fputs("{", out);
	for (size_t i = 0; i < MANY; i++)
		fprintf(out, "%s\n\"n%zu\": [0,%zu]", i > 0 ? "," : "", i, i);
	fputs("}", out);
	fclose(out);
	for (size_t i = 0; i < MANY; i++) {
		size_t n = i * 7919 % MANY;
		char *key = arena_format(arena, "n%zu", n);

		found[2 * i].place = place_name(arena, file, key);
		found[2 * i + 1].place =
		    place_item(arena, place_member(arena, file, key), 1);
	}
	place_find(found, MANY * 2, text, size);
	for (size_t i = 0; i < MANY; i++) {
		size_t n = i * 7919 % MANY;
		size_t digits = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;

		ck_assert_uint_eq(found[2 * i].line, n + 2);
		ck_assert_uint_eq(found[2 * i].column, 1);
		ck_assert_uint_eq(found[2 * i + 1].line, n + 2);
		ck_assert_uint_eq(found[2 * i + 1].column, digits + 9);
	}
	free(text);
	free(found);
	arena_free(arena);
}
END_TEST

/* The file may have changed since: no place in it, but no step outside. */
START_TEST(a_text_cut_anywhere_is_survived)
{
	static const char text[] =
	    "{\"a\": [1, {\"b\\u00e9\": \"x\\\"y\"}], \"c\": {\"d\": null}}";
	struct arena *arena = arena_new();
	const struct place *file = place_file(arena, "x");
	const struct place *list = place_member(arena, file, "a");
	struct place_found found[] = {
	    {.place =
	         place_member(arena, place_item(arena, list, 1), "b\303\251")},
	    {.place = place_member(arena, place_member(arena, file, "c"), "d")},
	};

	for (size_t length = 0; length <= strlen(text); length++) {
		char *cut = malloc(length + 1);

		memcpy(cut, text, length);
		place_find(found, COUNT(found), cut, length);
		ck_assert_uint_eq(found[0].line, 1);
		free(cut);
	}
	ck_assert_uint_eq(found[0].column, 23);
	ck_assert_uint_eq(found[1].column, 44);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("place_find");
	TCase *t = tcase_create("place_find");

	tcase_add_loop_test(t, each_way_leads_to_its_value, 0, COUNT(cases));
	tcase_add_test(t, characters_are_counted_beside_octets);
	tcase_add_test(t, a_spot_is_where_it_says);
	tcase_add_test(t, many_places_are_found_in_one_pass);
	tcase_add_test(t, a_text_cut_anywhere_is_survived);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
