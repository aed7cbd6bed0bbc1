/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPAWN_H
#define MULLION_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

#include "server/calls.h"

/*
 * A new program in a new process, by fork and exec: nothing of this one's
 * memory is left in it, and of its descriptors only those that are passed.
 *
 *   0, 1   /dev/null
 *   2      standard error, shared
 *   3...   the descriptors given, in their order
 *
 * no_new_privs is set, the environment is empty but for a few variables that
 * say how to run (spawn.c lists them), the process leads a session of its
 * own, so that ^C reaches the supervisor alone, and dies with the thread that
 * started it.
 */
enum { SPAWN_FIRST = 3 };

struct spawn {
	int program;      /* descriptor of the executable file */
	const char *path; /* where it lies; NULL: run by descriptor, for a
	                   * user who couldn't come there by path */
	char *const *argv;
	int *descriptors;
	size_t count;
	uid_t uid; /* (uid_t)-1: the ids stay as they are */
	gid_t gid;
	int folder;    /* to work in, entered before the ids change, so that the
	                * way there may be closed to them; 0: the one here */
	int errors;    /* its standard error; 0: ours */
	size_t memory; /* octets that it may have to write to (RLIMIT_DATA), and
	                * where the host has none left it is the first to go;
	                * 0: as it is */
	const struct calls *calls; /* what it may call, and no capability;
	                            * NULL: it descends by itself */
};

/* The process's id, or ERR_SYSTEM. */
pid_t spawn(const struct spawn *spawn);

#endif
