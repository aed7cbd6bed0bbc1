/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/waiver.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The zone has a name "www" with one record twice, to be waived. */
#define ZONE(waive)                                                      \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'records':"  \
	" {'@': {'NS': 'ns.'}, 'www': {'A': ['10.0.0.1', '10.0.0.1']}}," \
	" 'waive': [" waive "]}"
#define BOTH "'views': ['@all']"

static const struct {
	const char *waive;
	const char *rules;
} cases[] = {
    {ZONE("{'rule': 'duplicate-record', 'name': 'www', " BOTH
          ", 'reason': 'r'}"),
     ""},
    {ZONE("{'rule': 'duplicate-record', 'name': 'WWW.a.b.', " BOTH
          ", 'reason': 'r', 'ticket': 'T-1', 'until': '9999-12-31', "
          "'//': 1}"),
     ""},
};

START_TEST(a_whole_waiver_is_applied)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", cases[_i].waive);
	site_case_load(&c);
	ck_assert_uint_eq(report_warnings(c.report), 1);
	waiver_apply(&c.site, 0);
	site_case_expect(&c, cases[_i].rules);
	site_case_end(&c);
}
END_TEST

#define BAD(waive)                                                      \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'records':" \
	" {'@': {'NS': 'ns.'}}, 'waive': [" waive "]}"
#define REST "'name': 'x', 'views': ['internal'], 'reason': 'r'"

static const struct {
	const char *zone;
	const char *rules;
} bad[] = {
    {BAD("^{}"), "waiver"},
    {BAD("^{" REST "}"), "waiver"},
    {BAD("^{'rule': 'occluded', 'views': ['internal'], 'reason': 'r'}"),
     "waiver"},
    {BAD("^{'rule': 'occluded', 'name': 'x', 'reason': 'r'}"), "waiver"},
    {BAD("^{'rule': 'occluded', 'name': 'x', 'views': ['internal']}"),
     "waiver"},
    {BAD("^{'rule': 'shared-port', 'ports': '1', 'reason': 'r'}"), "waiver"},
    {BAD("{'rule': 'shared-port', 'ports': ^'1', " REST "}"), "waiver"},
    {BAD("{'rule': 'shared-port', 'ports': ^'x', 'views': ['internal'],"
         " 'reason': 'r'}"),
     "schema"},
    {BAD("{'rule': ^'occludde', " REST "}"), "waiver"},
    {BAD("{'rule': ^'nothing-like-it', " REST "}"), "waiver"},
    {BAD("{'rule': ^'reserved-zone', " REST "}"), "waiver"},
    {BAD("{'rule': ^'reserved-name', " REST "}"), "waiver"},
    {BAD("{'rule': ^'reserved-target', " REST "}"), "waiver"},
    {BAD("{'rule': ^'reserved-address', " REST "}"), "waiver"},
    {BAD("{'rule': ^'schema', " REST "}"), "waiver"},
    {BAD("{'rule': ^5, " REST "}"), "schema"},
    {BAD("{'rule': 'occluded', 'name': ^'a..b', 'views': ['internal'], "
         "'reason': 'r'}"),
     "bad-name"},
    {BAD("{'rule': 'occluded', 'name': 'x', 'views': [^'nobody'], "
         "'reason': ^5}"),
     "unknown-view schema"},
    {BAD("{'rule': 'occluded', 'name': 'x', 'views': ^'internal', "
         "'reason': ^''}"),
     "schema waiver"},
    {BAD("{'rule': 'occluded', " REST ", ^'tickets': 1, 'ticket': ^7}"),
     "schema schema"},
    {BAD("{'rule': 'occluded', " REST ", 'until': ^'tomorrow'}"), "schema"},
    {BAD("{'rule': 'occluded', " REST ", 'until': ^'2027-02-29'}"), "schema"},
    {BAD("{'rule': 'occluded', " REST ", 'until': ^'2027-1-31'}"), "schema"},
    {BAD("{'rule': 'occluded', " REST ", 'until': ^'2027-13-01'}"), "schema"},
    {BAD("{'rule': 'occluded', " REST ", 'until': '2028-02-29'}"), ""},
    {BAD("^5"), "schema"},
};

START_TEST(a_waiver_that_says_too_little_is_an_error)
{
	site_case_check(NULL, bad[_i].zone, bad[_i].rules);
}
END_TEST

#define VIEWS(waive)                                                          \
	"{'views': {"                                                         \
	"'a': {'trust': 'internal', 'networks': [], 'ports': ['80']},"        \
	"'b': {'trust': 'external', 'networks': [], 'ports': ['0080/tcp']}}," \
	" 'waive': [" waive "]}"

static const struct {
	const char *views;
	const char *rules;
} ports[] = {
    {VIEWS("{'rule': 'port-space-overlap', 'ports': '80/tcp', 'views': "
           "['a', 'b'], 'reason': 'r'}"),
     ""},
    {VIEWS("{'rule': 'port-space-overlap', 'ports': '80/tcp', 'views': "
           "['b'], 'reason': 'r'}"),
     ""},
};

START_TEST(the_views_file_waives_ports)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", ports[_i].views);
	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 1);
	waiver_apply(&c.site, 0);
	site_case_expect(&c, ports[_i].rules);
	site_case_end(&c);
}
END_TEST

START_TEST(a_waiver_in_the_views_file_names_ports)
{
	site_case_check("{'views': {'a': {'trust': 'internal', 'networks': "
	                "[]}}, 'waive': [^{'rule': 'port-space-overlap', "
	                "'views': ['a'], 'reason': 'r'}, {'rule': "
	                "'port-space-overlap', 'ports': ^'http', 'views': "
	                "['a'], 'reason': 'r'}]}",
	                NULL, "waiver schema");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("waiver_read");
	TCase *t = tcase_create("waiver_read");

	tcase_add_loop_test(t, a_whole_waiver_is_applied, 0, COUNT(cases));
	tcase_add_loop_test(t, a_waiver_that_says_too_little_is_an_error, 0,
	                    COUNT(bad));
	tcase_add_loop_test(t, the_views_file_waives_ports, 0, COUNT(ports));
	tcase_add_test(t, a_waiver_in_the_views_file_names_ports);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
