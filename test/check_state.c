/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/state.h"
#include "test/unit.h"

static const uid_t same_user = (uid_t)-1;
static const gid_t same_group = (gid_t)-1;

static mode_t
mode_of(const char *path)
{
	struct stat about;

	ck_assert_int_eq(stat(path, &about), 0);
	return about.st_mode & 07777;
}

static uid_t
owner_of(const char *path)
{
	struct stat about;

	ck_assert_int_eq(stat(path, &about), 0);
	return about.st_uid;
}

static void
put_file(const char *folder, const char *name)
{
	char path[256];
	int file;

	snprintf(path, sizeof(path), "%.99s/%.99s", folder, name);
	file = open(path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(file, 0);
	close(file);
}

START_TEST(one_of_its_own_is_private_and_goes_with_it)
{
	struct state state;
	char path[256];

	ck_assert_int_eq(state_open(&state, NULL, true, same_user, same_group),
	                 0);
	snprintf(path, sizeof(path), "%s", state.path);
	ck_assert_uint_eq(mode_of(state.path), 0700);
	ck_assert_uint_eq(mode_of(state.site), 0700);
	put_file(state.site, "manifest.json");
	put_file(state.site, ".internal.view.tmp");
	state_close(&state);
	ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

START_TEST(it_lies_in_the_runtime_folder_of_the_user)
{
	char runtime[] = "/tmp/check_state.XXXXXX";
	struct state state;

	ck_assert_ptr_nonnull(mkdtemp(runtime));
	setenv("XDG_RUNTIME_DIR", runtime, 1);
	ck_assert_int_eq(state_open(&state, NULL, true, same_user, same_group),
	                 0);
	ck_assert_int_eq(strncmp(state.path, runtime, strlen(runtime)), 0);
	state_close(&state);
	setenv("XDG_RUNTIME_DIR", "/nowhere", 1);
	ck_assert_int_eq(state_open(&state, NULL, true, same_user, same_group),
	                 0);
	ck_assert_int_eq(strncmp(state.path, "/tmp/", 5), 0);
	state_close(&state);
	ck_assert_int_eq(rmdir(runtime), 0);
}
END_TEST

START_TEST(the_operators_stays_and_is_one_servers)
{
	char folder[] = "/tmp/check_state.XXXXXX", path[64], site[96];
	struct state state, second;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state", folder);
	snprintf(site, sizeof(site), "%s/site", path);
	ck_assert_int_eq(state_open(&state, path, true, same_user, same_group),
	                 0);
	ck_assert_str_eq(state.site, site);
	put_file(site, "manifest.json");
	log_limit(LOG_ERROR);
	ck_assert_int_eq(state_open(&second, path, true, same_user, same_group),
	                 ERR_REPORTED);
	state_close(&second);
	state_close(&state);
	ck_assert_int_eq(state_open(&state, path, true, same_user, same_group),
	                 0);
	state_close(&state);
	snprintf(site, sizeof(site), "%s/site/manifest.json", path);
	ck_assert_int_eq(unlink(site), 0);
	snprintf(site, sizeof(site), "%s/site", path);
	ck_assert_int_eq(rmdir(site), 0);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(roots_is_given_to_the_compilers_user)
{
	struct state state;

	if (geteuid() != 0)
		return;
	setenv("XDG_RUNTIME_DIR", "/run", 1);
	ck_assert_int_eq(state_open(&state, NULL, true, 65534, 65534), 0);
	ck_assert_int_eq(strncmp(state.path, "/tmp/", 5), 0);
	ck_assert_uint_eq(owner_of(state.path), 65534);
	ck_assert_uint_eq(owner_of(state.site), 65534);
	ck_assert_uint_eq(mode_of(state.site), 0700);
	state_close(&state);
}
END_TEST

/* What stands at STATE/site may be another's trap. */
START_TEST(a_link_is_not_followed)
{
	char folder[] = "/tmp/check_state.XXXXXX", site[256];
	struct state state;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(site, sizeof(site), "%s/site", folder);
	ck_assert_int_eq(symlink("/tmp", site), 0);
	ck_assert_int_eq(
	    state_open(&state, folder, true, same_user, same_group),
	    ERR_REPORTED);
	state_close(&state);
	unlink(site);
	rmdir(folder);
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_told)
{
	struct state state;

	ck_assert_int_eq(
	    state_open(&state, "/nowhere/state", true, same_user, same_group),
	    ERR_REPORTED);
	state_close(&state);
	ck_assert_int_eq(
	    state_open(&state, "/dev/null", true, same_user, same_group),
	    ERR_REPORTED);
	state_close(&state);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("state");
	TCase *tests = tcase_create("state");

	tcase_add_test(tests, one_of_its_own_is_private_and_goes_with_it);
	tcase_add_test(tests, it_lies_in_the_runtime_folder_of_the_user);
	tcase_add_test(tests, the_operators_stays_and_is_one_servers);
	tcase_add_test(tests, roots_is_given_to_the_compilers_user);
	tcase_add_test(tests, a_link_is_not_followed);
	tcase_add_test(tests, a_folder_that_cannot_be_is_told);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
