/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/unit.h"
#include "zones/stamp.h"

/* A file system that is known, at the second 1000. */
static const struct stamping known = {.known = true, .device = 7, .now = 1000};

static struct stat
status_of(dev_t device, time_t changed)
{
	return (struct stat){.st_dev = device,
	                     .st_ino = 5,
	                     .st_size = 10,
	                     .st_ctim = {changed, 123}};
}

static bool
is_none(const struct stamping *stamping, const struct stat *status)
{
	const struct stamp none = {0};
	struct stamp stamp = stamp_of(stamping, status);

	return stamp_equal(&stamp, &none);
}

START_TEST(what_changed_just_now_or_later_has_none)
{
	static const struct {
		time_t changed;
		bool none;
	} cases[] = {{0, false},  {997, false}, {998, true},
	             {999, true}, {1000, true}, {5000, true}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stat status = status_of(7, cases[i].changed);

		ck_assert_int_eq(is_none(&known, &status), cases[i].none);
	}
}
END_TEST

START_TEST(another_file_system_has_none)
{
	const struct stamping unknown = {.device = 7, .now = 1000};
	struct stat here = status_of(7, 1), elsewhere = status_of(8, 1);

	ck_assert(!is_none(&known, &here));
	ck_assert(is_none(&known, &elsewhere));
	ck_assert(is_none(&unknown, &here));
}
END_TEST

START_TEST(each_part_tells_files_apart)
{
	struct stat status = status_of(7, 900), others[4];
	struct stamp stamp = stamp_of(&known, &status);

	for (size_t i = 0; i < 4; i++)
		others[i] = status;
	others[0].st_ino++;
	others[1].st_size++;
	others[2].st_ctim.tv_sec++;
	others[3].st_ctim.tv_nsec++;
	for (size_t i = 0; i < 4; i++) {
		struct stamp other = stamp_of(&known, &others[i]);

		ck_assert(!stamp_equal(&stamp, &other));
	}
}
END_TEST

START_TEST(one_holds_until_the_file_is_changed)
{
	char path[] = "/tmp/mullion-stamp-XXXXXX";
	const struct stamp none = {0};
	int fd = mkstemp(path);
	struct stamping later;
	struct stat status;
	struct stamp stamp;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "a", 1), 1);
	ck_assert_int_eq(fstat(fd, &status), 0);
	later = (struct stamping){.known = true,
	                          .device = status.st_dev,
	                          .now = status.st_ctim.tv_sec + 100};
	stamp = stamp_of(&later, &status);
	ck_assert(stamp_holds(&stamp, &later, path));
	ck_assert(!stamp_holds(&none, &later, path));
	ck_assert(!stamp_holds(&stamp, &later, "/nonexistent"));
	usleep(20000); /* a tick of the clock */
	ck_assert_int_eq(pwrite(fd, "b", 1, 0), 1);
	ck_assert_int_eq(
	    futimens(fd, (struct timespec[2]){status.st_atim, status.st_mtim}),
	    0);
	ck_assert(!stamp_holds(&stamp, &later, path));
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(a_system_that_is_not_known_to_keep_times_is_told)
{
	struct stamping stamping;

	stamping_begin(&stamping, "/proc");
	ck_assert(!stamping.known);
	stamping_begin(&stamping, "/nonexistent");
	ck_assert(!stamping.known);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("stamp");
	TCase *t = tcase_create("stamp");

	tcase_add_test(t, what_changed_just_now_or_later_has_none);
	tcase_add_test(t, another_file_system_has_none);
	tcase_add_test(t, each_part_tells_files_apart);
	tcase_add_test(t, one_holds_until_the_file_is_changed);
	tcase_add_test(t, a_system_that_is_not_known_to_keep_times_is_told);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
