/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/huge_map.h"
#include "server/image_map.h"
#include "test/small_image.h"
#include "test/unit.h"

static const size_t sizes[] = {
    sizeof(struct small_image),
    4096,
    4100,
    HUGE_PAGE - 4,
    HUGE_PAGE,
    HUGE_PAGE + 4,
    (size_t)3 * HUGE_PAGE + 8192,
    (size_t)5 * HUGE_PAGE,
};

START_TEST(a_sealed_image_is_mapped)
{
	int file = small_image_sealed("inside", sizes[_i]);
	struct net_address source = {.family = 4, .octets = {127, 0, 0, 9}};
	struct image_map map;

	ck_assert_int_eq(image_map(&map, file, "inside"), 0);
	close(file);
	ck_assert_uint_eq(map.size, sizes[_i]);
	ck_assert(image_answers(&map.image, &source, false));
	ck_assert_int_eq(map.image.base[sizes[_i] - 1], 0);
	image_unmap(&map);
}
END_TEST

START_TEST(no_map_can_be_written_to)
{
	int file = small_image_sealed("inside", 4096);
	struct image_map map;

	ck_assert_int_eq(image_map(&map, file, "inside"), 0);
	ck_assert_int_eq(mprotect(map.base, map.size, PROT_READ | PROT_WRITE),
	                 -1);
	ck_assert_int_eq(errno, EACCES);
	image_unmap(&map);
	close(file);
}
END_TEST

START_TEST(the_image_of_another_view_is_refused)
{
	int file = small_image_sealed("inside", 4096);
	struct image_map map;

	ck_assert_int_eq(image_map(&map, file, "outside"), ERR_REPORTED);
	close(file);
}
END_TEST

static const int seals[] = {
    0,
    IMAGE_CHECKED & ~F_SEAL_WRITE,
    IMAGE_CHECKED & ~F_SEAL_GROW,
    IMAGE_CHECKED & ~F_SEAL_SHRINK,
    IMAGE_COPIED, /* and not checked */
};

START_TEST(what_could_change_or_isnt_checked_is_refused)
{
	struct small_image small;
	struct image_map map;
	int file = memfd_create("image", MFD_ALLOW_SEALING);

	small_image_fill(&small, "inside", sizeof(small));
	ck_assert_int_eq(write(file, &small, sizeof(small)), sizeof(small));
	ck_assert_int_eq(fcntl(file, F_ADD_SEALS, seals[_i]), 0);
	ck_assert_int_eq(image_map(&map, file, "inside"), ERR_REPORTED);
	close(file);
}
END_TEST

START_TEST(no_file_and_no_image_is_refused)
{
	struct image_map map;
	int empty = memfd_create("image", MFD_ALLOW_SEALING);
	int program = open("/proc/self/exe", O_RDONLY);

	ck_assert_int_eq(fcntl(empty, F_ADD_SEALS, IMAGE_CHECKED), 0);
	ck_assert_int_eq(image_map(&map, empty, "inside"), ERR_REPORTED);
	ck_assert_int_eq(image_map(&map, program, "inside"), ERR_REPORTED);
	ck_assert_int_eq(image_map(&map, -1, "inside"), ERR_REPORTED);
	close(program);
	close(empty);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("image_map");
	TCase *c = tcase_create("map");

	tcase_add_loop_test(c, a_sealed_image_is_mapped, 0,
	                    sizeof(sizes) / sizeof(*sizes));
	tcase_add_test(c, no_map_can_be_written_to);
	tcase_add_test(c, the_image_of_another_view_is_refused);
	tcase_add_loop_test(c, what_could_change_or_isnt_checked_is_refused, 0,
	                    sizeof(seals) / sizeof(*seals));
	tcase_add_test(c, no_file_and_no_image_is_refused);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
