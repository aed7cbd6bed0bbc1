/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/site_files.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	enum site_kind kind;
} kinds[] = {
    {"{\"zone\": 1}", SITE_ZONE},
    {"{\"views\": {}}", SITE_VIEWS},
    {"{\"expect\": []}", SITE_TESTS},
    /* whatever the order, the first of zone, expect, views tells */
    {"{\"views\": {}, \"expect\": [], \"zone\": \"a\"}", SITE_ZONE},
    {"{\"views\": {}, \"expect\": []}", SITE_TESTS},
    {"{\"\\u007aone\": 1}", SITE_ZONE},
    /* a list of views is a zone spec's that lacks its zone */
    {"{\"views\": [\"internal\"]}", SITE_ZONE},
    /* at the top alone */
    {"{\"a\": {\"zone\": 1}, \"b\": \"views\"}", SITE_OTHER},
    {"[{\"zone\": 1}]", SITE_OTHER},
    {"\"zone\"", SITE_OTHER},
    {"{}", SITE_OTHER},
    {"", SITE_OTHER},
    /* as far as it is JSON */
    {"{\"views\": {}, oops", SITE_VIEWS},
    {"{\"views\": {\"a\": [1, 2", SITE_VIEWS},
    {"{oops, \"views\": {}}", SITE_OTHER},
};

START_TEST(the_first_of_three_members_tells_the_kind)
{
	const char *text = kinds[_i].text;
	enum site_kind kind;

	(void)site_kind_told(&kind, text, strlen(text));
	ck_assert_int_eq(kind, kinds[_i].kind);
}
END_TEST

/* What is told by the beginning of a text stays so, whatever comes. */
static const struct {
	const char *text;
	bool told;
} heads[] = {
    {"{\"zone\":", true},      {"{\"views\": [], \"zone\": \"a", true},
    {"{\"views\": []", false}, {"{\"expect\": []", false},
    {"{\"zo", false},          {"", false},
};

START_TEST(a_zone_is_told_at_once)
{
	enum site_kind kind;

	ck_assert(site_kind_told(&kind, heads[_i].text, strlen(heads[_i].text))
	          == heads[_i].told);
}
END_TEST

/* The relative paths, a line each. */
static const char *
list(struct site_case *c, const char *site)
{
	struct site_files files;
	const char *failed, *text = "";

	ck_assert_int_eq(site_files_list(&files, c->arena, site, NULL, &failed),
	                 0);
	for (size_t i = 0; i < files.count; i++)
		text = arena_format(c->arena, "%s%s\n", text,
		                    files.items[i].relative);
	return text;
}

START_TEST(every_json_file_is_listed_in_the_order_of_octets)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "b.json", "");
	site_case_file(&c, "a/z.json", "");
	site_case_file(&c, "a/b/c/d.json", "");
	site_case_file(&c, "a.json", "");
	site_case_file(&c, "Z.json", "");
	site_case_file(&c, "a-b.json", "");
	site_case_file(&c, "x.json/y.json", "");
	site_case_file(&c, "notes.txt", "");
	site_case_file(&c, "json", "");
	site_case_file(&c, ".hidden.json", "");
	site_case_file(&c, ".git/a.json", "");
	site_case_file(&c, "a/.b/a.json", "");
	ck_assert_str_eq(list(&c, c.folder),
	                 "Z.json\na-b.json\na.json\na/b/c/d.json\n"
	                 "a/z.json\nb.json\nx.json/y.json\n");
	site_case_end(&c);
}
END_TEST

static void
link_to(struct site_case *c, const char *target, const char *name)
{
	ck_assert_int_eq(
	    symlink(target, arena_format(c->arena, "%s/%s", c->folder, name)),
	    0);
}

START_TEST(links_are_followed_to_files_alone)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "real/a.json", "");
	site_case_file(&c, "real/a.txt", "");
	link_to(&c, "real/a.txt", "b.json");
	link_to(&c, "real", "folder");
	link_to(&c, "real", "folder.json");
	link_to(&c, ".", "loop");
	link_to(&c, "nowhere", "nowhere");
	ck_assert_str_eq(list(&c, c.folder), "b.json\nreal/a.json\n");
	site_case_end(&c);
}
END_TEST

START_TEST(a_path_is_the_sites_and_below)
{
	struct site_files files;
	struct site_case c;
	const char *failed;

	site_case_begin(&c);
	site_case_file(&c, "a.json", "");
	ck_assert_int_eq(
	    site_files_list(&files, c.arena,
	                    arena_format(c.arena, "%s//", c.folder), NULL,
	                    &failed),
	    0);
	ck_assert_str_eq(files.items[0].path,
	                 arena_format(c.arena, "%s/a.json", c.folder));
	ck_assert_str_eq(files.items[0].name, files.items[0].path);
	site_case_end(&c);
}
END_TEST

START_TEST(messages_may_call_the_site_by_another_name)
{
	struct site_files files;
	struct site_case c;
	const char *failed;

	site_case_begin(&c);
	site_case_file(&c, "a.json", "");
	ck_assert_int_eq(
	    site_files_list(&files, c.arena, c.folder, "site/", &failed), 0);
	ck_assert_str_eq(files.items[0].path,
	                 arena_format(c.arena, "%s/a.json", c.folder));
	ck_assert_str_eq(files.items[0].name, "site/a.json");
	link_to(&c, "nowhere", "b.json");
	ck_assert_int_eq(
	    site_files_list(&files, c.arena, c.folder, "site", &failed),
	    ERR_SYSTEM);
	ck_assert_str_eq(failed, "site/b.json");
	site_case_end(&c);
}
END_TEST

START_TEST(what_cant_be_read_is_named)
{
	struct site_files files;
	struct site_case c;
	const char *failed, *path;

	site_case_begin(&c);
	path = arena_format(c.arena, "%s/none", c.folder);
	ck_assert_int_eq(site_files_list(&files, c.arena, path, NULL, &failed),
	                 ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(failed, path);

	site_case_file(&c, "a.json", "");
	path = arena_format(c.arena, "%s/a.json", c.folder);
	ck_assert_int_eq(site_files_list(&files, c.arena, path, NULL, &failed),
	                 ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOTDIR);

	link_to(&c, "nowhere", "b.json");
	ck_assert_int_eq(
	    site_files_list(&files, c.arena, c.folder, NULL, &failed),
	    ERR_SYSTEM);
	ck_assert_str_eq(failed, arena_format(c.arena, "%s/b.json", c.folder));
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site_files");
	TCase *t = tcase_create("site_files");

	tcase_add_loop_test(t, the_first_of_three_members_tells_the_kind, 0,
	                    COUNT(kinds));
	tcase_add_loop_test(t, a_zone_is_told_at_once, 0, COUNT(heads));
	tcase_add_test(t, every_json_file_is_listed_in_the_order_of_octets);
	tcase_add_test(t, links_are_followed_to_files_alone);
	tcase_add_test(t, a_path_is_the_sites_and_below);
	tcase_add_test(t, messages_may_call_the_site_by_another_name);
	tcase_add_test(t, what_cant_be_read_is_named);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
