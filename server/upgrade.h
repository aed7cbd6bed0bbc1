/* SPDX-License-Identifier: ISC */
#ifndef MULLION_UPGRADE_H
#define MULLION_UPGRADE_H

#include "server/handover.h"
#include "server/reload.h"

/*
 * A new mulliond in the place of this one, by execve(2) in the same process:
 * so the process id stays, which service managers and containers go by, and
 * so do the children, the lock on the state folder and every socket.
 *
 *   old: a trial of the new program, which looks whether it could ---+
 *     waits until no process drains                                  |
 *     writes down what it has (handover.h), and becomes the new one  | fails:
 *   new: takes it all up (takeover.h), reloads, that is, starts its   | goes on
 *     own view processes, which take over from the old ones  <-------+
 *
 * View processes serve all the while. Where the new one can't load what is to
 * be served, those of the old one serve on, as at any reload.
 */
struct upgrade;

struct upgrade_server {
	const struct runtime *runtime;
	const struct config *config; /* with the command line */
	const struct reload *reload;
	struct handover handover; /* but for asker and serving */

	/* Who wants to know, -1 for nobody; asked at the last moment. */
	int (*asker)(void *context, uid_t *user);
	/* It came to nothing; said is what the trial has said. */
	void (*failed)(void *context, const char *why, const char *said);
	void *context;
};

/* failed() may be called at once. ERR_MEMORY: it isn't. */
int
upgrade_start(struct upgrade **upgrade, const struct upgrade_server *server);

/* Nobody wants it any more. The memory goes in the loop. */
void upgrade_cancel(struct upgrade *upgrade);

#endif
