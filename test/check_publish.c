/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/publish.h"

static char folder[64];
static struct publish publish;

static void
setup(void)
{
	strcpy(folder, "/tmp/check_publish.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(publish_open(&publish, folder, true), 0);
}

static void
teardown(void)
{
	char command[128];

	publish_close(&publish);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* "NAME=CONTENT" of the folder's files, sorted by scandir(3). */
static void
expect_files(const char *want)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);
	char got[1024] = "", path[512], content[64];

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		FILE *file;
		size_t size;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			snprintf(path, sizeof(path), "%s/%s", folder, name);
			file = fopen(path, "r");
			ck_assert_ptr_nonnull(file);
			size = fread(content, 1, sizeof(content) - 1, file);
			content[size] = '\0';
			fclose(file);
			sprintf(got + strlen(got), "%s=%s ", name, content);
		}
		free(entries[i]);
	}
	free(entries);
	ck_assert_str_eq(got, want);
}

START_TEST(a_staged_file_takes_the_place_of_the_old_one)
{
	ck_assert_int_eq(publish_stage(&publish, "a", "old", 3), 0);
	ck_assert_int_eq(publish_rename(&publish, "a"), 0);
	expect_files("a=old ");
	ck_assert_int_eq(publish_stage(&publish, "a", "new", 3), 0);
	expect_files(".a.new=new a=old ");
	ck_assert_int_eq(publish_rename(&publish, "a"), 0);
	ck_assert_int_eq(publish_sync(&publish), 0);
	expect_files("a=new ");
	ck_assert_int_eq(publish_remove(&publish, "a"), 0);
	ck_assert_int_eq(publish_remove(&publish, "a"), 0);
	expect_files("");
}
END_TEST

START_TEST(a_file_beside_is_there_at_once_and_its_owners_alone)
{
	struct stat status;
	char path[512];

	ck_assert_int_eq(publish_beside(&publish, "a", "old", 3), 0);
	ck_assert_int_eq(publish_beside(&publish, "a", "new", 3), 0);
	expect_files("a=new ");
	snprintf(path, sizeof(path), "%s/a", folder);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
}
END_TEST

START_TEST(what_a_crash_left_behind_is_in_nobodys_way)
{
	ck_assert_int_eq(publish_stage(&publish, "a", "left", 4), 0);
	ck_assert_int_eq(publish_stage(&publish, "a", "a", 1), 0);
	ck_assert_int_eq(publish_rename(&publish, "a"), 0);
	expect_files("a=a ");
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_file_and_no_other)
{
	struct rlimit limit = {4096, 4096};
	static char large[100000];

	ck_assert_int_eq(publish_stage(&publish, "a", "old", 3), 0);
	ck_assert_int_eq(publish_rename(&publish, "a"), 0);
	/* EFBIG stands for ENOSPC: the write ends in the middle */
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(publish_stage(&publish, "a", large, sizeof(large)),
	                 ERR_REPORTED);
	expect_files("a=old ");
}
END_TEST

/* More than wait for the disk at a time. */
START_TEST(many_files_are_staged_and_none_is_left_open)
{
	int before = open("/", O_RDONLY | O_CLOEXEC), after;
	char name[16];

	for (int i = 0; i < 3 * PUBLISH_AHEAD + 1; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(publish_stage(&publish, name, name, 1), 0);
		ck_assert_uint_le(publish.ahead_count, PUBLISH_AHEAD);
	}
	for (int i = 0; i < 3 * PUBLISH_AHEAD + 1; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(publish_rename(&publish, name), 0);
		ck_assert_int_eq(publish_remove(&publish, name), 0);
	}
	after = open("/", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(after, before + 1);
	close(after);
	close(before);
	expect_files("");
}
END_TEST

START_TEST(nobody_else_writes_to_an_open_folder)
{
	struct publish second;

	ck_assert_int_eq(publish_open(&second, folder, true), ERR_REPORTED);
	publish_close(&publish);
	ck_assert_int_eq(publish_open(&second, folder, true), 0);
	publish_close(&second);
}
END_TEST

START_TEST(a_missing_folder_is_made_when_it_is_to_be)
{
	char path[128];
	struct publish other;

	snprintf(path, sizeof(path), "%s/new", folder);
	ck_assert_int_eq(publish_open(&other, path, false), 0);
	ck_assert_int_eq(other.folder, -1);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(publish_open(&other, path, true), 0);
	publish_close(&other);
	ck_assert_int_eq(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/no/such", folder);
	ck_assert_int_eq(publish_open(&other, path, true), ERR_REPORTED);
}
END_TEST

START_TEST(a_file_is_no_folder)
{
	char path[128];
	struct publish other;

	ck_assert_int_eq(publish_stage(&publish, "a", "a", 1), 0);
	snprintf(path, sizeof(path), "%s/.a.new", folder);
	ck_assert_int_eq(publish_open(&other, path, true), ERR_REPORTED);
	ck_assert_int_eq(publish_open(&other, path, false), ERR_REPORTED);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("publish");
	TCase *c = tcase_create("publish");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_staged_file_takes_the_place_of_the_old_one);
	tcase_add_test(c, a_file_beside_is_there_at_once_and_its_owners_alone);
	tcase_add_test(c, what_a_crash_left_behind_is_in_nobodys_way);
	tcase_add_test(c, a_full_disk_leaves_the_old_file_and_no_other);
	tcase_add_test(c, many_files_are_staged_and_none_is_left_open);
	tcase_add_test(c, nobody_else_writes_to_an_open_folder);
	tcase_add_test(c, a_missing_folder_is_made_when_it_is_to_be);
	tcase_add_test(c, a_file_is_no_folder);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
