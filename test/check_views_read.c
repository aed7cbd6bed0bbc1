/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/views_read.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define IN "'in': {'trust': 'internal', 'networks': []}"
#define VIEWS(views) "{'views': {" views "}}"
#define REST(rest) "{'views': {" IN "}, " rest "}"

static const struct {
	const char *views;
	const char *rules;
} cases[] = {
    {VIEWS(IN), ""},
    {VIEWS("'//': 'comment', " IN), ""},
    {REST("'format': 1, '$schema': 'views.json'"), ""},
    {REST("'format': ^2"), "schema"},
    {REST("'format': ^'1'"), "schema"},
    {"{'views': ^'internal'}", "schema"},
    {"{'views': ^{}}", "schema"},
    {VIEWS("'a': ^5"), "schema"},
    {VIEWS("'a': ^{'trust': 'internal'}"), "schema"},
    {VIEWS("'a': ^{'networks': []}"), "schema"},
    {VIEWS("'a': {'trust': ^'partner', 'networks': []}"), "schema"},
    {VIEWS("'a': {'trust': ^true, 'networks': []}"), "schema"},
    {VIEWS("'a': {'trust': 'external', 'networks': [], ^'port': []}"),
     "schema"},
    /* names become files' and processes' */
    {VIEWS("'0-a': {'trust': 'internal', 'networks': []}"), ""},
    {VIEWS("^'-a': {'trust': 'internal', 'networks': []}"), "schema"},
    {VIEWS("^'A': {'trust': 'internal', 'networks': []}"), "schema"},
    {VIEWS("^'a.b': {'trust': 'internal', 'networks': []}"), "schema"},
    {VIEWS("^'../a': {'trust': 'internal', 'networks': []}"), "schema"},
    {VIEWS("^'': {'trust': 'internal', 'networks': []}"), "schema"},
    {VIEWS("'a23456789012345678901234567890123456789012345678901234567890"
           "123': {'trust': 'internal', 'networks': []}"),
     ""},
    {VIEWS("^'a2345678901234567890123456789012345678901234567890123456789"
           "01234': {'trust': 'internal', 'networks': []}"),
     "schema"},
    /* ports */
    {VIEWS("'a': {'trust': 'internal', 'networks': [], 'ports': ['1', "
           "'2-3/udp']}"),
     ""},
    {VIEWS("'a': {'trust': 'internal', 'networks': [], 'ports': [^'0', "
           "^'http', ^80]}"),
     "schema schema schema"},
    {VIEWS("'a': {'trust': 'internal', 'networks': [], 'ports': ^'80'}"),
     "schema"},
    /* resolvers */
    {VIEWS("'a': {'trust': 'internal', 'networks': [], 'resolvers': "
           "['192.0.2.0/24']}"),
     ""},
    {VIEWS("'a': {'trust': 'external', 'networks': [], ^'resolvers': "
           "['192.0.2.0/24']}"),
     "schema"},
    /* what stands beside the views */
    {REST("'refuse': ['192.0.2.0/24', '@x'], 'addresses': {'@x': []}"), ""},
    {REST("'refuse': ^'192.0.2.0/24'"), "schema"},
    {REST("'ignore': ['*.md']"), ""},
    {REST("'ignore': ^'*.md'"), "schema"},
    {REST("'ignore': [^5]"), "schema"},
    {REST("^'services': {}, ^'reserve': {}"), "schema schema"},
};

START_TEST(views_are_read_and_what_is_wrong_is_found)
{
	site_case_check(cases[_i].views, NULL, cases[_i].rules);
}
END_TEST

START_TEST(a_view_is_what_is_written_of_it)
{
	struct site_case c;
	const struct view *view;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               VIEWS(IN ", 'out': {'trust': 'external', 'networks': "
	                        "['0.0.0.0/0'], 'ports': ['80', '443/tcp']}"));
	site_case_load(&c);
	ck_assert_uint_eq(c.site.view_count, 2);
	ck_assert(!c.site.views[0].external);
	view = &c.site.views[1];
	ck_assert_str_eq(view->name, "out");
	ck_assert_uint_eq(view->index, 1);
	ck_assert(view->external);
	ck_assert_uint_eq(view->networks.count, 1);
	ck_assert_uint_eq(view->port_count, 2);
	ck_assert_uint_eq(view->ports[1].first, 443);
	site_case_end(&c);
}
END_TEST

/* Found by fuzzing: a file becomes the views' by what it has at its top, but
 * the reader must not rely on it. */
START_TEST(a_file_without_views_is_survived)
{
	struct site_case c;
	struct value file = {.json = json_object()};

	site_case_begin(&c);
	c.site = (struct site){.arena = c.arena, .report = c.report};
	file.place = place_file(c.arena, "views.json");
	views_read(&c.site, file);
	json_decref(file.json);
	ck_assert_uint_eq(report_errors(c.report), 1);
	ck_assert_uint_eq(c.site.view_count, 0);
	site_case_end(&c);
}
END_TEST

START_TEST(there_may_be_so_many_views_and_no_more)
{
	struct site_case c;
	const char *text = "";

	for (unsigned count = VIEW_MAX; count <= VIEW_MAX + 1; count++) {
		site_case_begin(&c);
		text = "";
		for (unsigned i = 0; i < count; i++)
			text = arena_format(
			    c.arena,
			    "%s%s'v%u': {'trust': 'internal', 'networks': []}",
			    text, i > 0 ? ", " : "", i);
		site_case_file(&c, "views.json",
		               arena_format(c.arena, "{'views': {%s}}", text));
		site_case_load(&c);
		ck_assert_uint_eq(c.site.view_count, VIEW_MAX);
		ck_assert_uint_eq(report_errors(c.report), count - VIEW_MAX);
		site_case_end(&c);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("views_read");
	TCase *t = tcase_create("views_read");

	tcase_add_loop_test(t, views_are_read_and_what_is_wrong_is_found, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_view_is_what_is_written_of_it);
	tcase_add_test(t, a_file_without_views_is_survived);
	tcase_add_test(t, there_may_be_so_many_views_and_no_more);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
