/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define SOA(soa)                                                            \
	"{'zone': 'a.b', 'views': ['internal'], 'ttl': 60, 'soa': " soa "," \
	" 'records': {'@': {'NS': ['ns2', 'ns1']}}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {SOA("{}"), ""},
    {SOA("{'//': 1, 'serial': 0, 'minimum': 4294967295}"), ""},
    {SOA("{'serial': 4294967295, 'ttl': 2147483647}"), ""},
    {SOA("{'serial': ^4294967296}"), "schema"},
    {SOA("{'serial': ^-1, 'refresh': ^1.5, 'retry': ^'1'}"),
     "schema schema bad-ttl"},
    {SOA("{'expire': ^null, 'minimum': ^4294967296}"), "schema schema"},
    {SOA("{'ttl': ^2147483648}"), "bad-ttl"},
    {SOA("{^'mnam': 'ns1'}"), "schema"},
    {SOA("{'mname': ^'a..b', 'rname': ^''}"), "bad-name bad-name"},
    {SOA("{'mname': ^5}"), "schema"},
    {SOA("^[]"), "schema"},
};

START_TEST(the_soa_is_of_its_form)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

static const struct {
	const char *zone;
	const char *record;
} records[] = {
    {SOA("{}"), "a.b. 60 SOA ns2.a.b. hostmaster.a.b. 0 7200 900 1209600 300"},
    {SOA("{'mname': 'Primary', 'rname': 'dns.example.', 'serial': 7, "
         "'refresh': 1, 'retry': 2, 'expire': 3, 'minimum': 4, 'ttl': 5}"),
     "a.b. 5 SOA Primary.a.b. dns.example. 7 1 2 3 4"},
    {SOA("{'mname': '@', 'rname': '.'}"),
     "a.b. 60 SOA a.b. . 0 7200 900 1209600 300"},
};

START_TEST(what_isnt_written_has_its_default)
{
	struct site_case c;
	const char *content;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", records[_i].zone);
	site_case_load(&c);
	content = site_case_content(&c, "internal");
	ck_assert_msg(strstr(content, records[_i].record) != NULL, "%s",
	              content);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_soa");
	TCase *t = tcase_create("spec_soa");

	tcase_add_loop_test(t, the_soa_is_of_its_form, 0, COUNT(cases));
	tcase_add_loop_test(t, what_isnt_written_has_its_default, 0,
	                    COUNT(records));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
