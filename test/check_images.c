/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/images.h"
#include "test/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static char folder[] = "/tmp/check_images.XXXXXX";

static char *
in_folder(const char *name)
{
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s/%s", folder, name), 0);
	return path;
}

static void
write_file(const char *name, const char *text)
{
	char *path = in_folder(name);
	FILE *out = fopen(path, "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
	free(path);
}

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
tear_down(void)
{
	static const char *const names[] = {"manifest.json", "a", "b", "pipe"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = in_folder(names[i]);

		unlink(path);
		free(path);
	}
	rmdir(folder);
}

START_TEST(a_manifest_says_which_images_of_which_views)
{
	struct images images = {0};
	char why[IMAGES_WHY], *path = in_folder("internal.view");

	write_file("manifest.json",
	           "{\"format\": 1, \"later\": [], \"views\": {\"internal\":"
	           " {\"file\": \"internal.view\", \"sha256\": \"" HASH "\","
	           " \"zones\": {\"corp.internal.\": 7}, \"later\": 1},"
	           " \"b-2\": {\"file\": \"x\", \"sha256\": \"" OTHER "\"}}}");
	ck_assert_int_eq(images_of_folder(&images, folder, why), 0);
	ck_assert_uint_eq(images.count, 2);
	ck_assert_str_eq(images.items[0].path, path);
	ck_assert_str_eq(images.items[0].view, "internal");
	ck_assert_str_eq(images.items[0].hash, HASH);
	ck_assert_str_eq(images.items[1].view, "b-2");
	ck_assert_str_eq(images.items[1].hash, OTHER);
	ck_assert(!images.items[0].vouched);
	images_clear(&images);
	free(path);
}
END_TEST

#define GENERATION(number)                                               \
	"{\"format\": 1, \"generation\": " number ", \"views\": {\"a\":" \
	" {\"file\": \"a\", \"sha256\": \"" HASH "\"}}}"

START_TEST(a_manifest_that_is_signed_has_a_generation)
{
	static const char text[] = GENERATION("9007199254740991");
	struct images images = {0};
	char why[IMAGES_WHY];

	ck_assert_int_eq(
	    images_of_vouched(&images, "/nowhere", text, strlen(text), why), 0);
	ck_assert_uint_eq(images.generation, 9007199254740991);
	ck_assert_uint_eq(images.count, 1);
	ck_assert_str_eq(images.items[0].path, "/nowhere/a");
	ck_assert(images.items[0].vouched);
	images_clear(&images);
}
END_TEST

static const char *const no_generations[] = {
    "{\"format\": 1, \"views\": {\"a\": {\"file\": \"a\","
    " \"sha256\": \"" HASH "\"}}}",
    GENERATION("0"),
    GENERATION("-1"),
    GENERATION("9007199254740992"),
    GENERATION("1.0"),
    GENERATION("\"1\""),
    GENERATION("null"),
    GENERATION("1, \"generation\": 1"),
    GENERATION("1") "{}",
};

START_TEST(one_without_is_refused)
{
	const char *text = no_generations[_i];
	struct images images = {0};
	char why[IMAGES_WHY];

	ck_assert_int_eq(
	    images_of_vouched(&images, "/nowhere", text, strlen(text), why),
	    ERR_MALFORMED);
	images_clear(&images);
}
END_TEST

#define VIEW(view, file, hash)                                         \
	"{\"format\": 1, \"views\": {\"" view "\": {\"file\": \"" file \
	"\", \"sha256\": \"" hash "\"}}}"

static const char *const bad[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"format\": 1}",
    "{\"format\": 1, \"views\": {}}",
    "{\"format\": 1, \"views\": []}",
    "{\"format\": 2, \"views\": {\"a\": {\"file\": \"a\", \"sha256\":"
    " \"" HASH "\"}}}",
    "{\"format\": \"1\", \"views\": {\"a\": {\"file\": \"a\", \"sha256\":"
    " \"" HASH "\"}}}",
    "{\"format\": 1, \"views\": {\"a\": 1}}",
    "{\"format\": 1, \"views\": {\"a\": {}}}",
    "{\"format\": 1, \"format\": 1, \"views\": {\"a\": {\"file\": \"a\","
    " \"sha256\": \"" HASH "\"}}}",
    VIEW("A", "a", HASH),
    VIEW("", "a", HASH),
    VIEW("a", "", HASH),
    VIEW("a", "..", HASH),
    VIEW("a", ".", HASH),
    VIEW("a", "../a", HASH),
    VIEW("a", "/etc/passwd", HASH),
    VIEW("a", "b/a", HASH),
    VIEW("a", "a", ""),
    VIEW("a", "a", HASH "0"),
    VIEW("a", "a", "g" HASH),
};

START_TEST(what_is_no_manifest_is_refused)
{
	struct images images = {0};
	char why[IMAGES_WHY];

	write_file("manifest.json", bad[_i]);
	ck_assert_int_eq(images_of_folder(&images, folder, why), ERR_MALFORMED);
	ck_assert_ptr_nonnull(strstr(why, "/manifest.json:"));
	images_clear(&images);
}
END_TEST

START_TEST(a_folder_without_manifest_is_a_system_error)
{
	struct images images = {0};
	char why[IMAGES_WHY];

	ck_assert_int_eq(images_of_folder(&images, folder, why), ERR_SYSTEM);
	ck_assert_ptr_nonnull(strstr(why, "No such file"));
}
END_TEST

START_TEST(what_is_served_is_told_by_what_lies_there)
{
	char *one[] = {folder};
	char *files[] = {in_folder("a"), in_folder("b")};
	char *mixed[] = {files[0], folder};
	char *pipe_path[] = {in_folder("pipe")};
	char *missing[] = {files[0], (char[]){"/nowhere/c"}};
	char why[IMAGES_WHY];

	write_file("a", "");
	write_file("b", "");
	ck_assert_int_eq(mkfifo(pipe_path[0], 0600), 0);
	ck_assert_int_eq(images_kind(one, 1, why), IMAGES_SITE);
	write_file("manifest.json", "{}");
	ck_assert_int_eq(images_kind(one, 1, why), IMAGES_FOLDER);
	ck_assert_int_eq(images_kind(files, 2, why), IMAGES_FILES);
	ck_assert_int_eq(images_kind(mixed, 2, why), ERR_MALFORMED);
	ck_assert_int_eq(images_kind(pipe_path, 1, why), ERR_MALFORMED);
	ck_assert_int_eq(images_kind(missing, 2, why), ERR_SYSTEM);
	ck_assert_str_eq(why, "/nowhere/c: No such file or directory");
	free(files[0]);
	free(files[1]);
	free(pipe_path[0]);
}
END_TEST

START_TEST(only_a_regular_file_is_opened)
{
	char *path = in_folder("pipe"), *file = in_folder("a");
	int image;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	write_file("a", "");
	ck_assert_int_eq(images_open(path), ERR_SYSTEM);
	ck_assert_int_eq(images_open(folder), ERR_SYSTEM);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(images_open("/dev/zero"), ERR_SYSTEM);
	ck_assert_int_eq(images_open("/nowhere/a"), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	image = images_open(file);
	ck_assert_int_ge(image, 0);
	close(image);
	free(path);
	free(file);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("images");
	TCase *tests = tcase_create("images");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_manifest_says_which_images_of_which_views);
	tcase_add_loop_test(tests, what_is_no_manifest_is_refused, 0,
	                    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tests, a_manifest_that_is_signed_has_a_generation);
	tcase_add_loop_test(tests, one_without_is_refused, 0,
	                    sizeof(no_generations) / sizeof(no_generations[0]));
	tcase_add_test(tests, a_folder_without_manifest_is_a_system_error);
	tcase_add_test(tests, what_is_served_is_told_by_what_lies_there);
	tcase_add_test(tests, only_a_regular_file_is_opened);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run_apart(suite());
}
