/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TAKEOVER_H
#define MULLION_TAKEOVER_H

#include <jansson.h>

#include "server/generation.h"
#include "server/listeners.h"
#include "server/state.h"

/*
 * The other half of handover.h: what the mulliond before has left in this
 * process, taken up piece by piece in the order in which a server opens what
 * it has. Its text was written by our own kind, maybe of another release: it is
 * believed where it has the form that this one knows (takeover_form.h).
 *
 * takeover_check() comes first, in a process of its own, while the old server
 * is still there: it says what this one can't take over, so that it needn't
 * be tried.
 */
struct takeover {
	json_t *root;
};

/* Reads it, and closes the descriptor. What is wrong goes to the log, here and
 * below: ERR_REPORTED, and there is nothing to close. */
int takeover_open(struct takeover *takeover, int handover);
void takeover_close(struct takeover *takeover);

/*
 * What the configuration, or this release, has otherwise: the number of
 * threads, the folder and socket that others know, listeners that can't be
 * opened, steering that can't be had.
 */
int
takeover_check(const struct takeover *takeover, const struct config *config);

/* Log level, ids of views. */
void takeover_launch(const struct takeover *takeover, struct launch *launch);

/* The sockets of listeners that stay; those that are new are opened. */
int takeover_listeners(const struct takeover *takeover,
                       struct listeners *listeners, struct steering *steering,
                       const struct config *config);

/* Closes the sockets of listeners that are no more, when the processes that
 * have them are told to leave. */
void takeover_close_others(const struct takeover *takeover,
                           const struct config *config);

/* The folder, locked as it is. site: whether one is served now. */
int takeover_state(const struct takeover *takeover, struct state *state,
                   bool site, uid_t uid, gid_t gid);

/* The control socket, -1 for none; and who is to be answered. */
int takeover_control(const struct takeover *takeover);
int takeover_asker(const struct takeover *takeover, uid_t *user);
unsigned takeover_upgrades(const struct takeover *takeover);

/* What serves. NULL: no memory. */
struct generation *takeover_serving(const struct takeover *takeover,
                                    const struct runtime *runtime,
                                    struct listeners *listeners);

#endif
