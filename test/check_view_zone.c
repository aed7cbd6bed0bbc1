/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(records, overlays)                                        \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'ttl': 1," \
	" 'records': {" records "}, 'overlays': {" overlays "}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {ZONE("'@': {'NS': 'n'}", ""), ""},
    {"{'zone': 'a.b', 'views': ['internal'], 'records': ^{}}", "no-ns"},
    {"{'zone': 'a.b', 'views': ['internal'], 'records': ^{'@': {'A': "
     "'192.0.2.1'}}}",
     "no-ns"},
    /* one that is refused is reported once */
    {ZONE("'@': {'NS': ^'a..b'}", ""), "bad-rdata"},
    {ZONE("'@': {'NS': ^5}", ""), "schema"},
};

START_TEST(a_zone_needs_name_servers)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(it_needs_them_in_each_view)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(
	    &c, "zone.json",
	    ZONE("'@': {'NS': 'n'}", "'external': {'@': {'NS': null}}"));
	site_case_load(&c);
	ck_assert_ptr_nonnull(
	    strstr(site_case_found(&c), " no-ns (in external)\n"));
	site_case_end(&c);
}
END_TEST

/* Names of the records and of overlays, merged in canonical order. */
START_TEST(content_is_in_canonical_order)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(
	    &c, "zone.json",
	    ZONE("'z': {'TXT': 'z'}, '@': {'NS': 'n', 'TXT': 'apex', 'A': "
	         "'192.0.2.1'}, 'b': {'TXT': 'b'}, 'c': {'TXT': 'c'}",
	         "'internal': {'a': {'TXT': 'a'}, 'c': null, 'd.c': {'TXT': "
	         "'d'}, 'zz': {'TXT': 'zz'}, 'b': {'TXT': 'B'}}"));
	site_case_load(&c);
	ck_assert_str_eq(
	    site_case_content(&c, "internal"),
	    "a.b. 1 A 192.0.2.1\na.b. 1 NS n.a.b.\n"
	    "a.b. 1 SOA n.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n"
	    "a.b. 1 TXT \"apex\"\n"
	    "a.a.b. 1 TXT \"a\"\nb.a.b. 1 TXT \"B\"\n"
	    "d.c.a.b. 1 TXT \"d\"\nz.a.b. 1 TXT \"z\"\n"
	    "zz.a.b. 1 TXT \"zz\"\n");
	ck_assert_str_eq(
	    site_case_content(&c, "external"),
	    "a.b. 1 A 192.0.2.1\na.b. 1 NS n.a.b.\n"
	    "a.b. 1 SOA n.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n"
	    "a.b. 1 TXT \"apex\"\n"
	    "b.a.b. 1 TXT \"b\"\nc.a.b. 1 TXT \"c\"\n"
	    "z.a.b. 1 TXT \"z\"\n");
	site_case_end(&c);
}
END_TEST

/* Without a word about the apex it still has its SOA, and first. */
START_TEST(the_apex_is_always_there)
{
	static const char *const zones[] = {
	    ZONE("", ""), ZONE("'x': {'A': '192.0.2.1'}", ""),
	    ZONE("", "'internal': {'x': {'A': '192.0.2.1'}}"),
	    ZONE("", "'internal': {'@': {'*': null}}")};

	for (size_t i = 0; i < COUNT(zones); i++) {
		struct content content;
		struct site_case c;

		site_case_begin(&c);
		site_case_file(&c, "views.json", site_case_views);
		site_case_file(&c, "zone.json", zones[i]);
		site_case_load(&c);
		view_content(&content, &c.site, 0);
		ck_assert_uint_eq(content.zones[0].count,
		                  i == 1 || i == 2 ? 2 : 1);
		ck_assert_ptr_eq(content.zones[0].rrsets[0],
		                 content.zones[0].soa);
		site_case_end(&c);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_zone");
	TCase *t = tcase_create("view_zone");

	tcase_add_loop_test(t, a_zone_needs_name_servers, 0, COUNT(cases));
	tcase_add_test(t, it_needs_them_in_each_view);
	tcase_add_test(t, content_is_in_canonical_order);
	tcase_add_test(t, the_apex_is_always_there);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
