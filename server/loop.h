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
 *   loop_open, loop_run --READY--> waits --SERVE--> serves --DRAIN--> drains
 */
enum {
	/* Descriptors that it opens for itself, clients' not counted: libuv's
	 * epoll set, its pipes and its event descriptor. */
	LOOP_DESCRIPTORS = 16,
};

struct loop;

/* Octets that it takes to write to, and all that it will ever need. */
size_t loop_memory(const struct view_options *options);

/*
 * Starts its threads, which wait, and takes its memory: all that is forbidden
 * later. The answerer is kept by reference, and looked at when it serves.
 * ERR_REPORTED: it can't, and the log says why.
 */
int loop_open(struct loop **made, const struct view_options *options,
              const struct answerer *answerer);

/*
 * Says that it is ready, and what protects it (measure.h), and serves. It
 * returns when it has drained, and frees the loop. It doesn't return when the
 * supervisor is gone: it exits.
 */
void loop_run(struct loop *loop, uint32_t measures);

/* Ends it before it has run. */
void loop_drop(struct loop *loop);

#endif
