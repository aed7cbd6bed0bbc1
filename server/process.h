/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROCESS_H
#define MULLION_PROCESS_H

#include "server/launch.h"
#include "server/runtime.h"

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

/* Asks for the counters: they are logged when they come. */
void process_log_counts(struct process *process);

#endif
