/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROCESS_INSIDE_H
#define MULLION_PROCESS_INSIDE_H

#include "server/process.h"
#include "server/view_report.h"

/* What process.c, a process's life, and process_status.c, what is said to it
 * and known of it, have in common. */
enum {
	START_MS = 30000, /* until READY and the first ALIVE */
	PROBE_MS = 1000,
	SILENT_MS = 5000,         /* without ALIVE: it hangs */
	HANGS_MS = 2 * SILENT_MS, /* ... and being killed didn't help */
	LEAVE_MS = DRAIN_SECONDS * 1000 + 500,
	QUICK_MS = 10000, /* a death within it counts as quick */
	QUICK_DEATHS = 5, /* until the back-off begins */
	BACK_OFF_MAX_MS = 30000,
};

enum process_state { STARTING, PROBED, IDLE, SERVING, WAITING, LEAVING };

/* Our end of the control pair: one for each start, closed by itself. */
struct control {
	uv_poll_t poll;
	int socket;
	struct process *process; /* NULL: it has no more business with it */
};

struct process {
	const struct runtime *runtime;
	char name[VIEW_NAME + 8];    /* "view NAME", "the refuser" */
	struct launch_worker worker; /* with its own copy of the sockets */
	enum process_state state;
	bool kept; /* to be kept alive */
	uint32_t measures;
	pid_t pid; /* 0: there is none */
	struct control *control;
	uv_timer_t timer;
	uint64_t started; /* milliseconds of the loop's clock */
	uint64_t alive;   /* when it last said so */
	unsigned restarts;
	struct worker_counts past;   /* of processes before this one */
	struct worker_counts counts; /* its own, as it last said */
	bool awaited;                /* it is asked for them */
	bool logged;                 /* ... for the log */
	unsigned quick_deaths;
	unsigned back_off;
	void (*tried)(void *context, struct process *process, const char *why);
	void *context;
};

void process_say(struct process *process, const struct worker_message *message);

/* A message that is one word. A process that doesn't read what it is told is
 * found out by its silence. */
void process_tell(struct process *process, enum worker_say what);

/* It has said its counters. */
void
process_counted(struct process *process, const struct worker_message *message);

/* It is gone, and what it has counted isn't. */
void process_keep_counts(struct process *process);

#endif
