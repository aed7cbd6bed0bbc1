/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/content.h"
#include "zones/image_file.h"
#include "zones/image_write.h"

static struct arena *arena;
static uint8_t *octets;
static size_t size;
static char path[64];

static void
setup(void)
{
	static const char *const lines[] = {"zone example.",
	                                    "example. 1 NS ns.example.",
	                                    "www.example. 1 A 192.0.2.1", NULL};
	struct content content;
	struct tree tree;

	arena = arena_new();
	content_from_text(&content, arena, lines);
	zone_build(&tree, arena, &content);
	ck_assert_int_eq(image_write(&octets, &size, &tree), 0);
	strcpy(path, "/tmp/check_image_file.XXXXXX");
	close(mkstemp(path));
}

static void
teardown(void)
{
	unlink(path);
	free(octets);
	arena_free(arena);
}

static int
read_back(size_t length, const char *view)
{
	FILE *file = fopen(path, "w");
	struct image_file image;
	const char *why = NULL;
	int code;

	ck_assert_uint_eq(fwrite(octets, 1, length, file), length);
	fclose(file);
	code = image_file_read(&image, path, view, NULL, &why);
	ck_assert(code == 0 || why[0] != '\0');
	image_file_free(&image);
	return code;
}

START_TEST(what_was_written_is_read)
{
	ck_assert_int_eq(read_back(size, NULL), 0);
	ck_assert_int_eq(read_back(size, "test"), 0);
}
END_TEST

START_TEST(another_views_image_is_refused)
{
	ck_assert_int_eq(read_back(size, "other"), ERR_VIEW);
}
END_TEST

START_TEST(no_octet_can_be_changed)
{
	for (size_t i = 0; i < size; i++) {
		octets[i] ^= 0x10;
		ck_assert_msg(read_back(size, NULL) < 0, "octet %zu", i);
		octets[i] ^= 0x10;
	}
}
END_TEST

START_TEST(a_file_that_is_cut_or_grown_is_refused)
{
	ck_assert_int_lt(read_back(0, NULL), 0);
	ck_assert_int_lt(read_back(sizeof(struct image_header), NULL), 0);
	ck_assert_int_lt(read_back(size - 1, NULL), 0);
	octets = realloc(octets, size + 4);
	memset(octets + size, 0, 4);
	ck_assert_int_lt(read_back(size + 4, NULL), 0);
}
END_TEST

START_TEST(what_is_no_file_is_a_system_error)
{
	struct image_file image;
	const char *why;

	ck_assert_int_eq(image_file_read(&image, "/tmp", NULL, NULL, &why),
	                 ERR_SYSTEM);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(
	    image_file_read(&image, "/nonexistent/x", NULL, NULL, &why),
	    ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("image_file");
	TCase *c = tcase_create("image_file");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, what_was_written_is_read);
	tcase_add_test(c, another_views_image_is_refused);
	tcase_add_test(c, no_octet_can_be_changed);
	tcase_add_test(c, a_file_that_is_cut_or_grown_is_refused);
	tcase_add_test(c, what_is_no_file_is_a_system_error);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
