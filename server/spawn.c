/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/measure.h"
#include "server/privilege.h"
#include "server/spawn.h"

enum { KEPT_MAX = 8 };

/* What a run may depend on without being told by an argument. */
static const char *const kept[] = {
    "SOURCE_DATE_EPOCH", /* the compiler's serials, reproducible-builds.org */
    "ASAN_OPTIONS",      "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
};

_Static_assert(sizeof(kept) / sizeof(kept[0]) < KEPT_MAX, "room");

extern char **environ;

static void
keep_environment(char *environment[KEPT_MAX])
{
	size_t count = 0;

	for (char **one = environ; one != NULL && *one != NULL; one++)
		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
			size_t length = strlen(kept[i]);

			if (count < KEPT_MAX - 1
			    && strncmp(*one, kept[i], length) == 0
			    && (*one)[length] == '=')
				environment[count++] = *one;
		}
	environment[count] = NULL;
}

/*
 * The descriptors to their numbers. They may stand in each other's places, so
 * all go above first. Returns the program's own, which exec closes.
 */
static int
place_descriptors(const struct spawn *spawn)
{
	const int above = SPAWN_FIRST + (int)spawn->count;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int program = fcntl(spawn->program, F_DUPFD_CLOEXEC, above);

	if (null < 0 || program < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0
	    || (spawn->errors > 0 && dup2(spawn->errors, 2) < 0))
		return ERR_SYSTEM;
	for (size_t i = 0; i < spawn->count; i++) {
		int high = fcntl(spawn->descriptors[i], F_DUPFD_CLOEXEC, above);

		if (high < 0)
			return ERR_SYSTEM;
		spawn->descriptors[i] = high; /* in this process's copy */
	}
	for (size_t i = 0; i < spawn->count; i++)
		if (dup2(spawn->descriptors[i], SPAWN_FIRST + (int)i) < 0)
			return ERR_SYSTEM;
	if (program != above) {
		if (dup3(program, above, O_CLOEXEC) < 0)
			return ERR_SYSTEM;
		program = above;
	}
	closefrom(above + 1);
	return program;
}

/* First of all: the descriptor goes, and so does root, to whom it is open. */
static int
enter_folder(const struct spawn *spawn)
{
	return spawn->folder > 0 && fchdir(spawn->folder) < 0 ? ERR_SYSTEM : 0;
}

/* Of a sanitizer's build it can't be said how much it wants. The kernel, in
 * need, ends whoever has the highest number; 1000 is the highest. */
static int
limit_memory(const struct spawn *spawn)
{
	const struct rlimit limit = {spawn->memory, spawn->memory};
	struct rlimit now;
	int first;

	if (spawn->memory == 0)
		return 0;
	first = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (first >= 0) {
		(void)!write(first, "1000", 4);
		close(first);
	}
	if (INSTRUMENTED)
		return 0;
	if (getrlimit(RLIMIT_DATA, &now) < 0)
		return ERR_SYSTEM;
	return now.rlim_max > spawn->memory
	               && setrlimit(RLIMIT_DATA, &limit) < 0
	           ? ERR_SYSTEM
	           : 0;
}

static int
change_ids(const struct spawn *spawn)
{
	if (setgroups(0, NULL) < 0
	    || setresgid(spawn->gid, spawn->gid, spawn->gid) < 0
	    || setresuid(spawn->uid, spawn->uid, spawn->uid) < 0)
		return ERR_SYSTEM;
	return 0;
}

/* Top down: what comes later can't be done without what is given up before,
 * or would be undone by it. */
static int
give_up(const struct spawn *spawn, pid_t supervisor)
{
	const struct rlimit no_core = {0, 0};
	sigset_t none;

	if (spawn->calls != NULL)
		privilege_gain_none();
	if (spawn->uid != (uid_t)-1 && change_ids(spawn) < 0)
		return ERR_SYSTEM;
	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0
	    || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0
	    || sigprocmask(SIG_SETMASK, &none, NULL) < 0
	    || setrlimit(RLIMIT_CORE, &no_core) < 0)
		return ERR_SYSTEM;
	/* It may have gone before the line above could tell. */
	if (getppid() != supervisor)
		return ERR_NOTHING;
	if (spawn->calls == NULL)
		return 0;
	if (privilege_drop_all() < 0)
		return ERR_SYSTEM;
	return INSTRUMENTED ? 0 : calls_limit(spawn->calls);
}

static _Noreturn void
become(const struct spawn *spawn, pid_t supervisor)
{
	char *environment[KEPT_MAX];
	int program;

	keep_environment(environment);
	setsid();
	program = enter_folder(spawn);
	if (program == 0)
		program = limit_memory(spawn);
	if (program == 0)
		program = place_descriptors(spawn);
	if (program >= 0 && give_up(spawn, supervisor) == 0) {
		if (spawn->path != NULL)
			execve(spawn->path, spawn->argv, environment);
		else
			fexecve(program, spawn->argv, environment);
	}
	dprintf(2, "error mulliond: %s can't be started: %s\n", spawn->argv[0],
	        strerror(errno));
	_exit(127);
}

pid_t
spawn(const struct spawn *spawn)
{
	const pid_t supervisor = getpid();
	pid_t child = fork();

	if (child < 0)
		return ERR_SYSTEM;
	if (child == 0)
		become(spawn, supervisor);
	return child;
}
