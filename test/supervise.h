/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_SUPERVISE_H
#define MULLION_TEST_SUPERVISE_H

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/worker.h"

/* The supervisor's end of a worker's control socket, and the worker. */
struct supervised {
	pid_t pid;
	int control;
};

enum { SUPERVISE_PATIENCE = 5000 /* milliseconds */ };

/* Forks. In the child it returns the worker's end of the control socket, in
 * the parent -1. */
static inline int
supervise_fork(struct supervised *worker)
{
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	worker->pid = fork();
	ck_assert_int_ge(worker->pid, 0);
	worker->control = pair[0];
	if (worker->pid == 0) {
		close(pair[0]);
		return pair[1];
	}
	close(pair[1]);
	return -1;
}

static inline void
supervise_say(const struct supervised *worker, enum worker_say what)
{
	const struct worker_message message = {.say = what};

	ck_assert_int_eq(
	    send(worker->control, &message, sizeof(message), MSG_NOSIGNAL),
	    sizeof(message));
}

/* What the worker says next; 0 when it has hung up or says nothing. */
static inline uint32_t
supervise_hear(const struct supervised *worker, struct worker_counts *counts)
{
	struct pollfd wanted = {.fd = worker->control, .events = POLLIN};
	struct worker_message message;

	if (poll(&wanted, 1, SUPERVISE_PATIENCE) != 1
	    || recv(worker->control, &message, sizeof(message), 0)
	           != sizeof(message))
		return 0;
	if (counts != NULL)
		*counts = message.counts;
	return message.say;
}

static inline struct worker_counts
supervise_counts(const struct supervised *worker)
{
	struct worker_counts counts;

	supervise_say(worker, WORKER_STATS);
	ck_assert_int_eq(supervise_hear(worker, &counts), WORKER_COUNTS);
	return counts;
}

/* The worker's exit status; -1 when it was killed or doesn't leave. */
static inline int
supervise_end(struct supervised *worker)
{
	int status;

	for (int i = 0; i < SUPERVISE_PATIENCE; i++) {
		pid_t ended = waitpid(worker->pid, &status, WNOHANG);

		ck_assert_int_ge(ended, 0);
		if (ended == worker->pid) {
			close(worker->control);
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		}
		poll(NULL, 0, 1);
	}
	kill(worker->pid, SIGKILL);
	return -1;
}

#endif
