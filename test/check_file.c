/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/file.h"

static char folder[] = "/tmp/mullion-file-XXXXXX";
static char path[64];
static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
}

static void
tear_down(void)
{
	unlink(path);
	rmdir(folder);
	arena_free(arena);
}

START_TEST(a_file_is_read_whole)
{
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 3000000};
	size_t size = sizes[_i], length = 1;
	char *octets = malloc(size + 1), *text = NULL;
	FILE *file = fopen(path, "w");

	memset(octets, 0, size);
	for (size_t i = 0; i < size; i += 7)
		octets[i] = (char)i;
	fwrite(octets, 1, size, file);
	fclose(file);
	ck_assert_int_eq(file_read(arena, &text, &length, path), 0);
	ck_assert_uint_eq(length, size);
	ck_assert_int_eq(memcmp(text, octets, size), 0);
	ck_assert_int_eq(text[size], '\0');
	free(octets);
}
END_TEST

START_TEST(a_head_is_no_longer_than_asked_for)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = fopen(path, "w");

	fputs("twelve here.", file);
	fclose(file);
	ck_assert_int_eq(file_read_head(arena, &text, &length, path, 6), 0);
	ck_assert_uint_eq(length, 6);
	ck_assert_str_eq(text, "twelve");
	ck_assert_int_eq(file_read_head(arena, &text, &length, path, 13), 0);
	ck_assert_uint_eq(length, 12);
}
END_TEST

START_TEST(what_is_no_regular_file_is_refused)
{
	char *text;
	size_t length;

	ck_assert_int_eq(file_read(arena, &text, &length, path), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(file_read(arena, &text, &length, folder), ERR_SYSTEM);
	ck_assert_int_eq(errno, EISDIR);
	/* A FIFO without a writer isn't waited for. */
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(file_read(arena, &text, &length, path), ERR_SYSTEM);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_read(arena, &text, &length, "/dev/zero"),
	                 ERR_SYSTEM);
}
END_TEST

START_TEST(all_is_written_or_it_is_an_error)
{
	enum { SIZE = 300000 }; /* more than a pipe or a buffer holds */
	char *octets = malloc(SIZE), *text;
	size_t length;
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	int full = open("/dev/full", O_WRONLY);

	for (size_t i = 0; i < SIZE; i++)
		octets[i] = (char)(i * 7);
	ck_assert_int_eq(file_write(fd, octets, 1), 0);
	ck_assert_int_eq(file_write(fd, octets + 1, SIZE - 1), 0);
	ck_assert_int_eq(file_write(fd, octets, 0), 0);
	ck_assert_int_eq(file_read(arena, &text, &length, path), 0);
	ck_assert_mem_eq(text, octets, SIZE);
	ck_assert_uint_eq(length, SIZE);
	ck_assert_int_eq(file_write(full, octets, 1), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOSPC);
	close(full);
	close(fd);
	free(octets);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("file");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, a_file_is_read_whole, 0, 6);
	tcase_add_test(t, a_head_is_no_longer_than_asked_for);
	tcase_add_test(t, what_is_no_regular_file_is_refused);
	tcase_add_test(t, all_is_written_or_it_is_an_error);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
