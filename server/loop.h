/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LOOP_H
#define MULLION_LOOP_H

#include "lib/answer.h"
#include "server/view_options.h"

/*
 * A worker's life between its image and its end: one thread for each UDP
 * socket, and the main thread's loop for TCP and for what the supervisor says
 * (worker.h).
 *
 *   loop_run --READY--> waits --SERVE--> serves --DRAIN--> drains --> returns
 */
enum {
	/* Descriptors that it opens for itself, clients' not counted: libuv's
	 * epoll set, its pipes and its event descriptor. */
	LOOP_DESCRIPTORS = 16,
};

/* Returns 0 when it has drained. ERR_REPORTED: it couldn't begin, and the log
 * says why. It doesn't return when the supervisor is gone: it exits. */
int
loop_run(const struct view_options *options, const struct answerer *answerer);

#endif
