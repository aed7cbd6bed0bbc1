/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/place_lines.h"

static struct site_case c;

static void
setup(void)
{
	site_case_begin(&c);
	site_case_file(&c, "a.json", "{'one': 1,\n 'two': [1,\n 2]}");
	site_case_file(&c, "b.json", "{\n\n'three': 3}");
}

static void
teardown(void)
{
	site_case_end(&c);
}

static const struct place *
file(const char *name)
{
	return place_file(c.arena,
	                  arena_format(c.arena, "%s/%s", c.folder, name));
}

static void
expect(struct place_lines *lines, const struct place *place, const char *text)
{
	ck_assert_str_eq(place_lines_text(lines, place),
	                 arena_format(c.arena, "%s/%s", c.folder, text));
}

START_TEST(places_of_several_files_are_found_at_once)
{
	struct place_lines *lines = place_lines_new(c.arena);
	const struct place *two = place_member(c.arena, file("a.json"), "two");
	const struct place *item = place_item(c.arena, two, 1);
	const struct place *three =
	    place_member(c.arena, file("b.json"), "three");

	ck_assert_str_eq(place_lines_text(lines, item), "");
	ck_assert_str_eq(place_lines_text(lines, three), "");
	ck_assert_str_eq(place_lines_text(lines, two), "");
	place_lines_find(lines);
	expect(lines, item, "a.json:3:2");
	expect(lines, three, "b.json:3:10");
	expect(lines, two, "a.json:2:9");
	/* An equal place is the same one. */
	expect(lines, place_member(c.arena, file("a.json"), "two"),
	       "a.json:2:9");
}
END_TEST

START_TEST(of_a_file_that_is_gone_the_path_is_known)
{
	struct place_lines *lines = place_lines_new(c.arena);
	const struct place *gone = place_member(c.arena, file("c.json"), "x");

	(void)place_lines_text(lines, gone);
	place_lines_find(lines);
	expect(lines, gone, "c.json");
}
END_TEST

START_TEST(a_thousand_places_are_told_apart)
{
	struct place_lines *lines = place_lines_new(c.arena);
	const struct place *items[1000];
	const struct place *list;
	const char *text = "[";

	for (unsigned i = 0; i < 1000; i++)
		text = arena_format(c.arena, "%s%u%s\n", text, i,
		                    i < 999 ? "," : "]");
	site_case_file(&c, "list.json", text);
	list = file("list.json");
	for (unsigned i = 0; i < 1000; i++) {
		items[i] = place_item(c.arena, list, i);
		(void)place_lines_text(lines, items[i]);
	}
	place_lines_find(lines);
	for (unsigned i = 0; i < 1000; i++)
		expect(lines, items[i],
		       arena_format(c.arena, "list.json:%u:%u", i + 1,
		                    i == 0 ? 2 : 1));
}
END_TEST

START_TEST(nothing_asked_for_is_nothing_found)
{
	place_lines_find(place_lines_new(c.arena));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("place_lines");
	TCase *t = tcase_create("place_lines");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, places_of_several_files_are_found_at_once);
	tcase_add_test(t, of_a_file_that_is_gone_the_path_is_known);
	tcase_add_test(t, a_thousand_places_are_told_apart);
	tcase_add_test(t, nothing_asked_for_is_nothing_found);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
