/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/measure.h"
#include "server/spawn.h"
#include "test/unit.h"

/*
 * This program starts itself: with an argument it is the child, which looks
 * at what it was given and exits 0 when it is what spawn.h says.
 */
extern char **environ;

static bool
same_file(int descriptor, const char *path)
{
	char link[32], target[256] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	return readlink(link, target, sizeof(target) - 1) > 0
	       && strcmp(target, path) == 0;
}

/* How many descriptors are open, but for the one that looks. */
static int
count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -1;
	const struct dirent *entry;

	while ((entry = readdir(folder)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static int
check_descriptors(void)
{
	char text[2];

	if (count_descriptors() != 6 || !same_file(0, "/dev/null")
	    || !same_file(1, "/dev/null") || !same_file(4, "/dev/zero"))
		return 1;
	if (read(3, text, 2) != 2 || memcmp(text, "a3", 2) != 0
	    || read(5, text, 2) != 2 || memcmp(text, "a5", 2) != 0)
		return 2;
	return 0;
}

static int
check_what_is_given_up(void)
{
	struct sigaction action;
	sigset_t blocked;
	int death = 0;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	sigaction(SIGPIPE, NULL, &action);
	prctl(PR_GET_PDEATHSIG, &death);
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 1;
	if (getsid(0) != getpid() || death != SIGKILL)
		return 2;
	if (sigismember(&blocked, SIGTERM) || action.sa_handler != SIG_DFL)
		return 3;
	if (getenv("SECRET") != NULL || getenv("PATH") != NULL
	    || getenv("SOURCE_DATE_EPOCH") == NULL)
		return 4;
	return 0;
}

static int
check_user(void)
{
	uid_t real, effective, saved;
	gid_t groups[8];

	getresuid(&real, &effective, &saved);
	if (real != 65534 || effective != 65534 || saved != 65534)
		return 1;
	if (getegid() != 65533 || getgroups(8, groups) != 0)
		return 2;
	return setuid(0) == 0 ? 3 : 0;
}

/* It works in a folder that it couldn't come to. */
static int
check_folder(void)
{
	char here[256];

	if (getcwd(here, sizeof(here)) == NULL)
		return 1;
	if (access("file", R_OK) != 0)
		return 2;
	return access(here, R_OK) == 0 ? 3 : 0;
}

static int
child(const char *what)
{
	if (strcmp(what, "descriptors") == 0)
		return check_descriptors();
	if (strcmp(what, "given up") == 0)
		return check_what_is_given_up();
	if (strcmp(what, "user") == 0)
		return check_user();
	if (strcmp(what, "folder") == 0)
		return check_folder();
	if (strcmp(what, "socket") == 0)
		return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 1 : 0;
	if (strcmp(what, "stay") == 0)
		pause();
	return 99;
}

static int
wait_for(pid_t pid)
{
	int status = -1;

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static pid_t
start(const char *what, int *descriptors, size_t count, uid_t uid, gid_t gid,
      bool by_path)
{
	char text[32];
	char *argv[] = {(char[]){"check_spawn"}, text, NULL};
	int program = open("/proc/self/exe", O_PATH | O_CLOEXEC);
	char path[256] = "";
	pid_t pid;

	ck_assert_int_gt(readlink("/proc/self/exe", path, sizeof(path) - 1), 0);
	snprintf(text, sizeof(text), "%s", what);
	pid = spawn(&(struct spawn){
	    .program = program,
	    .path = by_path ? path : NULL,
	    .argv = argv,
	    .descriptors = descriptors,
	    .count = count,
	    .uid = uid,
	    .gid = gid,
	});
	close(program);
	return pid;
}

/* A pipe's end with a text in it, at a number of its own choice. */
static int
end_with(const char *text, int number)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], text, 2), 2);
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], number), number);
	if (ends[0] != number)
		close(ends[0]);
	return number;
}

/* Each stands where another is to go, and some more are open. */
START_TEST(descriptors_come_in_order_and_no_others)
{
	int zero = open("/dev/zero", O_RDONLY), given[3];

	given[1] = dup2(zero, 23);
	given[0] = end_with("a3", 25);
	given[2] = end_with("a5", 24);
	ck_assert_int_eq(dup2(zero, 40), 40);
	ck_assert_int_eq(
	    wait_for(start("descriptors", given, 3, (uid_t)-1, (gid_t)-1, _i)),
	    0);
}
END_TEST

START_TEST(descriptors_may_stand_in_each_others_places)
{
	int zero = open("/dev/zero", O_RDONLY), given[3] = {5, 3, 4}, spare[8];

	for (size_t i = 0; i < 8; i++)
		spare[i] = dup(zero); /* pipes find their ends above */
	(void)spare;
	end_with("a3", 5);
	dup2(zero, 3);
	end_with("a5", 4);
	ck_assert_int_eq(
	    wait_for(start("descriptors", given, 3, (uid_t)-1, (gid_t)-1, _i)),
	    0);
}
END_TEST

START_TEST(the_child_begins_with_next_to_nothing)
{
	sigset_t some;

	setenv("SECRET", "1", 1);
	setenv("SOURCE_DATE_EPOCH", "1", 1);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&some);
	sigaddset(&some, SIGTERM);
	sigprocmask(SIG_BLOCK, &some, NULL);
	ck_assert_int_eq(
	    wait_for(start("given up", NULL, 0, (uid_t)-1, (gid_t)-1, true)),
	    0);
}
END_TEST

/* By descriptor, since the test may lie where another user can't come. */
START_TEST(root_becomes_another_for_good)
{
	if (geteuid() == 0)
		ck_assert_int_eq(
		    wait_for(start("user", NULL, 0, 65534, 65533, false)), 0);
	else
		ck_assert_int_eq(
		    wait_for(start("user", NULL, 0, 65534, 65533, false)), 127);
}
END_TEST

static pid_t
start_limited(const char *what, int folder)
{
	char text[32];
	char *argv[] = {(char[]){"check_spawn"}, text, NULL};
	const bool root = geteuid() == 0;
	int program = open("/proc/self/exe", O_PATH | O_CLOEXEC);
	pid_t pid;

	snprintf(text, sizeof(text), "%s", what);
	pid = spawn(&(struct spawn){
	    .program = program,
	    .argv = argv,
	    .uid = root ? 65534 : (uid_t)-1,
	    .gid = root ? 65533 : (gid_t)-1,
	    .folder = folder,
	    .calls = &compiler_calls,
	});
	close(program);
	return pid;
}

START_TEST(a_folder_is_entered_whose_path_is_closed)
{
	char closed[] = "/tmp/check_spawn-XXXXXX", path[64];
	int folder, status;

	if (geteuid() != 0) {
		puts("not root: no folder is closed to another user");
		return;
	}
	ck_assert_ptr_nonnull(mkdtemp(closed)); /* 0700 */
	snprintf(path, sizeof(path), "%s/in", closed);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	close(openat(folder, "file", O_CREAT | O_WRONLY, 0644));
	status = wait_for(start_limited("folder", folder));
	unlinkat(folder, "file", 0);
	rmdir(path);
	rmdir(closed);
	close(folder);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_limited_child_ends_with_a_call_that_it_may_not)
{
	ck_assert_int_eq(wait_for(start_limited("nothing", 0)), 99);
	ck_assert_int_eq(wait_for(start_limited("socket", 0)),
	                 INSTRUMENTED ? 0 : 128 + SIGSYS);
}
END_TEST

START_TEST(a_program_that_cannot_run_is_status_127)
{
	char *argv[] = {(char[]){"nothing"}, NULL};
	int program = open("/dev/null", O_PATH | O_CLOEXEC);

	ck_assert_int_eq(wait_for(spawn(&(struct spawn){
			     .program = program,
			     .path = "/nowhere/nothing",
			     .argv = argv,
			     .uid = (uid_t)-1,
			     .gid = (gid_t)-1,
			 })),
	                 127);
}
END_TEST

/* The parent of the child is a process of its own here, which goes. */
START_TEST(a_child_does_not_outlive_its_supervisor)
{
	int ends[2];
	pid_t middle, pid = 0;

	ck_assert_int_eq(pipe(ends), 0);
	middle = fork();
	if (middle == 0) {
		pid = start("stay", NULL, 0, (uid_t)-1, (gid_t)-1, true);
		usleep(200000);
		_exit(write(ends[1], &pid, sizeof(pid)) == sizeof(pid) ? 0 : 1);
	}
	ck_assert_int_eq(wait_for(middle), 0);
	ck_assert_int_eq(read(ends[0], &pid, sizeof(pid)), sizeof(pid));
	for (int i = 0; i < 100 && kill(pid, 0) == 0; i++) {
		char path[32], state[64] = "";
		FILE *stat;

		/* Who collects orphans may be slow. */
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		stat = fopen(path, "r");
		if (stat != NULL
		    && fscanf(stat, "%*d (%*[^)]) %60s", state) == 1
		    && state[0] == 'Z')
			i = 100;
		if (stat != NULL)
			fclose(stat);
		if (i == 100)
			return;
		usleep(20000);
	}
	ck_assert_int_eq(kill(pid, 0), -1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("spawn");
	TCase *tests = tcase_create("spawn");

	tcase_add_loop_test(tests, descriptors_come_in_order_and_no_others, 0,
	                    2);
	tcase_add_loop_test(tests, descriptors_may_stand_in_each_others_places,
	                    0, 2);
	tcase_add_test(tests, the_child_begins_with_next_to_nothing);
	tcase_add_test(tests, root_becomes_another_for_good);
	tcase_add_test(tests, a_folder_is_entered_whose_path_is_closed);
	tcase_add_test(tests, a_limited_child_ends_with_a_call_that_it_may_not);
	tcase_add_test(tests, a_program_that_cannot_run_is_status_127);
	tcase_add_test(tests, a_child_does_not_outlive_its_supervisor);
	suite_add_tcase(made, tests);
	return made;
}

int
main(int argc, char **argv)
{
	if (argc == 2)
		return child(argv[1]);
	return unit_run_apart(suite());
}
