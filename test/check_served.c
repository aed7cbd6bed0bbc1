/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/served.h"
#include "test/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static char path[64];
static int folder;

static void
setup(void)
{
	strcpy(path, "/tmp/check_served.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(folder, 0);
	log_limit(LOG_ERROR);
}

static void
teardown(void)
{
	char command[128];

	close(folder);
	snprintf(command, sizeof(command), "rm -rf %s", path);
	ck_assert_int_eq(system(command), 0);
}

static void
put(const char *text)
{
	int file =
	    openat(folder, "generation", O_WRONLY | O_CREAT | O_TRUNC, 0644);

	ck_assert_int_eq(write(file, text, strlen(text)),
	                 (ssize_t)strlen(text));
	close(file);
}

static struct served
open_new(void)
{
	struct served served;

	ck_assert_int_eq(served_open(&served, folder, path), 0);
	return served;
}

static int
check(uint64_t generation, const char *hash)
{
	const struct served served = open_new();
	char why[SERVED_WHY];

	return served_check(&served, generation, hash, why);
}

START_TEST(at_first_any_generation_will_do)
{
	ck_assert_int_eq(check(1, HASH), 0);
	ck_assert_int_eq(check(INT64_MAX, HASH), 0);
}
END_TEST

START_TEST(what_was_served_is_remembered_over_a_restart)
{
	struct served served = open_new();

	ck_assert_int_eq(served_keep(&served, 7, HASH), 0);
	ck_assert_int_eq(check(6, HASH), ERR_RANGE);
	ck_assert_int_eq(check(7, HASH), 0);
	ck_assert_int_eq(check(7, OTHER), ERR_RANGE);
	ck_assert_int_eq(check(8, OTHER), 0);
}
END_TEST

/* As it is asked for with --force: what was forced counts from then on. */
START_TEST(an_older_one_can_be_kept)
{
	struct served served = open_new();

	ck_assert_int_eq(served_keep(&served, 7, HASH), 0);
	ck_assert_int_eq(served_keep(&served, 5, OTHER), 0);
	ck_assert_int_eq(check(5, OTHER), 0);
	ck_assert_int_eq(check(6, HASH), 0);
	ck_assert_int_eq(check(4, HASH), ERR_RANGE);
}
END_TEST

START_TEST(a_refusal_says_what_was_served)
{
	struct served served = open_new();
	char why[SERVED_WHY];

	ck_assert_int_eq(served_keep(&served, 9007199254740991, HASH), 0);
	ck_assert_int_eq(served_check(&served, 6, HASH, why), ERR_RANGE);
	ck_assert_ptr_nonnull(strstr(why, "6, is older than 9007199254740991"));
	ck_assert_ptr_nonnull(strstr(why, "--force"));
	ck_assert_int_eq(served_check(&served, 9007199254740991, OTHER, why),
	                 ERR_RANGE);
	ck_assert_ptr_nonnull(strstr(why, "another manifest"));
}
END_TEST

/* What can't be remembered isn't served, and the old line stays. */
START_TEST(a_full_disk_forgets_nothing)
{
	struct rlimit none = {0, 0};
	struct served served = open_new();

	ck_assert_int_eq(served_keep(&served, 7, HASH), 0);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	ck_assert_int_eq(served_keep(&served, 8, HASH), ERR_SYSTEM);
	ck_assert_uint_eq(served.generation, 7);
	ck_assert_int_eq(check(6, HASH), ERR_RANGE);
	ck_assert_int_eq(check(7, HASH), 0);
}
END_TEST

static const char *const damaged[] = {
    "",
    "7",
    "7 " HASH,
    "07 " HASH "\n",
    "0 " HASH "\n",
    "-7 " HASH "\n",
    "7 " HASH "\n\n",
    "7 " HASH "0\n",
    "7  " HASH "\n",
    "7 g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
    "99999999999999999999 " HASH "\n",
};

/* To take it for none would let any old folder in. */
START_TEST(a_damaged_memory_is_an_error)
{
	struct served served;

	put(damaged[_i]);
	ck_assert_int_eq(served_open(&served, folder, path), ERR_REPORTED);
}
END_TEST

START_TEST(the_memory_is_no_link)
{
	struct served served;

	ck_assert_int_eq(symlinkat("/dev/null", folder, "generation"), 0);
	ck_assert_int_eq(served_open(&served, folder, path), ERR_REPORTED);
}
END_TEST

START_TEST(a_folder_that_others_can_write_to_remembers_nothing)
{
	static const mode_t modes[] = {0720, 0702, 01777};
	struct served served;

	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(fchmod(folder, modes[i]), 0);
		ck_assert_int_eq(served_open(&served, folder, path),
		                 ERR_REPORTED);
	}
	ck_assert_int_eq(fchmod(folder, 0755), 0);
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(fchown(folder, 65534, 65534), 0);
	ck_assert_int_eq(served_open(&served, folder, path), ERR_REPORTED);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("served");
	TCase *c = tcase_create("served");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, at_first_any_generation_will_do);
	tcase_add_test(c, what_was_served_is_remembered_over_a_restart);
	tcase_add_test(c, an_older_one_can_be_kept);
	tcase_add_test(c, a_refusal_says_what_was_served);
	tcase_add_test(c, a_full_disk_forgets_nothing);
	tcase_add_loop_test(c, a_damaged_memory_is_an_error, 0,
	                    sizeof(damaged) / sizeof(damaged[0]));
	tcase_add_test(c, the_memory_is_no_link);
	tcase_add_test(c, a_folder_that_others_can_write_to_remembers_nothing);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
