/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/*
 * A zone of over a mebibyte is read in parts, and whatever is said of it must
 * be what is said of a small one. So the same odd members stand first and last
 * among a few names or among many, and the findings are at the same places,
 * less the lines between.
 */
enum { FEW = 2, MANY = 40000 };

static const struct {
	const char *first;
	const char *last;
	const char *rules;
} cases[] = {
    {"", "", ""},
    {"'//': 'a'", "'//b': 1", ""},
    {"'A.b': {'A': '192.0.2.1'}", "'a': {'A': '192.0.2.1'}", ""},
    {"'c': {'A': '192.0.2.1'}", "^'c': {'A': '192.0.2.2'}", "duplicate-member"},
    {"'c': {'A': '192.0.2.1'}", "^'C': {'A': '192.0.2.2'}", "duplicate-owner"},
    {"'//': 1", "^'//': 1", "duplicate-member"},
    {"'c': ^5", "'d': ^null", "schema schema"},
    {"'c': {'A': ^'x'}", "^'d..e': {'A': 'y'}", "bad-rdata bad-name"},
    {"'c': ^5", "'C': {'A': '192.0.2.1'}", "schema"},
    {"'c': {'A': ['192.0.2.1', ^'192.0.2.1']}", "", "duplicate-record"},
    {"'c': {'A': {'ttl': ^1000000000000000000000, 'data': '192.0.2.1'}}", "",
     "bad-ttl"},
};

static void
check(size_t count, const char *first, const char *last, const char *rules)
{
	struct site_case c;
	char *zone;
	char *to;

	site_case_begin(&c);
	zone = arena_alloc(c.arena,
	                   400 + strlen(first) + strlen(last) + 60 * count);
	to = zone
	     + sprintf(zone, "{'zone': 'a.b', 'views': ['internal'],"
	                     "'records': {\n'@': {'NS': 'ns.'},\n");
	if (*first != '\0')
		to += sprintf(to, "%s,\n", first);
	for (size_t i = count; i > 0; i--)
		to += sprintf(to, "'n%zu': {'A': ['192.0.2.1']}%s\n", i,
		              i > 1 || *last != '\0' ? "," : "");
	sprintf(to, "%s}, 'ttl': 60}", last);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	site_case_expect(&c, rules);
	ck_assert_uint_eq(c.site.spec_count, 1);
	ck_assert_uint_ge(c.site.specs[0].owner_count, count);
	site_case_end(&c);
}

START_TEST(what_is_said_of_few_names_is_said_of_many)
{
	check(FEW, cases[_i].first, cases[_i].last, cases[_i].rules);
	check(MANY, cases[_i].first, cases[_i].last, cases[_i].rules);
}
END_TEST

/* Cut short, or with what is no JSON in it, a file has no zone. */
START_TEST(broken_json_in_a_part_is_told_where_it_is)
{
	struct site_case c;
	char *zone, *to;

	site_case_begin(&c);
	zone = arena_alloc(c.arena, 400 + 60 * MANY);
	to = zone
	     + sprintf(zone, "{'zone': 'a.b', 'views': ['internal'],"
	                     "'records': {\n'@': {'NS': 'ns.'},\n");
	for (size_t i = 0; i < MANY; i++)
		to += sprintf(to, "'n%zu': {'A': ['192.0.2.1']%s},\n", i,
		              i == MANY / 2 ? "^]" : "");
	sprintf(to, "'n': {'A': '192.0.2.1'}}}");
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	site_case_expect(&c, "syntax");
	ck_assert_uint_eq(c.site.spec_count, 0);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_records");
	TCase *t = tcase_create("spec_records");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_is_said_of_few_names_is_said_of_many, 0,
	                    COUNT(cases));
	tcase_add_test(t, broken_json_in_a_part_is_told_where_it_is);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
