/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/checked.h"
#include "zones/fragment/fence.h"
#include "zones/fragment/fragment.h"
#include "zones/fragment/last.h"
#include "zones/spec_pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define FENCES(fences)                                                   \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'ttl': 60,"  \
	" 'fragments': " fences ", 'records': {'@': {'NS': 'ns.'},"      \
	" 'x': {'TXT': 'x', 'A': '9.9.9.9'}, 'c': {'CNAME': 'x'}, 'r': " \
	"{'TXT': 't'}, 's': {'A': '9.9.9.7'}, '*.w': {'A': '9.9.9.5'}}," \
	" 'overlays': {'internal': {'i': {'A': '10.0.0.1'}},"            \
	" 'external': {'o': {'A': '9.9.9.8'}, 'r': null,"                \
	" 's': {'A': null}}}}"

static const struct {
	const char *fences;
	const char *rules;
} fences[] = {
    {FENCES("{}"), ""},
    {FENCES("{'a-1': {'names': ['x', '*', 'a.*.b'], 'types': ['txt', 'A',"
            " 'TYPE65400'], 'views': ['@all'], 'max': 65536, 'ttl': '5m'},"
            " '//': 1}"),
     ""},
    {FENCES("^[]"), "schema"},
    {FENCES("{'a': ^5}"), "schema"},
    {FENCES("{'a': ^{}}"), "schema"},
    {FENCES("{^'A b': {'names': ^[], 'types': ^[], 'views': ['external'],"
            " ^'nmaes': 1}}"),
     "schema schema schema schema"},
    {FENCES("{'a': {'names': [^5, ^'a..b', ^'a.', ^'*.*'], 'types': [^'SOA',"
            " ^'NS', ^'DNAME', ^'ANY', ^'FOO', ^5], 'views':"
            " ['external']}}"),
     "schema bad-name out-of-zone schema schema schema schema meta-type "
     "unknown-type schema"},
    {FENCES("{'a': {'names': 'x', 'types': ['A'], 'views': ^['staging'],"
            " 'max': ^65537, 'ttl': ^'x'}}"),
     NULL},
    {FENCES("{'a': {'names': ['x'], 'types': ['A'], 'views': ^['staging'],"
            " 'max': ^65537, 'ttl': ^'x'}}"),
     "unknown-view schema bad-ttl"},
    {FENCES("{'a': {'names': ['x'], 'types': ['A'], 'views': [^'x']}}"),
     "unknown-view"},
};

START_TEST(fences_are_of_their_form)
{
	if (fences[_i].rules != NULL)
		site_case_check(NULL, fences[_i].fences, fences[_i].rules);
}
END_TEST

static const struct {
	const char *pattern;
	const char *name;
	bool allowed;
} names[] = {
    {"x", "x", true},
    {"x", "X.a.b.", true},
    {"x", "y", false},
    {"x", "y.x", false},
    {"@", "@", true},
    {"x.*", "x.y", true},
    {"x.*", "X.y.z", true},
    {"x.*", "x", false},
    {"x.*", "xx.y", false},
    {"x.*", "y.x.y", false},
    {"*", "x", true},
    {"*", "x.y", true},
    {"*", "@", false},
    {"*.y", "x.y", true},
    {"*.y", "x.x.y", true},
    {"*.y", "y", false},
    {"*.y", "x.yy", false},
    {"a.*.z", "a.b.c.z", true},
    {"a.*.z", "a.z", false},
    {"a.*.a", "a.a.a", true},
    {"a.*.a", "a.a", false},
    /* no wildcard */
    {"*", "*", false},
    {"*", "*.x", false},
    {"*", "x.*", false},
    {"x.*", "x.*.y", false},
};

START_TEST(a_star_is_for_labels)
{
	struct site_case c;
	uint8_t name[DNAME_MAX];
	const struct fence *fence;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json",
	               arena_format(c.arena,
	                            FENCES("{'f': {'names': ['q', '%s'],"
	                                   " 'types': ['A'],"
	                                   " 'views': ['external']}}"),
	                            names[_i].pattern));
	site_case_load(&c);
	site_case_expect(&c, "");
	fence = fence_find(&c.site.specs[0], "f");
	ck_assert_ptr_nonnull(fence);
	ck_assert_ptr_null(fence_find(&c.site.specs[0], "g"));
	ck_assert_int_gt(dname_from_text(name, names[_i].name,
	                                 strlen(names[_i].name),
	                                 c.site.specs[0].apex),
	                 0);
	ck_assert_int_eq(fence_has_name(fence, name), names[_i].allowed);
	site_case_end(&c);
}
END_TEST

static const char zone[] =
    FENCES("{'f': {'names': ['*'], 'types': ['TXT', 'A', 'CNAME'],"
           " 'views': ['external'], 'max': 3, 'ttl': 7},"
           " 'g': {'names': ['g'], 'types': ['A'], 'views': ['@all']}}");

#define FRAGMENT(id, records) \
	"{'add-to': 'A.b.', 'fragment': '" id "', 'records': " records "}"

static const struct {
	const char *fragment;
	const char *rules;
	const char *record; /* that external has then */
} cases[] = {
    {FRAGMENT("f", "{}"), "", "x.a.b. 60 A 9.9.9.9\n"},
    {FRAGMENT("f", "{'y': {'A': '9.9.9.1', 'TXT': {'text': ['1', '2']}}}"), "",
     "y.a.b. 7 A 9.9.9.1\n"},
    {FRAGMENT("f", "{'y': {'A': {'ttl': '1m', 'data': ['9.9.9.1']}}}"), "",
     "y.a.b. 60 A 9.9.9.1\n"},
    {FRAGMENT("g", "{'g': {'A': '9.9.9.1'}}"), "", "g.a.b. 60 A 9.9.9.1\n"},
    /* what is written in another view alone is in nobody's way */
    {FRAGMENT("f", "{'i': {'A': '9.9.9.1'}, '// a': 1}"), "",
     "i.a.b. 7 A 9.9.9.1\n"},
    {FRAGMENT("f", "{'o': {'TXT': 't'}}"), "", "o.a.b. 60 A 9.9.9.8\n"},
    {FRAGMENT("f", "{'y': {'A': ['9.9.9.1', ^'9.9.9.1']}}"), "duplicate-record",
     "y.a.b. 7 A 9.9.9.1\n"},
    /* nothing but what the fence lets it */
    {FRAGMENT("g", "{^'h': {'A': '9.9.9.1'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'y': {'A': '9.9.9.1', ^'MX': '0 .'}}"), "fragment", NULL},
    {FRAGMENT("f", "^{'y': {'A': ['9.9.9.1', '9.9.9.2', '9.9.9.3',"
                   " '9.9.9.4']}}"),
     "fragment", NULL},
    {FRAGMENT("f", "{^'*.y': {'A': '9.9.9.1'}}"), "fragment", NULL},
    /* nor where something is written */
    {FRAGMENT("f", "{'x': {^'TXT': '9.9.9.1'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'x': {^'CNAME': 'y'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'c': {^'A': '9.9.9.1'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'o': {^'A': '9.9.9.1'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'r': {^'A': '9.9.9.1'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'s': {^'A': '9.9.9.1'}}"), "fragment", NULL},
    /* nor what is no fragment */
    {FRAGMENT("f", "{'y': {'A': ^'9.9.9'}}"), "fragment", NULL},
    {FRAGMENT("f", "{'y': {'A': ^null}}"), "fragment", NULL},
    {FRAGMENT("f", "{'y': {'A': {'data': '9.9.9.1', ^'by-view': {}}}}"),
     "fragment", NULL},
    {FRAGMENT("f", "^[]"), "fragment", NULL},
    {"{'add-to': ^'b', 'fragment': 'f', 'records': {}}", "fragment", NULL},
    {"{'add-to': 'a.b', 'fragment': ^'h', 'records': {}}", "fragment", NULL},
    {"{'add-to': ^5, 'fragment': ^5, 'records': {}}", "fragment fragment",
     NULL},
    {"^{'add-to': 'a.b'}", "fragment", NULL},
    {"{'add-to': 'a.b', 'fragment': 'f', 'records': {}, ^'overlays': {}}",
     "fragment", NULL},
    {"{'add-to': 'a.b', 'fragment': 'f', 'records': {'y': {'A':^ ", "fragment",
     NULL},
};

static void
begin(struct site_case *c, const char *fragment)
{
	site_case_begin(c);
	site_case_file(c, "views.json", site_case_views);
	site_case_file(c, "zone.json", zone);
	site_case_file(c, "f.json", fragment);
}

START_TEST(a_fragment_adds_what_its_fence_allows)
{
	struct site_case c, without;
	const char *content, *plain;

	begin(&c, cases[_i].fragment);
	site_case_load(&c);
	site_case_expect(&c, cases[_i].rules);
	ck_assert_uint_eq(report_errors(c.report), 0);
	content = site_case_content(&c, "external");
	if (cases[_i].record != NULL) {
		ck_assert_ptr_nonnull(strstr(content, cases[_i].record));
	} else {
		/* as if it weren't there */
		begin(&without, FRAGMENT("f", "{}"));
		site_case_load(&without);
		plain = site_case_content(&without, "external");
		ck_assert_str_eq(content, plain);
		site_case_end(&without);
	}
	site_case_end(&c);
}
END_TEST

START_TEST(the_fence_counts_all_its_files)
{
	struct site_case c;

	begin(&c, FRAGMENT("f", "{'y': {'A': ['9.9.9.1', '9.9.9.2']}}"));
	site_case_file(&c, "g.json",
	               FRAGMENT("f", "^{'z': {'A': ['9.9.9.1', '9.9.9.2']}}"));
	site_case_file(&c, "h.json", FRAGMENT("f", "{'y': {^'A': '9.9.9.3'}}"));
	site_case_load(&c);
	site_case_expect(&c, "fragment fragment");
	site_case_end(&c);
}
END_TEST

START_TEST(fences_come_back_from_a_pack)
{
	struct site_case c;
	struct packer packer, again;
	struct spec spec;

	begin(&c, FRAGMENT("f", "{}"));
	site_case_load(&c);
	packer = (struct packer){.arena = c.arena};
	again = packer;
	c.site.specs[0].overlay_count -= 1; /* the fragment's is never kept */
	spec_pack(&packer, &c.site.specs[0]);
	ck_assert_int_eq(spec_unpack(&spec, c.arena,
	                             place_path(c.site.specs[0].place),
	                             packer.octets, packer.length),
	                 0);
	ck_assert_uint_eq(spec.fence_count, 2);
	ck_assert(
	    place_equal(spec.fences[1].place, c.site.specs[0].fences[1].place));
	spec_pack(&again, &spec);
	ck_assert_uint_eq(again.length, packer.length);
	ck_assert_mem_eq(again.octets, packer.octets, packer.length);
	site_case_end(&c);
}
END_TEST

/* What is written to the folder of images is found there. */
START_TEST(what_was_published_is_kept)
{
	struct site_case c;
	struct publish publish;
	struct fragment_last *last;
	size_t length;

	begin(&c, FRAGMENT("f", "{'y': {'A': '9.9.9.1'}}"));
	site_case_load(&c);
	ck_assert_int_eq(publish_open(&publish, c.folder, false), 0);
	ck_assert_int_eq(fragment_last_write(&c.site, &publish), 0);
	last = fragment_last_read(c.arena, c.folder);
	ck_assert_ptr_nonnull(
	    strstr(fragment_last_find(last, "f.json", &length), "9.9.9.1"));
	ck_assert_ptr_null(fragment_last_find(last, "g.json", &length));
	ck_assert_ptr_null(fragment_last_find(NULL, "f.json", &length));
	c.site.fragment_count = 0;
	ck_assert_int_eq(fragment_last_write(&c.site, &publish), 0);
	last = fragment_last_read(c.arena, c.folder);
	ck_assert_ptr_null(fragment_last_find(last, "f.json", &length));
	publish_close(&publish);
	site_case_end(&c);
}
END_TEST

/* Together with the site each breaks a rule; the site goes without. */
static const struct {
	const char *fragment;
	const char *found;
} trials[] = {
    {FRAGMENT("f", "{'y': {'A': '10.0.0.1'}}"), "private-address"},
    {FRAGMENT("g", "{'g': {'A': '10.0.0.1'}}"), "private-address"},
    {FRAGMENT("f", "{'y': {'CNAME': 'ns.corp.internal.'}}"), "reserved-target"},
    {FRAGMENT("f", "{'y': {'CNAME': 'z'}, 'm': {'CNAME': ['a', 'b']}}"),
     "multiple-cname"},
};

START_TEST(the_site_goes_without_what_breaks_it)
{
	struct site_case c;
	struct checked checked;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	begin(&c, trials[_i].fragment);
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	ck_assert_uint_eq(checked_errors(&checked, false), 0);
	ck_assert_uint_eq(report_warnings(checked.report), 1);
	report_print(checked.report, REPORT_TEXT,
	             site_view_names(&checked.site), out);
	fclose(out);
	ck_assert_msg(strstr(text, trials[_i].found) != NULL
	                  && strstr(text, "[fragment]") != NULL,
	              "%s", text);
	ck_assert_int_eq(checked.site.fragments[0].taken, FRAGMENT_NONE);
	free(text);
	checked_free(&checked);
	site_case_end(&c);
}
END_TEST

/* The site's own error is told of, and the fragment stays. */
START_TEST(an_error_of_the_site_is_its_own)
{
	struct site_case c;
	struct checked checked;

	begin(&c, FRAGMENT("f", "{'y': {'A': '9.9.9.1'}}"));
	site_case_file(&c, "wrong.json",
	               "{'zone': 'w', 'views': ['external'], 'records': {}}");
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	ck_assert_uint_eq(checked_errors(&checked, false), 1);
	ck_assert_uint_eq(report_warnings(checked.report), 0);
	ck_assert_int_eq(checked.site.fragments[0].taken, FRAGMENT_TEXT);
	checked_free(&checked);
	site_case_end(&c);
}
END_TEST

/* A name that it adds takes a wildcard's place, and an ALIAS leads nowhere. */
START_TEST(an_error_elsewhere_may_be_a_fragments)
{
	struct site_case c;
	struct checked checked;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	begin(&c, FRAGMENT("f", "{'k.w': {'TXT': 't'}}"));
	site_case_file(&c, "z.json",
	               "{'zone': 'z', 'views': ['external'], 'records': {"
	               "'@': {'NS': 'n.'}, 'al': {'ALIAS': 'k.w.a.b.'}}}");
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	ck_assert_uint_eq(checked_errors(&checked, false), 0);
	ck_assert_uint_eq(report_warnings(checked.report), 1);
	report_print(checked.report, REPORT_TEXT,
	             site_view_names(&checked.site), out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(
	    text, "f.json:1:1: warning: with this fragment the site has an "
		  "error: this ALIAS leads to k.w.a.b., which has no address"));
	ck_assert_int_eq(checked.site.fragments[0].taken, FRAGMENT_NONE);
	free(text);
	checked_free(&checked);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("fragment");
	TCase *t = tcase_create("fragment");

	tcase_add_loop_test(t, fences_are_of_their_form, 0, COUNT(fences));
	tcase_add_loop_test(t, a_star_is_for_labels, 0, COUNT(names));
	tcase_add_loop_test(t, a_fragment_adds_what_its_fence_allows, 0,
	                    COUNT(cases));
	tcase_add_test(t, the_fence_counts_all_its_files);
	tcase_add_test(t, fences_come_back_from_a_pack);
	tcase_add_test(t, what_was_published_is_kept);
	tcase_add_loop_test(t, the_site_goes_without_what_breaks_it, 0,
	                    COUNT(trials));
	tcase_add_test(t, an_error_of_the_site_is_its_own);
	tcase_add_test(t, an_error_elsewhere_may_be_a_fragments);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
