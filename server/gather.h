/* SPDX-License-Identifier: ISC */
#ifndef MULLION_GATHER_H
#define MULLION_GATHER_H

#include <stddef.h>
#include <stdint.h>

#include "server/runtime.h"

/*
 * A process that reads something hostile for the supervisor, writes a report
 * to a pipe, and leaves: load.c and verify.c have one each. It has a minute,
 * and a second for each 16 MiB that it reads, and so many octets to say.
 *
 *   gather_open ---> the process is started on gather_pipe() ---> gather_begin
 *     ... done(context, the report, whole, and how it left)
 */
struct gather;

enum { GATHER_TEXT = 2 * CHILD_TEXT };

struct gathered {
	char *text; /* the report, to be changed at will; gone after done() */
	size_t length;
	int status;          /* of waitpid(2) */
	const char *failure; /* why it was killed, or NULL */
};

/* max: octets of a report. size: of what is read. ERR_SYSTEM, ERR_MEMORY. */
int gather_open(struct gather **made, const struct runtime *runtime, size_t max,
                uint64_t size,
                void (*done)(void *context, const struct gathered *gathered),
                void *context);

/* The end that the process writes to. */
int gather_pipe(const struct gather *gather);

/* What starting the process gave: from here on done is called, once; or a
 * negative error, which is returned, and the end of it. */
int gather_begin(struct gather *gather, pid_t pid);

/* Nobody wants it any more: done isn't called. */
void gather_cancel(struct gather *gather);

/*
 * Why nothing can be said of the report: the process, called who, was killed.
 * NULL when it left by itself. text[GATHER_TEXT] may be needed for it.
 */
const char *
gathered_failure(const struct gathered *gathered, const char *who, char *text);

#endif
