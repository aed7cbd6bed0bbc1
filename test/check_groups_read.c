/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEWS(rest)                                              \
	"{'views': {'a': {'trust': 'internal', 'networks': []}," \
	" 'b': {'trust': 'external', 'networks': []}}, " rest "}"

static const struct {
	const char *views;
	const char *rules;
} cases[] = {
    {VIEWS("'groups': {}, 'addresses': {}"), ""},
    {VIEWS("'groups': {'//': 1, '@x': ['a', 'b'], '@y': []}"), ""},
    /* groups within groups, in any order */
    {VIEWS("'groups': {'@x': ['@y'], '@y': ['@z', 'a'], '@z': ['b']}"), ""},
    {VIEWS("'groups': {'@x': ['@y'], '@y': [^'@x']}"), "unknown-group"},
    {VIEWS("'groups': {'@x': [^'@x']}"), "unknown-group"},
    {VIEWS("'groups': {'@x': [^'c', ^'@y', ^5]}"),
     "unknown-view unknown-group schema"},
    {VIEWS("'groups': {^'x': ['a'], ^'@': ['a'], '@z': ^'a'}"),
     "schema schema schema"},
    {VIEWS("'groups': ^[]"), "schema"},
    {VIEWS("'addresses': {'@x': ['10.0.0.0/8'], '//': 0}"), ""},
    {VIEWS("'addresses': {^'x': ['10.0.0.0/8'], '@y': [^'a']}"),
     "schema schema"},
    {VIEWS("'addresses': {'@x': [^'@y'], '@y': []}"), "unknown-group"},
    {VIEWS("'addresses': ^[]"), "schema"},
};

START_TEST(groups_hold_views_and_sets_hold_networks)
{
	site_case_check(cases[_i].views, NULL, cases[_i].rules);
}
END_TEST

START_TEST(a_group_holds_the_views_of_its_groups)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               VIEWS("'groups': {'@x': ['@y'], '@y': ['@z', 'a'], "
	                     "'@z': ['b']}"));
	site_case_load(&c);
	ck_assert_uint_eq(c.site.group_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct group *group = &c.site.groups[i];

		ck_assert_int_eq(view_set_has(&group->views, 0),
		                 group->name[1] != 'z');
		ck_assert(view_set_has(&group->views, 1));
	}
	site_case_end(&c);
}
END_TEST

START_TEST(nesting_is_bounded)
{
	struct site_case c;
	char *text;

	site_case_begin(&c);
	text = arena_string(c.arena, VIEWS("'groups': {'@g0': ['a']"));
	text[strlen(text) - 1] = '\0';
	for (int i = 1; i < 100; i++)
		text = arena_format(c.arena, "%s, '@g%d': ['@g%d']", text, i,
		                    (i + 1) % 100);
	site_case_file(&c, "views.json", arena_format(c.arena, "%s}}", text));
	site_case_load(&c);
	ck_assert_uint_gt(report_errors(c.report), 0);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("groups_read");
	TCase *t = tcase_create("groups_read");

	tcase_add_loop_test(t, groups_hold_views_and_sets_hold_networks, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_group_holds_the_views_of_its_groups);
	tcase_add_test(t, nesting_is_bounded);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
