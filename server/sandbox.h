/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SANDBOX_H
#define MULLION_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "server/calls.h"

/* What a view process keeps of what it was started with; the rest it gives
 * up before it looks at anything that others wrote. */
struct sandbox {
	pid_t parent; /* getppid(), asked first of all */
	int *keep;    /* descriptors, besides 0-2; gets sorted */
	size_t kept;
	bool change_user;
	uid_t user;
	gid_t group;
	size_t descriptors; /* in: how many more it wants to open; out: how
	                     * many it may, fewer where the limit is lower */
	size_t memory;      /* octets of it that it may ever have to write to;
	                     * 0: as many as there are */
	bool strict;        /* what the kernel may lack must be there */
	const struct calls *calls;
	uint32_t measures; /* out: which of measure.h's are taken */

	/* Starts threads, and all that the list of calls has no room for;
	 * NULL: there is nothing. Its failure is the descent's. */
	int (*start)(void *context);
	void *context;
};

/* For a process's memory: the program and its libraries take less than the
 * one, and each thread more than main()'s the other. */
enum { SANDBOX_SPARE = 32 << 20 };
size_t sandbox_thread(void);

/* Gives all up, in the order that sandbox.c shows. What can't be given up is
 * said in the log: ERR_REPORTED, and the process must not go on. */
int sandbox_enter(struct sandbox *sandbox);

#endif
