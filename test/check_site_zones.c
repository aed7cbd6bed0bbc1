/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(name, views)                          \
	"{'zone': " name ", 'views': [" views "]," \
	" 'records': {'@': {'NS': 'ns.example.'}}}"

static const struct {
	const char *first;
	const char *second;
	const char *rules;
} cases[] = {
    {ZONE("'a.b'", "'internal'"), ZONE("'a.b'", "'external'"), ""},
    {ZONE("'a.b'", "'internal'"), ZONE("'x.b'", "'internal'"), ""},
    {ZONE("'a.b'", "'internal'"), ZONE("'b'", "'internal'"), ""},
    {ZONE("'a.b'", "'internal'"), ZONE("^'a.b'", "'internal'"),
     "duplicate-zone"},
    {ZONE("'a.b.'", "'internal', 'external'"),
     ZONE("^'A.B'", "'staging', 'external'"), "duplicate-zone"},
    {ZONE("'a.b'", "'@inside'"), ZONE("^'a.b'", "'staging'"), "duplicate-zone"},
};

START_TEST(a_view_has_a_zone_once)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "a.json", cases[_i].first);
	site_case_file(&c, "b.json", cases[_i].second);
	site_case_load(&c);
	site_case_expect(&c, cases[_i].rules);
	site_case_end(&c);
}
END_TEST

START_TEST(the_third_of_a_zone_is_compared_with_all)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "a.json", ZONE("'a.b'", "'internal'"));
	site_case_file(&c, "b.json", ZONE("'a.b'", "'external'"));
	site_case_file(&c, "c.json", ZONE("^'a.b'", "'external'"));
	site_case_file(&c, "d.json", ZONE("'a.b'", "'staging'"));
	site_case_load(&c);
	site_case_expect(&c, "duplicate-zone");
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site_zones");
	TCase *t = tcase_create("site_zones");

	tcase_add_loop_test(t, a_view_has_a_zone_once, 0, COUNT(cases));
	tcase_add_test(t, the_third_of_a_zone_is_compared_with_all);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
