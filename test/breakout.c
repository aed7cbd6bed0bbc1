/* SPDX-License-Identifier: ISC */

/*
 * An attacker with code in a view's process: a process that has gone down as
 * a worker does, sandbox_enter() and all, and then tries what attempts.h
 * has; and one in a loader, that tries to take memory. Each is tried without
 * the sandbox too, so that what is refused is known to be the sandbox's doing.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/measure.h"
#include "server/sandbox.h"
#include "test/attempts.h"
#include "test/tally.h"

enum {
	NOBODY = 65534,
	VICTIM = 61184, /* "view-ids" in the configuration */
	ATTACKER = 61185,
	STUCK = 200, /* not an errno: the sandbox wasn't entered */
	SECONDS = 10,
};

enum place { OUTSIDE, INSIDE };

static char secret[] = "another view's";

static int
bound(int type)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(address);
	const int one = 1;
	int made = socket(AF_INET, type, 0);

	setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (bind(made, (const struct sockaddr *)&address, length) < 0)
		return -1;
	/* a datagram to itself: its query */
	if (type == SOCK_DGRAM
	    && getsockname(made, (struct sockaddr *)&address, &length) == 0)
		sendto(made, "query", 5, 0, (const struct sockaddr *)&address,
		       length);
	if (type == SOCK_STREAM && listen(made, 1) < 0)
		return -1;
	return made;
}

static int
sealed(void)
{
	int made = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (made < 0 || ftruncate(made, 4096) < 0
	    || pwrite(made, "image", 5, 0) != 5
	    || fcntl(made, F_ADD_SEALS,
	             F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)
	           < 0)
		return -1;
	return made;
}

/* As mulliond-view: who starts as root becomes another user. */
static bool
go_down(pid_t parent, struct cell *cell, uid_t user, const struct calls *calls)
{
	int keep[] = {cell->udp, cell->tcp, cell->control, cell->image};
	struct sandbox sandbox = {
	    .parent = parent,
	    .keep = keep,
	    .kept = sizeof(keep) / sizeof(keep[0]),
	    .change_user = geteuid() == 0,
	    .user = user,
	    .group = user,
	    .descriptors = 16,
	    .memory = CELL_MEMORY,
	    .calls = calls,
	};

	return sandbox_enter(&sandbox) == 0;
}

/* Says that it is there, and stays until it is killed. */
static _Noreturn void
be_victim(pid_t parent, int ready)
{
	struct cell cell = {
	    bound(SOCK_DGRAM), bound(SOCK_STREAM), ready, sealed(), 0, NULL};

	if (go_down(parent, &cell, VICTIM, &worker_calls)
	    && write(ready, "x", 1) == 1)
		poll(NULL, 0, -1);
	_exit(1);
}

static _Noreturn void
attack(pid_t parent, const struct attempt *attempt, enum place place,
       pid_t victim, const struct calls *calls)
{
	int pair[2];
	struct cell cell = {.victim = victim, .secret = secret};

	alarm(SECONDS);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		_exit(STUCK);
	cell.udp = bound(SOCK_DGRAM);
	cell.tcp = bound(SOCK_STREAM);
	cell.image = sealed();
	cell.control = pair[0];
	if (place == INSIDE && !go_down(parent, &cell, ATTACKER, calls))
		_exit(STUCK);
	_exit(attempt->make(&cell));
}

static const char *
words(char text[64], int outcome)
{
	if (outcome == ENDED)
		return "SIGSYS";
	if (outcome == 0)
		return "success";
	snprintf(text, 64, "%s", strerrorname_np(outcome));
	return text;
}

static void
try(const struct attempt *attempt, enum place place, pid_t victim,
    const char *who, const struct calls *calls)
{
	const int wanted = place == INSIDE ? attempt->inside : attempt->outside;
	const pid_t parent = getpid();
	char expected[64], seen[64];
	int status, outcome;
	pid_t pid;

	if (wanted == ANY)
		return;
	pid = fork();
	if (pid == 0)
		attack(parent, attempt, place, victim, calls);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		outcome = WEXITSTATUS(status);
	else
		outcome = WTERMSIG(status) == SIGSYS ? ENDED : STUCK;
	tally(outcome == wanted, "%s, %s the sandbox, %s: %s instead of %s",
	      who, place == INSIDE ? "in" : "outside of", attempt->what,
	      outcome == STUCK ? "not tried" : words(seen, outcome),
	      words(expected, wanted));
}

static void
try_list(const struct attempts *list, pid_t victim, const char *who,
         const struct calls *calls)
{
	for (size_t i = 0; i < list->count; i++) {
		try(&list->items[i], OUTSIDE, victim, who, calls);
		try(&list->items[i], INSIDE, victim, who, calls);
	}
}

static void
try_all(const char *who)
{
	const pid_t parent = getpid();
	int ready[2];
	pid_t victim;
	char octet;

	if (!tally(pipe(ready) == 0, "no pipe"))
		return;
	victim = fork();
	if (victim == 0)
		be_victim(parent, ready[1]);
	close(ready[1]);
	if (tally(read(ready[0], &octet, 1) == 1, "%s: no victim", who)) {
		try_list(&attempts_on_processes, victim, who, &worker_calls);
		try_list(&attempts_on_memory, victim, who, &worker_calls);
		try_list(&attempts_on_sockets, victim, who, &worker_calls);
	}
	/* A loader and a verifier have a bound of their own (loader.h). */
	try_list(&attempts_on_memory, 0, "a loader", &loader_calls);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	close(ready[0]);
}

/* The same, started by somebody who isn't root: it has a sum of its own. */
static void
try_all_as_user(void)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0) {
		if (tally(setgid(NOBODY) == 0 && setuid(NOBODY) == 0,
		          "not another user"))
			try_all("a user");
		exit(tally_end());
	}
	waitpid(pid, &status, 0);
	tally(status == 0, "as a user something isn't refused");
}

int
main(void)
{
	if (INSTRUMENTED) {
		puts("an instrumented build has no list of system calls");
		return 0;
	}
	if (geteuid() == 0)
		try_all_as_user();
	try_all(geteuid() == 0 ? "root" : "a user");
	return tally_end();
}
