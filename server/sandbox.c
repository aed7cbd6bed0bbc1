/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/landlock.h"
#include "server/measure.h"
#include "server/namespaces.h"
#include "server/privilege.h"
#include "server/sandbox.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65 /* Linux 6.3 */
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static const uint32_t wanted =
    INSTRUMENTED ? MEASURE_NETWORK | MEASURE_IPC | MEASURE_UTS | MEASURE_MDWE
		 : MEASURE_ALL;

static int
fail(const char *what)
{
	log_error("%s: %s", what, strerror(errno));
	return ERR_REPORTED;
}

static int
compare_descriptors(const void *a, const void *b)
{
	const int *left = a;
	const int *right = b;

	return (*left > *right) - (*left < *right);
}

/* The gaps between those that are kept, which are few, and all behind. */
static int
close_others(struct sandbox *sandbox)
{
	int from = STDERR_FILENO + 1;

	qsort(sandbox->keep, sandbox->kept, sizeof(int), compare_descriptors);
	for (size_t i = 0; i < sandbox->kept; i++) {
		const int keep = sandbox->keep[i];

		if (fcntl(keep, F_GETFD) < 0) {
			log_error("descriptor %d: %s", keep, strerror(errno));
			return ERR_REPORTED;
		}
		if (keep < from) {
			log_error("descriptor %d is named twice", keep);
			return ERR_REPORTED;
		}
		while (from < keep)
			close(from++);
		from = keep + 1;
	}
	closefrom(from);
	/* A relative path leads nowhere. */
	if (chdir("/") < 0)
		return fail("/ can't be entered");
	return 0;
}

/*
 * A core would hold the view's data. RLIMIT_NOFILE bounds the number of a
 * descriptor: the highest kept, and what the process opens itself.
 */
static int
limit_resources(struct sandbox *sandbox)
{
	const struct rlimit no_core = {0, 0};
	const rlim_t kept = sandbox->kept > 0
	                        ? (rlim_t)sandbox->keep[sandbox->kept - 1] + 1
	                        : STDERR_FILENO + 1;
	struct rlimit files = {kept + sandbox->descriptors,
	                       kept + sandbox->descriptors};
	struct rlimit now;

	if (setrlimit(RLIMIT_CORE, &no_core) < 0)
		return fail("core dumps can't be switched off");
	if (setrlimit(RLIMIT_NOFILE, &files) == 0)
		return 0;
	if (getrlimit(RLIMIT_NOFILE, &now) < 0 || now.rlim_max <= kept)
		return fail("the limit of descriptors can't be set");
	sandbox->descriptors = now.rlim_max - kept;
	files.rlim_cur = files.rlim_max = now.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		return fail("the limit of descriptors can't be set");
	return 0;
}

/* Its stack, and what the C library has for it besides. */
size_t
sandbox_thread(void)
{
	const size_t besides = 1 << 20;
	size_t stack = 8u << 20;
	pthread_attr_t defaults;

	if (pthread_getattr_default_np(&defaults) == 0) {
		pthread_attr_getstacksize(&defaults, &stack);
		pthread_attr_destroy(&defaults);
	}
	return stack + besides;
}

/*
 * What it can write to, from the start to the end: its buffers and stacks have
 * their room in it. An image doesn't count: it is read, or a loader's copy, a
 * file in memory that it shares. A sanitizer has
 * more than can be said beforehand.
 */
static int
limit_memory(const struct sandbox *sandbox)
{
	struct rlimit limit;

	if (sandbox->memory == 0 || INSTRUMENTED)
		return 0;
	if (getrlimit(RLIMIT_DATA, &limit) < 0)
		return fail("the limit of memory isn't known");
	if (limit.rlim_max > sandbox->memory)
		limit.rlim_max = sandbox->memory;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_DATA, &limit) < 0)
		return fail("the limit of memory can't be set");
	return 0;
}

static int
change_user(const struct sandbox *sandbox)
{
	if (!sandbox->change_user)
		return 0;
	if (setgroups(0, NULL) < 0)
		return fail("groups can't be left");
	if (setresgid(sandbox->group, sandbox->group, sandbox->group) < 0)
		return fail("the group can't be changed");
	if (setresuid(sandbox->user, sandbox->user, sandbox->user) < 0)
		return fail("the user can't be changed");
	return 0;
}

/* Root without them is a user like others, who owns root's files. */
static int
drop_capabilities(void)
{
	return privilege_drop_all() < 0 ? fail("capabilities can't be dropped")
	                                : 0;
}

/* Behind the change of user, which undoes it. If the parent is gone already,
 * nothing will tell us any more. */
static int
die_with_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return fail("the parent's end can't be waited for");
	if (getppid() != parent) {
		log_error("the supervisor has left");
		return ERR_REPORTED;
	}
	return 0;
}

/* Nobody of the same user may read its memory, its maps or its descriptors;
 * undone by a change of user too. */
static int
hide(void)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail("the process can't be hidden");
	return 0;
}

static int
gain_nothing(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail("no_new_privs can't be set");
	return 0;
}

/* Memory that could be written can't become code, with no list either. */
static uint32_t
refuse_new_code(void)
{
	return prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0
	           ? MEASURE_MDWE
	           : 0;
}

static int
start_threads(const struct sandbox *sandbox)
{
	return sandbox->start == NULL ? 0 : sandbox->start(sandbox->context);
}

/* Threads count: those that there are go on. */
static int
limit_processes(void)
{
	const struct rlimit none = {0, 0};

	if ((wanted & MEASURE_CALLS) != 0 && setrlimit(RLIMIT_NPROC, &none) < 0)
		return fail("processes can't be ruled out");
	return 0;
}

static int
limit_calls(struct sandbox *sandbox)
{
	if (INSTRUMENTED)
		return 0;
	if (calls_limit(sandbox->calls) < 0)
		return fail("system calls can't be limited (seccomp)");
	sandbox->measures |= MEASURE_CALLS;
	return 0;
}

static int
demand_all(const struct sandbox *sandbox)
{
	char text[MEASURE_TEXT];

	if (!sandbox->strict || sandbox->measures == MEASURE_ALL)
		return 0;
	log_error("the sandbox is to be strict, and this can't be had here: %s",
	          measure_text(text, MEASURE_ALL & ~sandbox->measures));
	return ERR_REPORTED;
}

/*
 * The descent. What is given up later may be needed for what comes before:
 * namespaces want capabilities, or no other thread; a change of user undoes
 * two of the lines below it; Landlock and the list want no_new_privs; and with
 * the list there are no more threads.
 */
int
sandbox_enter(struct sandbox *sandbox)
{
	int result = close_others(sandbox);

	if (result == 0)
		result = limit_resources(sandbox);
	if (result == 0)
		result = limit_memory(sandbox);
	if (result == 0)
		sandbox->measures = namespaces_enter(wanted);
	privilege_gain_none();
	if (result == 0)
		result = change_user(sandbox);
	if (result == 0)
		result = drop_capabilities();
	if (result == 0)
		result = die_with_parent(sandbox->parent);
	if (result == 0)
		result = hide();
	if (result == 0)
		result = gain_nothing();
	if (result == 0)
		sandbox->measures |= refuse_new_code();
	if (result == 0 && (wanted & MEASURE_LANDLOCK) != 0)
		sandbox->measures |= landlock_enter();
	if (result == 0)
		result = start_threads(sandbox);
	if (result == 0)
		result = limit_processes();
	if (result == 0)
		result = limit_calls(sandbox);
	if (result == 0)
		result = demand_all(sandbox);
	return result;
}
