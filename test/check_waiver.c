/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/waiver.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(waive)                                                       \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'records':"   \
	" {'@': {'NS': 'ns.'}, 'www': {'A': ['10.0.0.1',\n'10.0.0.1']}}," \
	"\n'waive': [\n" waive "]}"
#define WAIVER(name, views, rest)                                           \
	"{'rule': 'duplicate-record', 'name': '" name "', 'views': [" views \
	"], 'reason': 'r'" rest "}"

enum { DAY = 86400, DAY_2027_01_31 = 20849 };

static const struct {
	const char *zone;
	time_t now;
	const char *found;
} cases[] = {
    {ZONE(""), 0, "zone.json:2:1 duplicate-record (in internal, external)\n"},
    {ZONE(WAIVER("www", "'@all'", "")), 0, ""},
    {ZONE(WAIVER("www", "'internal', 'external'", "")), 0, ""},
    {ZONE(WAIVER("www", "'internal'", "")), 0,
     "zone.json:2:1 duplicate-record (in external)\n"},
    /* what matches nothing is an error */
    {ZONE(WAIVER("@", "'internal'", "")), 0,
     "zone.json:2:1 duplicate-record (in internal, external)\n"
     "zone.json:4:1 waiver\n"},
    {ZONE(WAIVER("www", "'staging'", "")), 0,
     "zone.json:2:1 duplicate-record (in internal, external)\n"
     "zone.json:4:1 waiver\n"},
    {ZONE(WAIVER("www", "'@all'", "") ",\n" WAIVER("www", "'@all'", "")), 0,
     "zone.json:5:1 waiver\n"},
    /* the last day is a whole one, and what is over still holds */
    {ZONE(WAIVER("www", "'@all'", ", 'until': '2027-01-31'")),
     (time_t)DAY_2027_01_31 *DAY + DAY - 1, ""},
    {ZONE(WAIVER("www", "'@all'", ", 'until': '2027-01-31'")),
     (time_t)(DAY_2027_01_31 + 1) * DAY, "zone.json:4:1 waiver\n"},
};

START_TEST(waivers_are_applied)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", cases[_i].zone);
	site_case_load(&c);
	waiver_apply(&c.site, cases[_i].now);
	ck_assert_str_eq(site_case_found(&c), cases[_i].found);
	site_case_end(&c);
}
END_TEST

START_TEST(one_that_is_over_is_a_warning_and_one_for_nothing_an_error)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(
	    &c, "zone.json",
	    ZONE(WAIVER("www", "'@all'", ", 'until': '2000-01-01'") ", " WAIVER(
		"mail", "'@all'", "")));
	site_case_load(&c);
	waiver_apply(&c.site, (time_t)DAY_2027_01_31 * DAY);
	ck_assert_uint_eq(report_warnings(c.report), 1);
	ck_assert_uint_eq(report_errors(c.report), 1);
	site_case_end(&c);
}
END_TEST

/* A waiver is for findings in its own file alone. */
START_TEST(a_waiver_in_another_file_covers_nothing)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", ZONE(""));
	site_case_file(&c, "other.json",
	               "{'zone': 'c.d', 'views': ['internal'], 'records': "
	               "{'@': {'NS': 'ns.'}}, 'waive': [" WAIVER(
			   "www.a.b.", "'@all'", "") "]}");
	site_case_load(&c);
	waiver_apply(&c.site, 0);
	ck_assert_uint_eq(report_errors(c.report), 1);
	ck_assert_uint_eq(report_warnings(c.report), 1);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("waiver");
	TCase *t = tcase_create("waiver");

	tcase_add_loop_test(t, waivers_are_applied, 0, COUNT(cases));
	tcase_add_test(
	    t, one_that_is_over_is_a_warning_and_one_for_nothing_an_error);
	tcase_add_test(t, a_waiver_in_another_file_covers_nothing);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
