/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define RECORDS(records)                               \
	"{'zone': 'a.example', 'views': ['internal']," \
	" 'records': {'@': {'NS': 'ns.example.'}, " records "}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {RECORDS("'//': 1, 'www': {'//': 2, 'A': '192.0.2.1'}"), ""},
    {RECORDS("'www': {}, '*.x': {'A': '192.0.2.1'}, 'a.example.x': {}"), ""},
    {RECORDS("'w.a.example.': {'A': '192.0.2.1'}, 'X\\\\.y\\\\046': {}"), ""},
    /* names */
    {RECORDS("^'': {}, ^'a..b': {}, ^'a.': {}, ^'x\\\\': {}"),
     "bad-name bad-name out-of-zone bad-name"},
    {RECORDS("^'b.example.': {}, ^'xa.example.': {}, ^'example.': {}"),
     "out-of-zone out-of-zone out-of-zone"},
    {RECORDS("'www': {}, ^'WWW': {}, ^'www.a.example.': {}"),
     "duplicate-owner duplicate-owner"},
    {RECORDS("^'A.Example.': {}"), "duplicate-owner"},
    /* types */
    {RECORDS("'x': {^'OPT': '', ^'ANY': '', ^'TYPE0': '', ^'AXFR': ''}"),
     "meta-type meta-type meta-type meta-type"},
    {RECORDS("'x': {^'RRSIG': '', ^'nsec': '', ^'NSEC3': '', "
             "^'NSEC3PARAM': '', ^'TSIG': '', ^'MAILB': ''}"),
     "meta-type meta-type meta-type meta-type meta-type meta-type"},
    {RECORDS("'x': {^'FOO': '', ^'TYPE65536': '', ^'': ''}"),
     "unknown-type unknown-type unknown-type"},
    {RECORDS("'x': {'A': '192.0.2.1', ^'a': '192.0.2.2', ^'TYPE1': "
             "'192.0.2.3'}"),
     "duplicate-member duplicate-member"},
    /* what is for overlays */
    {RECORDS("'x': ^null, 'y': {'A': ^null, '*': ^null}"),
     "schema schema schema"},
    {RECORDS("'x': ^'192.0.2.1', 'y': ^[]"), "schema schema"},
    /* SOA */
    {RECORDS("'x': {^'SOA': '@ a 1 2 3 4 5'}"), "soa"},
};

START_TEST(owners_and_types_are_read)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(two_forms_of_an_soa_are_one_too_many)
{
	site_case_check(NULL,
	                "{'zone': 'a.b', 'views': ['internal'], 'soa': {}, "
	                "'records': {'@': {'NS': 'ns.', ^'SOA': '@ a 1 2 3 4 "
	                "5'}}}",
	                "soa");
	site_case_check(NULL,
	                "{'zone': 'a.b', 'views': ['internal'], 'records': "
	                "{'@': {'NS': 'ns.', 'SOA': ['@ a 1 2 3 4 5', ^'@ a 2 "
	                "2 3 4 5']}}}",
	                "soa");
}
END_TEST

START_TEST(owners_stand_in_canonical_order_and_rrsets_by_type)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(
	    &c, "zone.json",
	    RECORDS("'z': {'TXT': 't', 'A': '192.0.2.1'}, 'a.z': {'A': "
	            "'192.0.2.2'}, 'B': {'AAAA': '::1', 'MX': '1 m', 'A': "
	            "'192.0.2.3'}, '*': {'A': '192.0.2.4'}, 'a-z': {'A': "
	            "'192.0.2.5'}"));
	site_case_load(&c);
	ck_assert_str_eq(strchr(site_case_content(&c, "internal"), '*'),
	                 "*.a.example. 3600 A 192.0.2.4\n"
	                 "a-z.a.example. 3600 A 192.0.2.5\n"
	                 "b.a.example. 3600 A 192.0.2.3\n"
	                 "b.a.example. 3600 MX 1 m.a.example.\n"
	                 "b.a.example. 3600 AAAA ::1\n"
	                 "z.a.example. 3600 A 192.0.2.1\n"
	                 "z.a.example. 3600 TXT \"t\"\n"
	                 "a.z.a.example. 3600 A 192.0.2.2\n");
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_owners");
	TCase *t = tcase_create("spec_owners");

	tcase_add_loop_test(t, owners_and_types_are_read, 0, COUNT(cases));
	tcase_add_test(t, two_forms_of_an_soa_are_one_too_many);
	tcase_add_test(t, owners_stand_in_canonical_order_and_rrsets_by_type);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
