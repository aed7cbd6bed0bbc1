/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/children.h"
#include "test/unit.h"

enum { MANY = 20 };

struct seen {
	struct children *children;
	unsigned times;
	int status;
};

static void
gone(void *context, int status)
{
	struct seen *seen = context;

	seen->times++;
	seen->status = status;
}

static pid_t
start(int status)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (status < 0)
			pause();
		_exit(status);
	}
	ck_assert_int_gt(pid, 0);
	return pid;
}

static void
add(struct children *children, pid_t pid, struct seen *seen)
{
	ck_assert_int_eq(children_reserve(children), 0);
	children_add(children, pid, gone, seen);
}

START_TEST(each_child_is_told_of_once_with_its_own_status)
{
	struct seen seen[MANY] = {0};
	struct children children = {0};

	for (int i = 0; i < MANY; i++)
		add(&children, start(i), &seen[i]);
	while (children.count > 0) {
		children_collect(&children);
		usleep(1000);
	}
	for (int i = 0; i < MANY; i++) {
		ck_assert_uint_eq(seen[i].times, 1);
		ck_assert_int_eq(WEXITSTATUS(seen[i].status), i);
	}
	children_collect(&children);
	children_clear(&children);
}
END_TEST

/* Starts another child in place of the first. */
static void
start_again(void *context, int status)
{
	struct seen *seen = context;

	seen->times++;
	seen->status = status;
	if (seen->times < 3) {
		ck_assert_int_eq(children_reserve(seen->children), 0);
		children_add(seen->children, start(0), start_again, seen);
	}
}

START_TEST(who_is_told_may_start_another)
{
	struct children children = {0};
	struct seen seen = {.children = &children};

	ck_assert_int_eq(children_reserve(&children), 0);
	children_add(&children, start(0), start_again, &seen);
	while (children.count > 0) {
		children_collect(&children);
		usleep(1000);
	}
	ck_assert_uint_eq(seen.times, 3);
	children_clear(&children);
}
END_TEST

START_TEST(all_can_be_killed)
{
	struct seen seen[3] = {0};
	struct children children = {0};
	char text[CHILD_TEXT];

	for (size_t i = 0; i < 3; i++)
		add(&children, start(-1), &seen[i]);
	children_collect(&children);
	ck_assert_uint_eq(children.count, 3);
	children_kill(&children);
	while (children.count > 0)
		children_collect(&children);
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(child_status_text(text, seen[i].status),
		                 "was killed by SIGKILL");
	children_clear(&children);
}
END_TEST

static const struct {
	int status;
	const char *text;
} statuses[] = {
    {0, "exited with status 0"},
    {2 << 8, "exited with status 2"},
    {SIGSEGV, "was killed by SIGSEGV"},
    {SIGSYS, "was killed by SIGSYS: it made a system call that it may not"
             " (seccomp)"},
    {SIGABRT | 0x80, "was killed by SIGABRT"}, /* with a core */
};

START_TEST(a_status_is_put_in_words)
{
	char text[CHILD_TEXT];

	ck_assert_str_eq(child_status_text(text, statuses[_i].status),
	                 statuses[_i].text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("children");
	TCase *tests = tcase_create("children");

	tcase_add_test(tests, each_child_is_told_of_once_with_its_own_status);
	tcase_add_test(tests, who_is_told_may_start_another);
	tcase_add_test(tests, all_can_be_killed);
	tcase_add_loop_test(tests, a_status_is_put_in_words, 0,
	                    sizeof(statuses) / sizeof(statuses[0]));
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
