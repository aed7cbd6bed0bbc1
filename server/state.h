/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STATE_H
#define MULLION_STATE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The folder into which a site is compiled: STATE/site, the compiler's own
 * and nobody else's to read; and the signed generation that was served last
 * (served.h). STATE is the operator's, so that serials go on over a restart;
 * or, where none is configured, one made for this run and removed with it.
 * Only one mulliond at a time has it.
 */
struct state {
	char *path;
	char *site; /* NULL: no site is served */
	bool temporary;
	int lock;  /* the folder, open and locked */
	uid_t uid; /* the compiler's, or -1 */
};

/*
 * path: NULL for one of this run. With a site, the compiler becomes uid and
 * gid, unless they are -1. What is wrong goes to the log: ERR_REPORTED.
 */
int state_open(struct state *state, const char *path, bool site, uid_t uid,
               gid_t gid);

/* The same of a folder that a server before has left, with its lock. */
int state_adopt(struct state *state, const char *path, bool temporary, int lock,
                bool site, uid_t uid, gid_t gid);

void state_close(struct state *state);

#endif
