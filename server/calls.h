/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CALLS_H
#define MULLION_CALLS_H

/*
 * Lists of system calls, which seccomp(2) holds a process to. What isn't on
 * its list ends the process with SIGSYS, which the supervisor logs.
 */
struct calls;

extern const struct calls worker_calls; /* view_calls.c */
extern const struct calls loader_calls;
extern const struct calls compiler_calls; /* compiler_calls.c */

/*
 * Holds all threads of the process to the list, for good; signals it may send
 * to itself only. no_new_privs must be set. ERR_SYSTEM: it can't be.
 */
int calls_limit(const struct calls *calls);

#endif
