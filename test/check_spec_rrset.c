/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define RRSET(rrset)                                         \
	"{'zone': 'a.b', 'views': ['internal', 'external']," \
	" 'records': {'@': {'NS': 'ns.'}, 'x': {" rrset "}}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {RRSET("'A': '192.0.2.1'"), ""},
    {RRSET("'A': ['192.0.2.1', '192.0.2.2']"), ""},
    {RRSET("'A': {'ttl': 60, 'data': '192.0.2.1', '//': 1}"), ""},
    {RRSET("'A': {'data': ['192.0.2.1']}"), ""},
    {RRSET("'TXT': {'text': ['a b;c', '']}"), ""},
    {RRSET("'SPF': {'text': 'v=spf1 -all', 'ttl': 0}"), ""},
    {RRSET("'TYPE65400': '\\\\# 4 0a000001'"), ""},
    /* not of the form */
    {RRSET("'A': ^[]"), "schema"},
    {RRSET("'A': ^5, 'MX': ^true"), "schema schema"},
    {RRSET("'A': ['192.0.2.1', ^5, ^null, ^['192.0.2.2']]"),
     "schema schema schema"},
    {RRSET("'A': {'data': ^[]}"), "schema"},
    {RRSET("'A': {'data': ^{}}"), "schema"},
    {RRSET("'A': ^{'ttl': 60}"), "schema"},
    {RRSET("'A': {'data': '192.0.2.1', ^'tll': 60}"), "schema"},
    {RRSET("'A': {^'text': ['x'], 'data': '192.0.2.1'}"), "schema"},
    {RRSET("'TXT': {^'text': ['x'], 'data': 'y'}"), "schema"},
    {RRSET("'TXT': ^{'ttl': 60}"), "schema"},
    {RRSET("'TXT': {'text': [^5]}"), "schema"},
    /* TTLs */
    {RRSET("'A': {'ttl': 2147483647, 'data': '192.0.2.1'}"), ""},
    {RRSET("'A': {'ttl': ^2147483648, 'data': '192.0.2.1'}"), "bad-ttl"},
    {RRSET("'A': {'ttl': ^-1, 'data': '192.0.2.1'}"), "bad-ttl"},
    {RRSET("'A': {'ttl': ^1.0, 'data': '192.0.2.1'}"), "schema"},
    /* data: each wrong record at its place */
    {RRSET("'A': ^'192.0.2'"), "bad-rdata"},
    {RRSET("'A': ['192.0.2.1', ^'192.0.2.256', ^'']"), "bad-rdata bad-rdata"},
    {RRSET("'MX': {'data': [^'70000 m', '10 m']}"), "bad-rdata"},
    {RRSET("'TXT': ^'a; b'"), "txt-quoting"},
    {RRSET("'TXT': ^'a\\u0000b'"), "bad-rdata"},
    {RRSET("'TXT': {'text': 'a\\u0000b'}"), ""},
    /* a set has each record once, names in any case */
    {RRSET("'A': ['192.0.2.1', '192.0.2.2', ^'192.0.2.1', ^'192.0.2.1']"),
     "duplicate-record duplicate-record"},
    {RRSET("'MX': ['10 mail', ^'10 MAIL.a.b.', '20 mail']"),
     "duplicate-record"},
    {RRSET("'TXT': ['\\'a\\'', '\\'A\\'']"), ""},
};

START_TEST(data_is_read_in_each_of_its_forms)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(a_repeated_record_is_dropped_and_its_views_named)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json",
	               RRSET("'A': ['192.0.2.2', '192.0.2.1', '192.0.2.2', "
	                     "'192.0.2.3']"));
	site_case_load(&c);
	ck_assert_ptr_nonnull(strstr(
	    site_case_found(&c), "duplicate-record (in internal, external)"));
	ck_assert_ptr_nonnull(strstr(site_case_content(&c, "external"),
	                             "x.a.b. 3600 A 192.0.2.2\n"
	                             "x.a.b. 3600 A 192.0.2.1\n"
	                             "x.a.b. 3600 A 192.0.2.3\n"));
	site_case_end(&c);
}
END_TEST

/* What is said of a record later is said at its own item, also when one
 * before it was refused. */
START_TEST(a_datum_knows_its_item)
{
	struct site_case c;
	const struct rrset *rrset;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json",
	               RRSET("'A': ['192.0.2.1', 'bad', '192.0.2.1', "
	                     "'192.0.2.3']"));
	site_case_load(&c);
	rrset = &c.site.specs[0].owners[1].rrsets[0];
	ck_assert_uint_eq(rrset->count, 2);
	ck_assert(rrset->broken);
	ck_assert_uint_eq(rrset->data[1].item, 3);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_rrset");
	TCase *t = tcase_create("spec_rrset");

	tcase_add_loop_test(t, data_is_read_in_each_of_its_forms, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_repeated_record_is_dropped_and_its_views_named);
	tcase_add_test(t, a_datum_knows_its_item);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
