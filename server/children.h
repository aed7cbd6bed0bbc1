/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CHILDREN_H
#define MULLION_CHILDREN_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The supervisor's child processes, and who wants to know of each that it is
 * gone. An entry lives as long as its process.
 */
enum { CHILD_TEXT = 96 };

struct child {
	pid_t pid;
	void (*gone)(void *context, int status); /* as wait(2) gives it */
	void *context;
};

struct children {
	struct child *items;
	size_t count;
	size_t room;
};

/*
 * Room for one more, to be asked for before the process is started: so that
 * children_add() can't fail behind it. ERR_MEMORY.
 */
int children_reserve(struct children *children);

void children_add(struct children *children, pid_t pid,
                  void (*gone)(void *context, int status), void *context);

/* Collects all that are gone, and tells. To be called at SIGCHLD. */
void children_collect(struct children *children);

/* SIGKILL to all: for the end of the server. */
void children_kill(const struct children *children);

void children_clear(struct children *children);

/* "exited with status 1", "was killed by SIGSEGV" in text[CHILD_TEXT]. */
const char *child_status_text(char *text, int status);

#endif
