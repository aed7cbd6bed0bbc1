/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/file.h"
#include "zones/file_replace.h"

static char root[64];

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
expect(const char *name, const char *text)
{
	struct arena *arena = arena_new();
	size_t length;
	char *got;

	ck_assert_int_eq(file_read(arena, &got, &length, name), 0);
	ck_assert_str_eq(got, text);
	arena_free(arena);
}

/* Files of the folder, those that begin with a dot too. */
static int
count_files(const char *folder)
{
	DIR *open = opendir(folder);
	int count = -2;

	ck_assert_ptr_nonnull(open);
	while (readdir(open) != NULL)
		count++;
	closedir(open);
	return count;
}

static void
setup(void)
{
	strcpy(root, "/tmp/check_file_replace.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("a", 0755), 0);
	put("a/file", "before");
}

static void
teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(a_file_is_replaced_and_keeps_its_mode)
{
	struct stat status;

	ck_assert_int_eq(chmod("a/file", 0640), 0);
	ck_assert_int_eq(file_replace("a/file", "after", 5), 0);
	expect("a/file", "after");
	ck_assert_int_eq(stat("a/file", &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0640);
	ck_assert_int_eq(file_replace("a/file", "", 0), 0);
	expect("a/file", "");
	ck_assert_int_eq(count_files("a"), 1);
}
END_TEST

START_TEST(a_link_stays_one)
{
	struct stat status;

	ck_assert_int_eq(symlink("a/file", "link"), 0);
	ck_assert_int_eq(file_replace("link", "after", 5), 0);
	expect("a/file", "after");
	ck_assert_int_eq(lstat("link", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
}
END_TEST

START_TEST(what_cannot_be_written_stays)
{
	ck_assert_int_eq(file_replace("a/none", "x", 1), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	/* a folder can't be replaced by a file */
	ck_assert_int_eq(file_replace("a", "x", 1), ERR_SYSTEM);
	ck_assert_int_eq(count_files("."), 1);
	expect("a/file", "before");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("file_replace");
	TCase *c = tcase_create("file_replace");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_file_is_replaced_and_keeps_its_mode);
	tcase_add_test(c, a_link_stays_one);
	tcase_add_test(c, what_cannot_be_written_stays);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
