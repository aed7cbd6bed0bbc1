/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/image_format.h"
#include "server/huge_map.h"
#include "server/image_copy.h"
#include "test/unit.h"

/* The copy asks nothing of what it copies but its size. */
static const size_t sizes[] = {
    sizeof(struct image_header),
    4096,
    4097,
    HUGE_PAGE - 1,
    HUGE_PAGE,
    HUGE_PAGE + 1,
    (size_t)3 * HUGE_PAGE + 8192,
};

static int
make_memfd(void)
{
	return memfd_create("copy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static uint8_t *
make_octets(size_t size)
{
	uint8_t *octets = malloc(size);

	for (size_t i = 0; i < size; i++)
		octets[i] = (uint8_t)(i * 31 + i / 4096 + 1);
	return octets;
}

static int
make_file(const uint8_t *octets, size_t size)
{
	int file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(pwrite(file, octets, size, 0), (ssize_t)size);
	return file;
}

START_TEST(the_copy_is_the_file_octet_for_octet)
{
	uint8_t *octets = make_octets(sizes[_i]);
	int file = make_file(octets, sizes[_i]), memfd = make_memfd();
	const char *what;
	void *copy;

	ck_assert_int_eq(image_copy(memfd, file, &what), 0);
	ck_assert_int_eq(lseek(memfd, 0, SEEK_END), (off_t)sizes[_i]);
	copy = huge_map(memfd, sizes[_i], PROT_READ);
	ck_assert_mem_eq(copy, octets, sizes[_i]);
	munmap(copy, sizes[_i]);
	close(file);
	close(memfd);
	free(octets);
}
END_TEST

START_TEST(it_cant_change_any_more_and_isnt_checked_yet)
{
	const size_t size = sizeof(struct image_header);
	uint8_t *octets = make_octets(size);
	int file = make_file(octets, size), memfd = make_memfd();
	const char *what;

	ck_assert_int_eq(image_copy(memfd, file, &what), 0);
	ck_assert_int_eq(fcntl(memfd, F_GET_SEALS), IMAGE_COPIED);
	ck_assert_int_eq(pwrite(memfd, "x", 1, 0), -1);
	ck_assert_int_eq(errno, EPERM);
	ck_assert_int_eq(ftruncate(memfd, 0), -1);
	ck_assert_int_eq(ftruncate(memfd, 1 << 20), -1);
	ck_assert_ptr_eq(huge_map(memfd, size, PROT_READ | PROT_WRITE),
	                 MAP_FAILED);
	close(file);
	close(memfd);
	free(octets);
}
END_TEST

static void
refused(int file, int expected, const char *expected_what)
{
	int memfd = make_memfd();
	const char *what = NULL;

	ck_assert_int_eq(image_copy(memfd, file, &what), expected);
	ck_assert_str_eq(what, expected_what);
	ck_assert_int_eq(fcntl(memfd, F_GET_SEALS), 0);
	close(memfd);
}

START_TEST(what_cant_be_an_image_isnt_copied)
{
	static const uint8_t octets[sizeof(struct image_header)];
	int file = make_file(octets, sizeof(octets));
	int folder = open("/tmp", O_RDONLY | O_CLOEXEC);
	int device = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	refused(-1, ERR_SYSTEM, "it can't be read");
	refused(folder, ERR_MALFORMED, "it is no regular file");
	refused(device, ERR_MALFORMED, "it is no regular file");
	ck_assert_int_eq(ftruncate(file, sizeof(octets) - 1), 0);
	refused(file, ERR_SHORT, "it is too short for an image");
	close(folder);
	close(device);
	close(file);
	file = memfd_create("long", MFD_CLOEXEC);
	ck_assert_int_eq(ftruncate(file, (off_t)UINT32_MAX * IMAGE_UNIT + 1),
	                 0);
	refused(file, ERR_RANGE, "it is too long for an image");
	close(file);
}
END_TEST

/* As if it had been cut short since its size was asked for. */
START_TEST(a_file_that_ends_early_is_an_error)
{
	static const uint8_t octets[4096];
	int file = make_file(octets, sizeof(octets));

	ck_assert_int_eq(lseek(file, 1, SEEK_SET), 1);
	refused(file, ERR_SHORT, "it can't be read");
	close(file);
}
END_TEST

START_TEST(a_memfd_that_cant_be_sealed_is_an_error)
{
	static const uint8_t octets[4096];
	int file = make_file(octets, sizeof(octets));
	int memfd = memfd_create("copy", MFD_CLOEXEC);
	const char *what;

	ck_assert_int_eq(image_copy(memfd, file, &what), ERR_SYSTEM);
	ck_assert_str_eq(what, "the copy can't be sealed");
	close(memfd);
	close(file);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("image_copy");
	TCase *tests = tcase_create("copy");

	tcase_add_loop_test(tests, the_copy_is_the_file_octet_for_octet, 0,
	                    sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(tests, it_cant_change_any_more_and_isnt_checked_yet);
	tcase_add_test(tests, what_cant_be_an_image_isnt_copied);
	tcase_add_test(tests, a_file_that_ends_early_is_an_error);
	tcase_add_test(tests, a_memfd_that_cant_be_sealed_is_an_error);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
