/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_FAULTS_H
#define MULLION_TEST_FAULTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "test/live.h"
#include "test/stream.h"

/*
 * What is done to a server that is asked all the while (test/faults.c). Each
 * fault leaves it as it was before, and says beforehand what may be lost of
 * it: nothing, unless it allows some.
 */
enum {
	FAULT_BATCH = 32, /* queries that a thread has in hand at most */
	FAULT_THREADS = 2,
	FAULT_ANY = INT32_MAX, /* that many may be lost */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	FAULT_SLOWLY = 5,
#else
	FAULT_SLOWLY = 1,
#endif
	/* a new version, or the old one after a fault; a process's return */
	FAULT_SERVED_MS = 5000 * FAULT_SLOWLY,
};

struct fault_rig {
	struct live live;
	struct stream stream;
	bool images; /* a folder of images is served, else a site */
	char site[LIVE_PATH + 16];
	char state[LIVE_PATH + 16];
	int version; /* that is served */
	unsigned may_lose[STREAM_CLIENTS];
	unsigned away[STREAM_CLIENTS]; /* ms, of a view whose process died */
};

/* The process that serves the view, 0: none; the compiler, or a loader. */
pid_t fault_process(const struct fault_rig *rig, int view);
pid_t fault_helper(const struct fault_rig *rig);

/* Writes the next version of the site, and compiles it where images are
 * served; without lab, or with it. */
bool fault_write(struct fault_rig *rig, bool lab);

/* SIGHUP, with an empty log. */
void fault_reload(struct fault_rig *rig);

/* Asks until the log says it, or too long. */
bool fault_logged(struct fault_rig *rig, const char *text);

/* The next version is written, and served in time. */
void fault_renew(struct fault_rig *rig);

/* Runs a command of the shell, its output in the log. */
bool fault_shell(struct fault_rig *rig, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* of the processes (faults_process.c) */
void fault_reloads(struct fault_rig *rig);
void fault_kills(struct fault_rig *rig);
void fault_stops(struct fault_rig *rig);
void fault_kills_in_reload(struct fault_rig *rig);
void fault_no_descriptors(struct fault_rig *rig);
void fault_no_memory(struct fault_rig *rig);

/* of what is served (faults_data.c) */
void fault_breaks_site(struct fault_rig *rig);
void fault_shrinks(struct fault_rig *rig);
void fault_fills_disk(struct fault_rig *rig);
void fault_truncates(struct fault_rig *rig);
void fault_turns_clock_back(struct fault_rig *rig);
void fault_publishes_slowly(struct fault_rig *rig);

#endif
