/* SPDX-License-Identifier: ISC */
#ifndef MULLION_GENERATION_H
#define MULLION_GENERATION_H

#include "server/listener.h"
#include "server/load.h"
#include "server/process.h"

/*
 * All that one load of the site brings: its views' sealed images, which block
 * of which listener is whose, and the processes. One generation serves; while
 * the server reloads a second one is made beside it, and either takes its
 * place whole or goes.
 *
 *   reload.c:  load the views --> plan the listeners --> start the processes
 *              --> take over
 */
struct generation {
	const struct runtime *runtime;
	struct listener *listeners; /* the server's */
	size_t listener_count;
	struct loaded *views;
	size_t view_count;
	struct listener_plan *plans; /* one a listener; NULL before planned */
	/* views' processes in their order, then the refuser's; NULL for a view
	 * that no listener serves, and where no refuser is needed */
	struct process **processes;
};

/* For so many views at most. NULL: out of memory. */
struct generation *generation_new(const struct runtime *runtime,
                                  struct listener *listeners,
                                  size_t listener_count, size_t views);

/* Kills what it has started, at once or with time to drain, and frees it. */
void generation_drop(struct generation *generation, bool drain);

/* Takes over what was loaded. ERR_RANGE: there is a view of that name. */
int generation_add(struct generation *generation, struct loaded *loaded);

/* Plans all listeners and opens the sockets that they want: ERR_* and the
 * reason in why[LISTENER_WHY]. */
int generation_plan(struct generation *generation, char *why);

/*
 * Starts process number index (of view_count + 1), if it has sockets to read:
 * 1 when it was started, 0 when there is nothing to start. ERR_SYSTEM,
 * ERR_MEMORY.
 */
int generation_start(struct generation *generation, size_t index,
                     void (*tried)(void *context, struct process *process,
                                   const char *why),
                     void *context);

/* The process has failed, and is gone. */
void
generation_forget(struct generation *generation, const struct process *process);

/*
 * From here on this one serves, and the one before, if there was one, drains.
 * In this order: the old stop reading, the kernel steers anew, the new begin
 * to read. What comes in between waits in the sockets. A client whose network
 * goes to another view at this moment may be REFUSED for a packet that was
 * already queued for its old one, or not be answered where sending is limited
 * (steer_egress.h); nobody is answered from a view not his.
 */
void
generation_take_over(struct generation *generation, struct generation *before);

/* Asks each process for its counters (process.h), or lets it log from a level
 * on. Whether one hasn't said them yet. */
void generation_count(const struct generation *generation, bool logged);
bool generation_counting(const struct generation *generation);
void generation_log(const struct generation *generation, enum log_level level);

/*
 * What serves answers: at least one of its processes serves, and none is in a
 * state out of which the supervisor doesn't get it. One that dies and is
 * started again, however often, is no reason to end all the others.
 */
bool generation_answers(const struct generation *generation);

unsigned generation_zones(const struct generation *generation);

#endif
