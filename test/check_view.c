/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(name, views, mark)                      \
	"{'zone': '" name "', 'views': [" views "]," \
	" 'records': {'@': {'NS': 'ns.', 'TXT': '" mark "'}}}"

static struct site_case c;
static struct content contents[3]; /* internal, staging, external */

static void
load(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "a.json", ZONE("b.example", "'@all'", "first"));
	site_case_file(&c, "b.json", ZONE("example", "'internal'", "in"));
	site_case_file(&c, "c.json", ZONE("example", "'external'", "out"));
	site_case_file(&c, "d.json", ZONE("a.b.example", "'@inside'", "deep"));
	site_case_file(&c, "e.json", ZONE("b.example", "'staging'", "second"));
	site_case_load(&c);
	for (unsigned view = 0; view < 3; view++)
		view_content(&contents[view], &c.site, view);
}

static const struct {
	unsigned view;
	const char *zones; /* in canonical order */
} views[] = {
    {0, "example. b.example. a.b.example. "},
    {1, "b.example. a.b.example. "},
    {2, "example. b.example. "},
};

START_TEST(a_view_has_the_zones_that_list_it)
{
	const struct content *content;
	const char *text = "";

	load();
	content = &contents[views[_i].view];
	for (size_t i = 0; i < content->zone_count; i++)
		text = arena_format(c.arena, "%s%s ", text,
		                    content->zones[i].text);
	ck_assert_str_eq(text, views[_i].zones);
	site_case_end(&c);
}
END_TEST

/* Of two specs of one zone, which is an error, the first counts. */
START_TEST(each_view_has_its_own_spec_of_a_zone)
{
	load();
	ck_assert_ptr_nonnull(
	    strstr(site_case_content(&c, "internal"), "\"in\""));
	ck_assert_ptr_null(
	    strstr(site_case_content(&c, "internal"), "\"out\""));
	ck_assert_ptr_nonnull(
	    strstr(site_case_content(&c, "external"), "\"out\""));
	ck_assert_ptr_nonnull(
	    strstr(site_case_content(&c, "staging"), "\"first\""));
	ck_assert_ptr_null(
	    strstr(site_case_content(&c, "staging"), "\"second\""));
	site_case_end(&c);
}
END_TEST

START_TEST(a_content_knows_its_view)
{
	load();
	ck_assert_str_eq(contents[1].view, "staging");
	ck_assert_uint_eq(contents[1].index, 1);
	ck_assert(!contents[1].external);
	ck_assert(contents[2].external);
	ck_assert_ptr_eq(contents[2].answers, &c.site.views[2].answers);
	site_case_end(&c);
}
END_TEST

/* Reservations themselves are check_reserved.c's. */
START_TEST(what_is_reserved_by_itself_is_seen_by_internal_views)
{
	const uint8_t name[] = "\3www\5local";
	const struct reservation *found;

	load();
	for (size_t view = 0; view < 3; view++) {
		found = view_reservation(&contents[view], name);
		ck_assert_ptr_nonnull(found);
		ck_assert_str_eq(found->text, "local");
		ck_assert_int_eq(found->visible, view < 2);
	}
	ck_assert_ptr_null(
	    view_reservation(&contents[0], (const uint8_t *)"\1x"));
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view");
	TCase *t = tcase_create("view");

	tcase_add_loop_test(t, a_view_has_the_zones_that_list_it, 0,
	                    COUNT(views));
	tcase_add_test(t, each_view_has_its_own_spec_of_a_zone);
	tcase_add_test(t, a_content_knows_its_view);
	tcase_add_test(t, what_is_reserved_by_itself_is_seen_by_internal_views);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
