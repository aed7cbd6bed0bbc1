/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/site_hash.h"

static struct site_case c;

static void
setup(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "b/zone.json", "{'zone': 'b.test'}");
	site_case_file(&c, "a.json", "{}");
	site_case_file(&c, ".hidden/x.json", "{}");
	site_case_file(&c, "text.txt", "not read");
}

static void
teardown(void)
{
	site_case_end(&c);
}

static const char *
hash(void)
{
	static char text[SITE_HASH_TEXT];
	struct site site = {.path = c.folder, .arena = c.arena};
	const char *failed = NULL;

	ck_assert_int_eq(site_hash(text, &site, &failed), 0);
	return text;
}

/* What sha256sum(1) makes of the files, by the manual's command. */
static const char *
by_hand(void)
{
	static char text[SITE_HASH_TEXT];
	const char *command = arena_format(
	    c.arena,
	    "cd %s && find -- * -name '.*' -prune -o -name '*.json' -print0 |"
	    " LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum",
	    c.folder);
	FILE *out = popen(command, "r");

	ck_assert_ptr_nonnull(out);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), out));
	ck_assert_int_eq(pclose(out), 0);
	return text;
}

START_TEST(it_is_what_sha256sum_says)
{
	ck_assert_str_eq(hash(), by_hand());
}
END_TEST

START_TEST(odd_names_are_escaped_as_sha256sum_does)
{
	site_case_file(&c, "new\nline.json", "{}");
	site_case_file(&c, "back\\slash.json", "{}");
	ck_assert_str_eq(hash(), by_hand());
}
END_TEST

START_TEST(each_file_and_name_counts_and_nothing_else)
{
	char first[SITE_HASH_TEXT];

	strcpy(first, hash());
	site_case_file(&c, "text.txt", "still not read");
	site_case_file(&c, ".hidden/x.json", "[]");
	ck_assert_str_eq(hash(), first);
	site_case_file(&c, "a.json", "{ }");
	ck_assert_str_ne(hash(), first);
	site_case_file(&c, "a.json", "{}");
	ck_assert_str_eq(hash(), first);
	ck_assert_int_eq(rename(arena_format(c.arena, "%s/a.json", c.folder),
	                        arena_format(c.arena, "%s/c.json", c.folder)),
	                 0);
	ck_assert_str_ne(hash(), first);
}
END_TEST

START_TEST(a_file_that_is_gone_is_named)
{
	struct site site = {.path = c.folder, .arena = c.arena};
	char text[SITE_HASH_TEXT];
	const char *failed = NULL;
	char *gone = arena_format(c.arena, "%s/gone.json", c.folder);

	ck_assert_int_eq(symlink("nowhere", gone), 0);
	ck_assert_int_eq(site_hash(text, &site, &failed), ERR_SYSTEM);
	ck_assert_str_eq(failed, gone);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site_hash");
	TCase *t = tcase_create("site_hash");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, it_is_what_sha256sum_says);
	tcase_add_test(t, odd_names_are_escaped_as_sha256sum_does);
	tcase_add_test(t, each_file_and_name_counts_and_nothing_else);
	tcase_add_test(t, a_file_that_is_gone_is_named);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
