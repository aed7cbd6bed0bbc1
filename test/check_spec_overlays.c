/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define OVERLAYS(overlays)                                           \
	"{'zone': 'a.b', 'views': ['internal', 'external'],"         \
	" 'records': {'@': {'NS': 'ns.'}, 'x': {'A': '192.0.2.1'}}," \
	" 'overlays': {" overlays "}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {OVERLAYS(""), ""},
    {OVERLAYS("'//': 1, 'internal': {}, '@inside': {'//': 2}"), ""},
    {OVERLAYS("'internal': {'y': {'A': '10.0.0.1'}, 'x': null}"), ""},
    {OVERLAYS("'internal': {'x': {'*': null, 'A': '10.0.0.1'}}"), ""},
    {OVERLAYS("'internal': {'x': {'A': null}}"), ""},
    {OVERLAYS("^'staging': {}"), "unknown-view"},
    {OVERLAYS("^'nobody': {'y': {'A': ^'bad'}}"), "unknown-view bad-rdata"},
    {OVERLAYS("^'@nobody': {}"), "unknown-group"},
    {OVERLAYS("'internal': ^[]"), "schema"},
    {OVERLAYS("'internal': {'x': {'*': ^'null'}}"), "schema"},
    {OVERLAYS("'internal': {'x': ^'192.0.2.1'}"), "schema"},
    {OVERLAYS("'internal': {^'a..b': null, ^'c.d.': null}"),
     "bad-name out-of-zone"},
    {OVERLAYS("'internal': {'x': null, ^'X': null}"), "duplicate-owner"},
    {OVERLAYS("'internal': {'x': {^'FOO': null, ^'OPT': null}}"),
     "unknown-type meta-type"},
    {OVERLAYS("'internal': {'x': {'A': ['10.0.0.1', ^'bad']}}"), "bad-rdata"},
};

START_TEST(overlays_are_read)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(a_group_without_a_view_of_the_zone_is_unknown)
{
	site_case_check(NULL,
	                "{'zone': 'a.b', 'views': ['external'], 'records': "
	                "{'@': {'NS': 'ns.'}}, 'overlays': {^'@inside': {}}}",
	                "unknown-view");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_overlays");
	TCase *t = tcase_create("spec_overlays");

	tcase_add_loop_test(t, overlays_are_read, 0, COUNT(cases));
	tcase_add_test(t, a_group_without_a_view_of_the_zone_is_unknown);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
