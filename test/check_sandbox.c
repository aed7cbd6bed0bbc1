/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/measure.h"
#include "server/sandbox.h"
#include "test/shim.h"
#include "test/unit.h"

/*
 * Each test puts a process into the sandbox, which says how it went and waits
 * there, while the test looks at it from outside: from inside there is nothing
 * left to look with. What an attacker tries from inside is breakout.c's.
 */
enum { OPENED = 40, WANTED = 100, NOBODY = 65534, LINE = 256 };

struct inmate {
	pid_t pid;
	int hold; /* it leaves when this is closed */
	int keep[3];
	struct said {
		int result;
		size_t descriptors;
		uint32_t measures;
	} said;
};

/* Descriptors to keep, not in order, among others that are not. */
static void
open_some(int keep[3])
{
	for (int i = 0; i < OPENED; i++) {
		int opened = open("/dev/null", O_RDWR);

		ck_assert_int_ge(opened, 3);
		if (i % 20 == 10)
			keep[1 - i / 20] = opened;
	}
}

static _Noreturn void
go_in(struct sandbox *sandbox, int talk)
{
	struct said said;
	char octet;

	said.result = sandbox_enter(sandbox);
	said.descriptors = sandbox->descriptors;
	said.measures = sandbox->measures;
	if (write(talk, &said, sizeof(said)) == sizeof(said)
	    && read(talk, &octet, 1) == 0)
		_exit(0);
	_exit(1);
}

/* `before` is called in the process, before it goes in. */
static void
put_in(struct inmate *inmate, struct sandbox sandbox,
       void (*before)(struct sandbox *))
{
	int pair[2];

	open_some(inmate->keep);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	inmate->keep[2] = pair[1];
	inmate->hold = pair[0];
	inmate->pid = fork();
	if (inmate->pid == 0) {
		sandbox.parent = getppid();
		sandbox.keep = inmate->keep;
		sandbox.kept = 3;
		sandbox.calls = &worker_calls;
		if (sandbox.descriptors == 0)
			sandbox.descriptors = WANTED;
		if (before != NULL)
			before(&sandbox);
		go_in(&sandbox, pair[1]);
	}
	close(pair[1]);
	ck_assert_int_eq(read(pair[0], &inmate->said, sizeof(inmate->said)),
	                 sizeof(inmate->said));
}

static void
let_out(struct inmate *inmate)
{
	int status;

	close(inmate->hold);
	ck_assert_int_eq(waitpid(inmate->pid, &status, 0), inmate->pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static struct sandbox
as_another_user(void)
{
	return (struct sandbox){
	    .change_user = geteuid() == 0,
	    .user = NOBODY,
	    .group = NOBODY - 1,
	};
}

/* The rest of the line of /proc/PID/NAME that begins so. */
static const char *
line_of(const struct inmate *inmate, const char *name, const char *start)
{
	static char line[LINE];
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", inmate->pid, name);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, start, strlen(start)) == 0) {
			fclose(file);
			line[strcspn(line, "\n")] = '\0';
			return line + strlen(start);
		}
	fclose(file);
	return "";
}

/* Whose its descriptors are: root's when it is hidden. */
static uid_t
owner_of(const struct inmate *inmate)
{
	struct stat about;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd", inmate->pid);
	ck_assert_int_eq(stat(path, &about), 0);
	return about.st_uid;
}

static const char *const privileges[][2] = {
    {"CapInh:", "\t0000000000000000"}, {"CapPrm:", "\t0000000000000000"},
    {"CapEff:", "\t0000000000000000"}, {"CapBnd:", "\t0000000000000000"},
    {"CapAmb:", "\t0000000000000000"}, {"NoNewPrivs:", "\t1"},
};

START_TEST(a_process_has_no_privilege)
{
	struct inmate inmate;

	put_in(&inmate, as_another_user(), NULL);
	ck_assert_int_eq(inmate.said.result, 0);
	for (size_t i = 0; i < 6; i++) {
		/* Who has no privilege to begin with can't drop this. */
		if (geteuid() != 0 && i == 3)
			continue;
		ck_assert_str_eq(line_of(&inmate, "status", privileges[i][0]),
		                 privileges[i][1]);
	}
	if (!INSTRUMENTED)
		ck_assert_str_eq(line_of(&inmate, "status", "Seccomp:"), "\t2");
	ck_assert_uint_eq(owner_of(&inmate), 0);
	let_out(&inmate);
}
END_TEST

START_TEST(root_becomes_another_user)
{
	struct inmate inmate;

	if (geteuid() != 0) {
		puts("not root: no other user to become");
		return;
	}
	put_in(&inmate, as_another_user(), NULL);
	ck_assert_str_eq(line_of(&inmate, "status", "Uid:"),
	                 "\t65534\t65534\t65534\t65534");
	ck_assert_str_eq(line_of(&inmate, "status", "Gid:"),
	                 "\t65533\t65533\t65533\t65533");
	ck_assert_str_eq(line_of(&inmate, "status", "Groups:"), "\t ");
	let_out(&inmate);
}
END_TEST

static void
as_nobody(struct sandbox *sandbox)
{
	sandbox->change_user = true;
	sandbox->user = 0;
	sandbox->group = 0;
	if (geteuid() == 0
	    && (setresgid(NOBODY, NOBODY, NOBODY) < 0
	        || setresuid(NOBODY, NOBODY, NOBODY) < 0))
		_exit(1);
}

START_TEST(nobody_else_does)
{
	struct inmate inmate;

	put_in(&inmate, (struct sandbox){0}, as_nobody);
	ck_assert_int_eq(inmate.said.result, ERR_REPORTED);
	let_out(&inmate);
}
END_TEST

START_TEST(a_process_keeps_its_descriptors_alone)
{
	struct inmate inmate;
	const struct dirent *entry;
	char path[64];
	size_t count = 0;
	DIR *folder;

	if (geteuid() != 0) {
		puts("not root: its descriptors can't be looked at");
		return;
	}
	put_in(&inmate, as_another_user(), NULL);
	snprintf(path, sizeof(path), "/proc/%d/fd", inmate.pid);
	folder = opendir(path);
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)) != NULL) {
		int number = atoi(entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		count++;
		ck_assert_msg(number < 3 || number == inmate.keep[0]
		                  || number == inmate.keep[1]
		                  || number == inmate.keep[2],
		              "%d is open", number);
	}
	ck_assert_uint_eq(count, 3 + 3);
	closedir(folder);
	let_out(&inmate);
}
END_TEST

START_TEST(what_a_process_may_use_is_limited)
{
	struct inmate inmate;
	char wanted[LINE];

	put_in(&inmate, as_another_user(), NULL);
	ck_assert_uint_eq(inmate.said.descriptors, WANTED);
	snprintf(wanted, sizeof(wanted), "%-20d %-20d files     ",
	         inmate.keep[2] + 1 + WANTED, inmate.keep[2] + 1 + WANTED);
	ck_assert_str_eq(
	    line_of(&inmate, "limits", "Max open files            "), wanted);
	ck_assert_int_eq(atoi(line_of(&inmate, "limits", "Max core file size")),
	                 0);
	if (!INSTRUMENTED)
		ck_assert_str_eq(
		    line_of(&inmate, "limits", "Max processes             "),
		    "0                    0                    processes ");
	let_out(&inmate);
}
END_TEST

static void
under_a_low_limit(struct sandbox *sandbox)
{
	const struct rlimit low = {60, 60};

	sandbox->descriptors = 1000;
	if (setrlimit(RLIMIT_NOFILE, &low) < 0
	    || (geteuid() == 0 && setuid(NOBODY) < 0))
		_exit(1);
}

START_TEST(a_process_is_told_of_a_lower_limit)
{
	struct inmate inmate;

	put_in(&inmate, (struct sandbox){0}, under_a_low_limit);
	ck_assert_int_eq(inmate.said.result, 0);
	ck_assert_uint_eq(inmate.said.descriptors,
	                  60u - (unsigned)inmate.keep[2] - 1);
	let_out(&inmate);
}
END_TEST

static void
one_twice(struct sandbox *sandbox)
{
	sandbox->keep[0] = sandbox->keep[1];
}

static void
one_that_isnt_open(struct sandbox *sandbox)
{
	close(sandbox->keep[0]);
}

/* As it was before that one left. */
static void
of_another_parent(struct sandbox *sandbox)
{
	sandbox->parent = 1;
}

static int
go_wrong(void *context)
{
	(void)context;
	return ERR_REPORTED;
}

static void
with_threads_that_fail(struct sandbox *sandbox)
{
	sandbox->start = go_wrong;
}

static void (*const wrong[])(struct sandbox *) = {
    one_twice,
    one_that_isnt_open,
    of_another_parent,
    with_threads_that_fail,
};

START_TEST(a_process_that_isnt_as_it_should_be_doesnt_go_on)
{
	struct inmate inmate;

	put_in(&inmate, (struct sandbox){0}, wrong[_i]);
	ck_assert_int_eq(inmate.said.result, ERR_REPORTED);
	kill(inmate.pid, SIGKILL);
}
END_TEST

/* Its parent is a process of its own here, which goes. */
START_TEST(a_process_goes_with_its_parent)
{
	int ends[2];
	pid_t middle;
	char octet;

	ck_assert_int_eq(pipe(ends), 0);
	middle = fork();
	if (middle == 0) {
		pid_t parent = getpid();
		int keep[] = {ends[1]};

		if (fork() == 0) {
			struct sandbox sandbox = {
			    .parent = parent,
			    .keep = keep,
			    .kept = 1,
			    .calls = &worker_calls,
			};

			if (sandbox_enter(&sandbox) == 0
			    && write(ends[1], "x", 1) == 1)
				poll(NULL, 0, 20000);
			_exit(1);
		}
		close(ends[1]);
		octet = (char)read(ends[0], &octet, 1);
		_exit(octet == 1 ? 0 : 1);
	}
	close(ends[1]);
	ck_assert_int_eq(waitpid(middle, NULL, 0), middle);
	/* The end of file, when the last who could write is gone. */
	ck_assert_int_eq(read(ends[0], &octet, 1), 0);
}
END_TEST

static const struct shim *old;

static void
on_an_old_kernel(struct sandbox *sandbox)
{
	(void)sandbox;
	shim_enter(old);
}

static void
strictly_on_an_old_kernel(struct sandbox *sandbox)
{
	sandbox->strict = true;
	shim_enter(old);
}

/* What isn't there is told, and is missed where all is wanted. */
START_TEST(what_the_kernel_lacks_is_told)
{
	struct inmate whole, inmate;
	uint32_t missing;

	old = &shims[_i];
	put_in(&whole, as_another_user(), NULL);
	put_in(&inmate, as_another_user(), on_an_old_kernel);
	ck_assert_int_eq(inmate.said.result, 0);
	missing = old->missing;
	/* Only root may chroot, where there is no user namespace. */
	if (geteuid() != 0 && (missing & MEASURE_NETWORK) != 0)
		missing |= MEASURE_ROOT;
	ck_assert_uint_eq(inmate.said.measures, whole.said.measures & ~missing);
	let_out(&inmate);
	if (whole.said.measures == MEASURE_ALL) {
		put_in(&inmate, as_another_user(), strictly_on_an_old_kernel);
		ck_assert_int_eq(inmate.said.result,
		                 missing == 0 ? 0 : ERR_REPORTED);
		let_out(&inmate);
	}
	let_out(&whole);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("sandbox");
	TCase *c = tcase_create("sandbox");

	tcase_set_timeout(c, 30);
	tcase_add_test(c, a_process_has_no_privilege);
	tcase_add_test(c, root_becomes_another_user);
	tcase_add_test(c, nobody_else_does);
	tcase_add_test(c, a_process_keeps_its_descriptors_alone);
	tcase_add_test(c, what_a_process_may_use_is_limited);
	tcase_add_test(c, a_process_is_told_of_a_lower_limit);
	tcase_add_loop_test(c, a_process_that_isnt_as_it_should_be_doesnt_go_on,
	                    0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(c, a_process_goes_with_its_parent);
	tcase_add_loop_test(c, what_the_kernel_lacks_is_told, 0,
	                    (int)shim_count);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
