/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/view_list.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(views)                                 \
	"{'zone': 'a.example', 'views': " views "," \
	" 'records': {'@': {'NS': 'ns.example.'}}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {ZONE("['internal']"), ""},
    {ZONE("['internal', 'internal', '@inside', '@all']"), ""},
    {ZONE("[^'nobody', 'internal', ^'Internal']"), "unknown-view unknown-view"},
    {ZONE("['internal', ^'@nobody', ^'@']"), "unknown-group unknown-group"},
    {ZONE("^'internal'"), "schema"},
    {ZONE("^{'internal': 1}"), "schema"},
    {ZONE("[^5, ^null, ^['internal']]"), "schema schema schema"},
    {ZONE("^[]"), "schema"},
};

START_TEST(views_are_listed_by_their_names)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(a_group_stands_for_its_views)
{
	struct view_set views = {0};
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_load(&c);
	ck_assert(view_list_name(&c.site, "@inside", c.site.place, &views));
	ck_assert_str_eq(view_list_text(&c.site, &views), "internal, staging");
	ck_assert(view_list_name(&c.site, "external", c.site.place, &views));
	ck_assert_str_eq(view_list_text(&c.site, &views),
	                 "internal, staging, external");
	site_case_end(&c);
}
END_TEST

/* Without views, each zone's views aren't reported one by one. */
START_TEST(unknown_views_follow_from_unread_ones)
{
	site_case_check("{'views':^ ", ZONE("['internal', '@inside']"),
	                "syntax");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_list");
	TCase *t = tcase_create("view_list");

	tcase_add_loop_test(t, views_are_listed_by_their_names, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_group_stands_for_its_views);
	tcase_add_test(t, unknown_views_follow_from_unread_ones);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
