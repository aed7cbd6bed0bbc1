/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEWS "{'views': {'internal': {'trust': 'internal', 'networks': []}}}"

#define ZONE                                           \
	"{'zone': 'a.example', 'views': ['internal']," \
	" 'records': {'@': {'NS': 'ns.example.'}}}"

/* Up to four files, path and text, in any order. */
static const struct {
	const char *files[8];
	const char *rules;
} sites[] = {
    {{"views.json", VIEWS, "z.json", ZONE}, ""},
    /* the views may be the last file, and in any folder */
    {{"a.json", ZONE, "z/z.json", VIEWS}, ""},
    {{"views.json", VIEWS, "x.json", "^{'a': 1}"}, "not-a-spec"},
    {{"views.json", VIEWS, "x.json", "^[]"}, "not-a-spec"},
    {{"views.json", VIEWS, "x.json", "^5"}, "not-a-spec"},
    {{"views.json", VIEWS, "x.json", "{'a': ^1"}, "syntax"},
    {{"a.json", VIEWS, "b.json", "{^'views': {}}"}, "duplicate-views"},
    {{"t.json", "{'expect': []}", "views.json", VIEWS}, ""},
    {{"t.json", "{'expect': []}", "u.json", "{^'expect': []}", "views.json",
      VIEWS},
     "duplicate-views"},
    /* what is wrong in one file hides nothing in another */
    {{"a.json", "{'zone': 'a.', 'views': ['internal'^]", "b.json",
      "{'zone': ^'a..b', 'views': [^'x'], 'records': {}}", "views.json", VIEWS},
     "syntax bad-name unknown-view"},
    /* a file that doesn't parse may be the views */
    {{"views.json", "{'refuse': [],^}", "z.json", ZONE}, "syntax"},
    {{"views.json", "{'views': {},^}", "z.json", ZONE}, "syntax"},
};

START_TEST(each_file_is_read_by_its_kind)
{
	struct site_case c;

	site_case_begin(&c);
	for (size_t i = 0; i < 8 && sites[_i].files[i] != NULL; i += 2)
		site_case_file(&c, sites[_i].files[i], sites[_i].files[i + 1]);
	site_case_load(&c);
	site_case_expect(&c, sites[_i].rules);
	site_case_end(&c);
}
END_TEST

START_TEST(a_site_needs_views)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "a.json", ZONE);
	site_case_load(&c);
	ck_assert_str_eq(site_case_found(&c), ":1:1 schema\n");
	site_case_end(&c);

	site_case_begin(&c);
	site_case_load(&c);
	ck_assert_str_eq(site_case_found(&c), ":1:1 schema\n");
	site_case_end(&c);
}
END_TEST

/* "*" stands for slashes too: patterns are of the whole path. */
static const struct {
	const char *pattern;
	const char *path;
	bool ignored;
} patterns[] = {
    {"package.json", "package.json", true},
    {"package.json", "web/package.json", false},
    {"*package.json", "web/package.json", true},
    {"web/*", "web/a/b.json", true},
    {"web/*.json", "web/a/b.json", true},
    {"web/?.json", "web/a.json", true},
    {"web", "web/a.json", false},
    {"[a-c].json", "b.json", true},
    {"[a-c].json", "d.json", false},
};

static void
load_ignoring(struct site_case *c, const char *pattern, const char *path,
              const char *text)
{
	site_case_begin(c);
	site_case_file(c, "views.json",
	               arena_format(c->arena,
	                            "{'views': {'internal': {'trust': "
	                            "'internal', 'networks': []}}, 'ignore': "
	                            "['no', '%s']}",
	                            pattern));
	site_case_file(c, path, text);
	site_case_load(c);
}

START_TEST(what_is_no_spec_may_be_ignored)
{
	static const char *const texts[] = {"{}", "[1, 2", ""};
	struct site_case c;

	for (size_t i = 0; i < COUNT(texts); i++) {
		load_ignoring(&c, patterns[_i].pattern, patterns[_i].path,
		              texts[i]);
		ck_assert_int_eq(report_errors(c.report) == 0,
		                 patterns[_i].ignored);
		site_case_end(&c);
	}
}
END_TEST

START_TEST(a_spec_is_never_ignored)
{
	struct site_case c;

	load_ignoring(&c, "*", "a.json", ZONE);
	ck_assert_uint_eq(c.site.spec_count, 1);
	ck_assert_str_eq(site_case_found(&c), "a.json:1:1 ignored-spec\n");
	site_case_end(&c);
}
END_TEST

START_TEST(a_file_that_cant_be_read_fails)
{
	const char *failed = NULL;
	struct site_case c;

	site_case_begin(&c);
	ck_assert_int_eq(
	    mkfifo(arena_format(c.arena, "%s/a.json", c.folder), 0600), 0);
	c.site = (struct site){
	    .path = c.folder, .arena = c.arena, .report = c.report};
	ck_assert_int_eq(site_load(&c.site, &failed), ERR_SYSTEM);
	ck_assert_str_eq(failed, arena_format(c.arena, "%s/a.json", c.folder));
	site_case_end(&c);
}
END_TEST

START_TEST(specs_stand_in_the_order_of_their_paths)
{
	static const char *const names[] = {"c", "a", "b"};
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	for (size_t i = 0; i < 3; i++)
		site_case_file(&c, arena_format(c.arena, "%s.json", names[i]),
		               arena_format(c.arena,
		                            "{'zone': '%s.example', 'views': "
		                            "['internal'], 'records': {}}",
		                            names[i]));
	site_case_load(&c);
	ck_assert_uint_eq(c.site.spec_count, 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(c.site.specs[i].text[0], "abc"[i]);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site");
	TCase *t = tcase_create("site");

	tcase_add_loop_test(t, each_file_is_read_by_its_kind, 0, COUNT(sites));
	tcase_add_test(t, a_site_needs_views);
	tcase_add_loop_test(t, what_is_no_spec_may_be_ignored, 0,
	                    COUNT(patterns));
	tcase_add_test(t, a_spec_is_never_ignored);
	tcase_add_test(t, a_file_that_cant_be_read_fails);
	tcase_add_test(t, specs_stand_in_the_order_of_their_paths);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
