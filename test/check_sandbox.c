/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/sandbox.h"
#include "test/unit.h"

/*
 * Each test enters the sandbox in a process of its own and looks at what is
 * left. It tells by its exit status: 0 when a claim holds.
 */
enum { KEPT = 2, OPENED = 40, WANTED = 100, NOBODY = 65534 };

static int
in_child(bool (*claim)(struct sandbox *))
{
	int keep[KEPT];
	int status;
	pid_t child;

	for (int i = 0; i < OPENED; i++) {
		int opened = open("/dev/null", O_RDWR);

		ck_assert_int_ge(opened, 3);
		if (i % 20 == 10)
			keep[1 - i / 20] = opened; /* not in order */
	}
	child = fork();
	if (child == 0) {
		struct sandbox sandbox = {
		    .parent = getppid(),
		    .keep = keep,
		    .kept = KEPT,
		    .descriptors = WANTED,
		};

		_exit(claim(&sandbox) ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
keeps_its_descriptors_alone(struct sandbox *sandbox)
{
	const int low = sandbox->keep[1];
	const int high = sandbox->keep[0];

	if (sandbox_enter(sandbox) < 0)
		return false;
	for (int i = 0; i < 200; i++) {
		bool open = fcntl(i, F_GETFD) >= 0;

		if (open != (i < 3 || i == low || i == high))
			return false;
	}
	return true;
}

/* A line of /proc/self/status says so. */
static bool
status_says(const char *wanted)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	bool found = false;

	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		found |= strcmp(line, wanted) == 0;
	}
	fclose(file);
	return found;
}

static bool
has_no_privilege(struct sandbox *sandbox)
{
	int signal_number;

	return sandbox_enter(sandbox) == 0
	       && prctl(PR_GET_PDEATHSIG, &signal_number) == 0
	       && signal_number == 9 && prctl(PR_GET_DUMPABLE) == 0
	       && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
	       && status_says("CapInh:\t0000000000000000")
	       && status_says("CapPrm:\t0000000000000000")
	       && status_says("CapEff:\t0000000000000000")
	       && status_says("CapAmb:\t0000000000000000");
}

/* Behind a change of user too, which undoes half of it. */
static bool
is_another_user(struct sandbox *sandbox)
{
	gid_t groups[8];

	sandbox->change_user = true;
	sandbox->user = NOBODY;
	sandbox->group = NOBODY - 1;
	return has_no_privilege(sandbox)
	       && status_says("CapBnd:\t0000000000000000")
	       && status_says("Uid:\t65534\t65534\t65534\t65534")
	       && status_says("Gid:\t65533\t65533\t65533\t65533")
	       && getgroups(8, groups) == 0 && setuid(0) < 0;
}

static bool
cant_become_another_user(struct sandbox *sandbox)
{
	sandbox->change_user = true;
	sandbox->user = 0;
	sandbox->group = 0;
	return sandbox_enter(sandbox) == ERR_REPORTED;
}

static bool
may_open_what_it_wanted(struct sandbox *sandbox)
{
	struct rlimit core;
	const int high = sandbox->keep[0];
	int opened = 0;

	if (sandbox_enter(sandbox) < 0 || sandbox->descriptors != WANTED
	    || getrlimit(RLIMIT_CORE, &core) < 0 || core.rlim_max != 0)
		return false;
	while (opened < 1000 && dup(0) >= 0)
		opened++;
	/* And what lies free below the highest that it kept. */
	return opened == WANTED + high - 3 - 1;
}

static bool
is_told_of_a_lower_limit(struct sandbox *sandbox)
{
	struct rlimit low = {60, 60};

	sandbox->descriptors = 1000;
	return setrlimit(RLIMIT_NOFILE, &low) == 0
	       && (geteuid() != 0 || setuid(NOBODY) == 0)
	       && sandbox_enter(sandbox) == 0
	       && sandbox->descriptors == 60u - (unsigned)sandbox->keep[1] - 1;
}

static bool
wont_have_one_twice(struct sandbox *sandbox)
{
	sandbox->keep[0] = sandbox->keep[1];
	return sandbox_enter(sandbox) == ERR_REPORTED;
}

static bool
wont_have_one_that_isnt_open(struct sandbox *sandbox)
{
	close(sandbox->keep[0]);
	return sandbox_enter(sandbox) == ERR_REPORTED;
}

static bool
wont_outlive_its_parent(struct sandbox *sandbox)
{
	sandbox->parent = 1; /* as it was before that one left */
	return sandbox_enter(sandbox) == ERR_REPORTED;
}

START_TEST(a_process_keeps_its_descriptors_alone)
{
	ck_assert_int_eq(in_child(keeps_its_descriptors_alone), 0);
}
END_TEST

START_TEST(a_process_has_no_privilege)
{
	ck_assert_int_eq(in_child(has_no_privilege), 0);
}
END_TEST

START_TEST(root_becomes_another_user_and_nobody_else_does)
{
	if (geteuid() == 0)
		ck_assert_int_eq(in_child(is_another_user), 0);
	else
		ck_assert_int_eq(in_child(cant_become_another_user), 0);
}
END_TEST

START_TEST(a_process_may_open_what_it_wanted)
{
	ck_assert_int_eq(in_child(may_open_what_it_wanted), 0);
}
END_TEST

START_TEST(a_process_is_told_of_a_lower_limit)
{
	ck_assert_int_eq(in_child(is_told_of_a_lower_limit), 0);
}
END_TEST

START_TEST(descriptors_are_open_and_apart)
{
	ck_assert_int_eq(in_child(wont_have_one_twice), 0);
	ck_assert_int_eq(in_child(wont_have_one_that_isnt_open), 0);
}
END_TEST

START_TEST(a_process_wont_outlive_its_parent)
{
	ck_assert_int_eq(in_child(wont_outlive_its_parent), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("sandbox");
	TCase *c = tcase_create("sandbox");

	tcase_add_test(c, a_process_keeps_its_descriptors_alone);
	tcase_add_test(c, a_process_has_no_privilege);
	tcase_add_test(c, root_becomes_another_user_and_nobody_else_does);
	tcase_add_test(c, a_process_may_open_what_it_wanted);
	tcase_add_test(c, a_process_is_told_of_a_lower_limit);
	tcase_add_test(c, descriptors_are_open_and_apart);
	tcase_add_test(c, a_process_wont_outlive_its_parent);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
