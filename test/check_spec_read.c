/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define REST(rest)                                     \
	"{'zone': 'a.example', 'views': ['internal']," \
	" 'records': {'@': {'NS': 'ns.example.'}}" rest "}"
#define ZONE(zone)                                  \
	"{'zone': " zone ", 'views': ['internal']," \
	" 'records': {'@': {'NS': 'ns.example.'}}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {REST(""), ""},
    {REST(", '$schema': 'zone.json', '//': 'a', '//b': {'x': 1}"), ""},
    {REST(", 'ttl': 0, 'soa': {}, 'overlays': {}, 'waive': []"), ""},
    {REST(", 'ttl': ^'300'"), "bad-ttl"},
    {REST(", 'ttl': ^-1"), "bad-ttl"},
    {REST(", 'ttl': ^4294967296"), "bad-ttl"},
    {REST(", ^'format': 1"), "schema"},
    {REST(", ^'record': {}"), "schema"},
    {REST(", 'overlays': ^[]"), "schema"},
    {REST(", 'waive': ^{}"), "schema"},
    {ZONE("'a.example.'"), ""},
    {ZONE("'.'"), ""},
    {ZONE("'A\\\\.b.Example'"), ""},
    {ZONE("^''"), "bad-name"},
    {ZONE("^'@'"), "bad-name"},
    {ZONE("^'a..b'"), "bad-name"},
    {ZONE("^'a\\\\999'"), "bad-name"},
    {ZONE("^'a123456789012345678901234567890123456789012345678901234567890"
          "1234'"),
     "bad-name"},
    {ZONE("^5"), "schema"},
    {ZONE("^'a\\u0000b'"), "schema"},
    {"^{'zone': 'a.example', 'views': ['internal']}", "schema"},
    {"^{'zone': 'a.example', 'records': {'@': {'NS': 'ns.example.'}}}",
     "schema"},
};

START_TEST(a_spec_is_read_and_what_is_wrong_is_found)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

START_TEST(unreadable_records_lack_no_ns)
{
	site_case_check(NULL,
	                "{'zone': 'a.b', 'views': ['internal'], 'records': "
	                "^[]}",
	                "schema");
}
END_TEST

START_TEST(a_spec_says_what_is_written)
{
	struct site_case c;
	const struct spec *spec;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json",
	               "{'zone': 'A.Example', 'views': ['@inside'], 'ttl': 60,"
	               " 'records': {'www': {'A': '192.0.2.1'}, '@': {'NS': "
	               "'ns.example.'}}, 'overlays': {'staging': {}}}");
	site_case_load(&c);
	ck_assert_uint_eq(c.site.spec_count, 1);
	spec = &c.site.specs[0];
	ck_assert_mem_eq(spec->apex, "\1a\7example", 11);
	ck_assert_str_eq(spec->text, "a.example.");
	ck_assert_uint_eq(spec->ttl, 60);
	ck_assert(view_set_has(&spec->views, 0));
	ck_assert(view_set_has(&spec->views, 1));
	ck_assert(!view_set_has(&spec->views, 2));
	ck_assert_uint_eq(spec->owner_count, 2);
	ck_assert_mem_eq(spec->owners[0].name, spec->apex, 11);
	ck_assert_uint_eq(spec->overlay_count, 1);
	ck_assert(!spec->overlays[0].group);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_read");
	TCase *t = tcase_create("spec_read");

	tcase_add_loop_test(t, a_spec_is_read_and_what_is_wrong_is_found, 0,
	                    COUNT(cases));
	tcase_add_test(t, unreadable_records_lack_no_ns);
	tcase_add_test(t, a_spec_says_what_is_written);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
