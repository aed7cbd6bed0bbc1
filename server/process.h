/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROCESS_H
#define MULLION_PROCESS_H

#include "server/launch.h"
#include "server/runtime.h"
#include "server/worker.h"

/*
 * A view process, or the refuser, from the supervisor's side (worker.h is
 * what they say to each other):
 *
 *   process_new()
 *      |            READY          ALIVE           process_serve()
 *      v              |              |                   |
 *   STARTING ---------+--> PROBED ---+--> IDLE ----------+--> SERVING
 *      ^                                                   |  probed each
 *      |                       dies; at once, later with   |  second
 *      +-- WAITING <------------- a back-off --------------+
 *
 *   process_drain(), process_kill(): from any of them LEAVING, then gone
 *
 * Before process_serve() the process is on trial: if it dies, or takes too
 * long, the trial's owner is told and it isn't started again. From then on it
 * is kept alive, whatever happens to it, on the same sockets and image.
 */
struct process;

/*
 * Starts one. worker is copied, its descriptors are not: they must stay open
 * as long as the process is kept alive. tried() says with why NULL that it is
 * ready; with a reason that the trial has failed, which may come behind the
 * first as long as process_serve() hasn't been called. The process is freed
 * then. ERR_SYSTEM, ERR_MEMORY: it couldn't be started.
 */
int process_new(struct process **process, const struct runtime *runtime,
                const struct launch_worker *worker,
                void (*tried)(void *context, struct process *process,
                              const char *why),
                void *context);

void process_serve(struct process *process);

/*
 * Ends it, at leisure or at once. It is freed when it is gone; the pointer is
 * the caller's no more.
 */
void process_drain(struct process *process);
void process_kill(struct process *process);

/* What protects it (measure.h), by its own word; 0 before it is ready. */
uint32_t process_measures(const struct process *process);

/* Its counters go on from those of the one that it takes over from. */
void process_follow(struct process *process, const struct process *before);

/* Asks for the counters; logged: a line of them when they come. */
void process_count(struct process *process, bool logged);

/* Lines above the level are for the log no more. */
void process_log(struct process *process, enum log_level level);

bool process_serves(const struct process *process);

/* It has been silent for so long that killing it can't have helped. */
bool process_hangs(const struct process *process);

/*
 * A process that serves, left to the supervisor that comes after this one in
 * the same process, which is its parent then, too.
 */
struct process_handover {
	const struct launch_worker *worker;
	pid_t pid;   /* 0: there is none at the moment */
	int control; /* our end; -1 with no pid */
	bool ready;  /* it has said so */
	uint32_t measures;
	unsigned restarts;
	struct worker_counts past; /* of processes before it, as told */
};
struct process_handover process_hand_over(const struct process *process);

/* Keeps one alive that was left. worker is copied. ERR_MEMORY. */
int process_adopt(struct process **process, const struct runtime *runtime,
                  const struct process_handover *left);

/* What is known of it. */
struct process_status {
	const char *state; /* in a word */
	pid_t pid;         /* 0: none at the moment */
	uint64_t started;  /* when, in milliseconds of the loop's clock */
	unsigned restarts;
	uint32_t measures; /* measure.h; 0 before it is ready */
	bool counting;     /* asked for its counters, and hasn't said them */
	/* As it last said, and of those before it: what died takes a second's
	 * with it at most. */
	struct worker_counts counts;
};
struct process_status process_status(const struct process *process);

#endif
