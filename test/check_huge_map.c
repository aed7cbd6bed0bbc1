/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/huge_map.h"
#include "test/unit.h"

static const size_t sizes[] = {
    1,
    4096,
    4097,
    HUGE_PAGE - 1,
    HUGE_PAGE,
    HUGE_PAGE + 1,
    (size_t)3 * HUGE_PAGE + 8192,
};

START_TEST(it_lies_at_a_multiple_of_a_huge_page)
{
	int file = memfd_create("map", MFD_CLOEXEC);
	uint8_t octet = 'e';
	uint8_t *base;

	ck_assert_int_eq(
	    pwrite(file, &octet, sizeof(octet), (off_t)sizes[_i] - 1), 1);
	base = huge_map(file, sizes[_i], PROT_READ | PROT_WRITE);
	ck_assert_ptr_ne(base, MAP_FAILED);
	ck_assert_uint_eq((uintptr_t)base % HUGE_PAGE, 0);
	ck_assert_uint_eq(base[sizes[_i] - 1], 'e');
	base[0] = 'b';
	ck_assert_int_eq(munmap(base, sizes[_i]), 0);
	ck_assert_int_eq(pread(file, &octet, sizeof(octet), 0), 1);
	ck_assert_uint_eq(octet, 'b');
	close(file);
}
END_TEST

static int
count_maps(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int lines = 0, c;

	while ((c = getc(maps)) != EOF)
		lines += c == '\n';
	fclose(maps);
	return lines;
}

START_TEST(nothing_is_left_of_what_was_reserved)
{
	int file = memfd_create("map", MFD_CLOEXEC), before = count_maps();
	void *base;

	ck_assert_int_eq(ftruncate(file, 2 * HUGE_PAGE), 0);
	base = huge_map(file, 2 * HUGE_PAGE, PROT_READ);
	ck_assert_ptr_ne(base, MAP_FAILED);
	ck_assert_int_eq(count_maps(), before + 1);
	munmap(base, 2 * HUGE_PAGE);
	ck_assert_int_eq(count_maps(), before);
	close(file);
}
END_TEST

START_TEST(what_cant_be_mapped_is_told)
{
	ck_assert_ptr_eq(huge_map(-1, 4096, PROT_READ), MAP_FAILED);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("huge_map");
	TCase *tests = tcase_create("map");

	tcase_add_loop_test(tests, it_lies_at_a_multiple_of_a_huge_page, 0,
	                    sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(tests, nothing_is_left_of_what_was_reserved);
	tcase_add_test(tests, what_cant_be_mapped_is_told);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
