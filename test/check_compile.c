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

#include "test/unit.h"
#include "zones/compile.h"
#include "zones/file.h"
#include "zones/image_file.h"

static char root[64]; /* has site/ and, when compiled, out/ */

static const char views[] =
    "{\"format\":1,\"views\":{"
    "\"in\":{\"trust\":\"internal\",\"networks\":[\"10.0.0.0/8\"]},"
    "\"ex\":{\"trust\":\"external\",\"networks\":[\"0.0.0.0/0\"]}}}";

static const char zone[] =
    "{\"zone\":\"example.com\",\"views\":[\"in\",\"ex\"],\"records\":{"
    "\"@\":{\"NS\":\"ns\"},\"ns\":{\"A\":\"9.9.9.9\"},"
    "\"www\":{\"A\":\"9.9.9.10\"}},"
    "\"overlays\":{\"in\":{\"www\":{\"A\":\"10.0.0.1\"}}}}";

static const char other_in[] =
    "{\"zone\":\"example.com\",\"views\":[\"in\",\"ex\"],\"records\":{"
    "\"@\":{\"NS\":\"ns\"},\"ns\":{\"A\":\"9.9.9.9\"},"
    "\"www\":{\"A\":\"9.9.9.10\"}},"
    "\"overlays\":{\"in\":{\"www\":{\"A\":\"10.0.0.2\"}}}}";

static const char broken[] = "{\"zone\":\"example.com\"}";

static const char *
path(const char *name)
{
	static char text[8][192];
	static unsigned next;
	char *to = text[next++ % 8];

	snprintf(to, sizeof(text[0]), "%s/%s", root, name);
	return to;
}

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(path(name), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
	strcpy(root, "/tmp/check_compile.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(mkdir(path("site"), 0777), 0);
	put("site/views.json", views);
	put("site/zone.json", zone);
	/* what is reported is looked at there */
	ck_assert_ptr_nonnull(freopen(path("errors"), "w+", stderr));
}

static void
teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

static int
compile_to(const char *folder, const char *previous, uint32_t now)
{
	char to[192], from[192];
	struct compile_options options = {
	    .site = path("site"),
	    .folder = strcpy(to, path(folder)),
	    .now = now,
	};

	if (previous != NULL)
		options.previous = strcpy(from, path(previous));
	return (int)compile_site(&options);
}

static void
expect_reported(const char *text)
{
	struct arena *arena = arena_new();
	char *errors;
	size_t length;

	fflush(stderr);
	ck_assert_int_eq(file_read(arena, &errors, &length, path("errors")), 0);
	ck_assert_msg(strstr(errors, text) != NULL, "%s", errors);
	arena_free(arena);
}

static bool
same(const char *a, const char *b)
{
	struct arena *arena = arena_new();
	char *a_text, *b_text;
	size_t a_length, b_length;
	bool equal;

	ck_assert_int_eq(file_read(arena, &a_text, &a_length, path(a)), 0);
	ck_assert_int_eq(file_read(arena, &b_text, &b_length, path(b)), 0);
	equal = a_length == b_length && memcmp(a_text, b_text, a_length) == 0;
	arena_free(arena);
	return equal;
}

static void
expect_same_folders(const char *a, const char *b)
{
	static const char *const names[] = {"in.view", "ex.view",
	                                    "manifest.json"};
	char a_path[64], b_path[64];

	for (size_t i = 0; i < 3; i++) {
		snprintf(a_path, sizeof(a_path), "%s/%s", a, names[i]);
		snprintf(b_path, sizeof(b_path), "%s/%s", b, names[i]);
		ck_assert_msg(same(a_path, b_path), "%s", names[i]);
	}
}

static void
expect_entries(const char *folder, const char *want)
{
	struct dirent **entries;
	int count = scandir(path(folder), &entries, NULL, alphasort);
	char got[512] = "";

	for (int i = 0; i < count; i++) {
		if (i >= 2)
			strcat(strcat(got, entries[i]->d_name), " ");
		free(entries[i]);
	}
	free(entries);
	ck_assert_str_eq(got, want);
}

static uint32_t
serial(const char *image, const char *view)
{
	struct image_file file;
	const char *why;
	uint32_t number;

	ck_assert_msg(image_file_read(&file, path(image), view, NULL, &why)
	                  == 0,
	              "%s", why);
	ck_assert_uint_eq(file.image.header->zones.count, 1);
	number = file.image.zones[0].serial;
	image_file_free(&file);
	return number;
}

START_TEST(each_view_gets_its_image)
{
	ck_assert_int_eq(compile_to("out", NULL, 7), 0);
	expect_entries("out", "ex.view in.view manifest.json ");
	ck_assert_uint_eq(serial("out/in.view", "in"), 7);
	ck_assert_uint_eq(serial("out/ex.view", "ex"), 7);
}
END_TEST

START_TEST(the_same_input_is_the_same_output)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", NULL, 7), 0);
	expect_same_folders("a", "b");
}
END_TEST

START_TEST(nothing_changed_is_the_same_output_later)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", "a", 100), 0);
	ck_assert_int_eq(compile_to("a", NULL, 200), 0);
	expect_same_folders("a", "b");
	ck_assert_uint_eq(serial("a/in.view", "in"), 7);
}
END_TEST

START_TEST(what_changes_in_one_view_does_not_show_in_another)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	put("site/zone.json", other_in);
	ck_assert_int_eq(compile_to("b", "a", 100), 0);
	ck_assert(same("a/ex.view", "b/ex.view"));
	ck_assert(!same("a/in.view", "b/in.view"));
	ck_assert_uint_eq(serial("b/in.view", "in"), 100);
}
END_TEST

START_TEST(a_site_with_an_error_changes_nothing)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", NULL, 7), 0);
	put("site/more.json", broken);
	ck_assert_int_eq(compile_to("a", NULL, 100), 1);
	expect_same_folders("a", "b");
	ck_assert_int_eq(compile_to("c", NULL, 100), 1);
	ck_assert_int_eq(access(path("c"), F_OK), -1);
}
END_TEST

START_TEST(an_image_goes_with_its_view_and_nothing_else_goes)
{
	ck_assert_int_eq(compile_to("out", NULL, 7), 0);
	put("out/notes", "mine");
	put("out/mine.view", "mine");
	put("site/views.json",
	    "{\"format\":1,\"views\":{\"in\":{\"trust\":\"internal\","
	    "\"networks\":[\"10.0.0.0/8\"]}}}");
	put("site/zone.json",
	    "{\"zone\":\"example.com\",\"views\":[\"in\"],\"records\":{"
	    "\"@\":{\"NS\":\"ns\"},\"ns\":{\"A\":\"9.9.9.9\"}}}");
	ck_assert_int_eq(compile_to("out", NULL, 7), 0);
	expect_entries("out", "in.view manifest.json mine.view notes ");
}
END_TEST

START_TEST(a_manifest_makes_nobody_remove_other_files)
{
	ck_assert_int_eq(compile_to("out", NULL, 7), 0);
	put("precious.view", "mine");
	put("out/manifest.json",
	    "{\"format\":1,\"views\":{\"../precious\":{},\".\":{}}}");
	ck_assert_int_eq(compile_to("out", NULL, 7), 0);
	ck_assert_int_eq(access(path("precious.view"), F_OK), 0);
}
END_TEST

START_TEST(a_damaged_manifest_is_written_anew)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", NULL, 7), 0);
	put("a/manifest.json", "{");
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	expect_same_folders("a", "b");
	put("a/manifest.json", "{");
	put("a/left.view", "mine");
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	expect_reported("manifest.json was damaged");
	ck_assert_int_eq(unlink(path("a/left.view")), 0);
	expect_same_folders("a", "b");
}
END_TEST

START_TEST(serials_are_not_guessed_from_a_damaged_image)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", NULL, 7), 0);
	ck_assert_int_eq(truncate(path("a/in.view"), 300), 0);
	ck_assert_int_eq(compile_to("a", NULL, 100), 1);
	expect_reported("a/in.view can't be used");
	ck_assert(same("a/ex.view", "b/ex.view"));
	ck_assert_int_eq(compile_to("a", "b", 100), 0);
	expect_same_folders("a", "b");
}
END_TEST

/* The image's version is what is behind its magic number. */
static void
make_old(const char *image)
{
	FILE *file = fopen(path(image), "r+");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, 8, SEEK_SET), 0);
	putc(1, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(serials_go_on_from_the_manifest_of_an_older_release)
{
	ck_assert_int_eq(compile_to("a", NULL, 100), 0);
	ck_assert_int_eq(compile_to("b", NULL, 101), 0);
	ck_assert_int_eq(compile_to("c", NULL, 50), 0);
	make_old("a/in.view");
	make_old("a/ex.view");
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	expect_reported("of another format version");
	expect_reported("a/manifest.json");
	expect_same_folders("a", "b");
	make_old("a/in.view");
	make_old("a/ex.view");
	ck_assert_int_eq(unlink(path("a/manifest.json")), 0);
	ck_assert_int_eq(compile_to("a", NULL, 50), 0);
	expect_reported("they begin anew");
	expect_same_folders("a", "c");
}
END_TEST

START_TEST(a_previous_folder_must_be_there)
{
	ck_assert_int_eq(compile_to("a", "nowhere", 7), 2);
	expect_reported("nowhere: No such file");
	ck_assert_int_eq(access(path("a"), F_OK), -1);
}
END_TEST

START_TEST(another_views_image_is_no_previous_one)
{
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(rename(path("a/ex.view"), path("a/in.view")), 0);
	ck_assert_int_eq(compile_to("a", NULL, 100), 1);
	expect_reported("a/in.view can't be used");
}
END_TEST

START_TEST(a_written_serial_that_was_not_raised_is_a_warning)
{
	static const char text[] =
	    "{\"zone\":\"example.com\",\"views\":[\"in\",\"ex\"],"
	    "\"soa\":{\"serial\":5},\"records\":{"
	    "\"@\":{\"NS\":\"ns\"},\"ns\":{\"A\":\"9.9.9.%d\"}}}";
	struct compile_options strict = {
	    .folder = path("a"), .site = path("site"), .strict = true};
	char with[512];

	snprintf(with, sizeof(with), text, 1);
	put("site/zone.json", with);
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	snprintf(with, sizeof(with), text, 2);
	put("site/zone.json", with);
	ck_assert_int_eq((int)compile_site(&strict), 1);
	expect_reported(": error: the content of example.com. changed");
	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	expect_reported("(in in, ex) [serial-not-raised]");
	ck_assert_uint_eq(serial("a/in.view", "in"), 5);
}
END_TEST

START_TEST(images_do_not_land_in_the_site)
{
	ck_assert_int_eq(compile_to("site", NULL, 7), 2);
	ck_assert_int_eq(compile_to("site/out", NULL, 7), 2);
	expect_reported("lies in the site");
	expect_entries("site", "views.json zone.json ");
	ck_assert_int_eq(compile_to("site/.out", NULL, 7), 0);
	ck_assert_int_eq(compile_to("site/.out", NULL, 7), 0);
	ck_assert_int_eq(compile_to("site2", NULL, 7), 0);
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_images)
{
	struct rlimit limit = {150, 150};

	ck_assert_int_eq(compile_to("a", NULL, 7), 0);
	ck_assert_int_eq(compile_to("b", NULL, 7), 0);
	put("site/zone.json", other_in);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(compile_to("a", NULL, 100), 2);
	expect_entries("a", "ex.view in.view manifest.json ");
	expect_same_folders("a", "b");
}
END_TEST

START_TEST(a_site_that_is_not_there_is_no_site_with_errors)
{
	struct compile_options options = {.folder = path("out"),
	                                  .site = path("nowhere")};

	ck_assert_int_eq((int)compile_site(&options), 2);
	expect_reported("nowhere: No such file or directory");
}
END_TEST

START_TEST(a_site_without_views_says_what_to_do)
{
	ck_assert_int_eq(unlink(path("site/zone.json")), 0);
	put("site/views.json", "{\"format\":1,\"views\":{}}");
	ck_assert_int_eq(compile_to("out", NULL, 7), 1);
	ck_assert_int_eq(unlink(path("site/views.json")), 0);
	ck_assert_int_eq(compile_to("out", NULL, 7), 1);
	expect_reported("no file of this site has \"views\"");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("compile");
	TCase *c = tcase_create("compile");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, each_view_gets_its_image);
	tcase_add_test(c, the_same_input_is_the_same_output);
	tcase_add_test(c, nothing_changed_is_the_same_output_later);
	tcase_add_test(c, what_changes_in_one_view_does_not_show_in_another);
	tcase_add_test(c, a_site_with_an_error_changes_nothing);
	tcase_add_test(c, an_image_goes_with_its_view_and_nothing_else_goes);
	tcase_add_test(c, a_manifest_makes_nobody_remove_other_files);
	tcase_add_test(c, a_damaged_manifest_is_written_anew);
	tcase_add_test(c, serials_are_not_guessed_from_a_damaged_image);
	tcase_add_test(c, serials_go_on_from_the_manifest_of_an_older_release);
	tcase_add_test(c, a_previous_folder_must_be_there);
	tcase_add_test(c, another_views_image_is_no_previous_one);
	tcase_add_test(c, a_written_serial_that_was_not_raised_is_a_warning);
	tcase_add_test(c, images_do_not_land_in_the_site);
	tcase_add_test(c, a_full_disk_leaves_the_old_images);
	tcase_add_test(c, a_site_that_is_not_there_is_no_site_with_errors);
	tcase_add_test(c, a_site_without_views_says_what_to_do);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
