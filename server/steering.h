/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEERING_H
#define MULLION_STEERING_H

#include <stdbool.h>
#include <stddef.h>

#include "server/config.h"
#include "server/steer_lookup.h"

/*
 * How the server steers on listeners that several views share: by sk_lookup
 * (steer_lookup.h), or by a classic BPF program on a reuseport group
 * (steer_classic.h), which needs no privilege. Decided by the first listener,
 * and then for good; said in the log once.
 *
 * On a listener that one view has alone sk_lookup leads the strangers away, to
 * the refuser, so that the view's sockets need send to its clients alone
 * (steer_egress.h); classic BPF couldn't see to that, and so isn't used.
 */
enum steering_kind {
	STEERING_NONE, /* one view has the listener alone */
	STEERING_CLASSIC,
	STEERING_LOOKUP,
	STEERING_STRANGERS, /* the same, but for them */
};

struct steering {
	const struct config *config;
	struct steer_lookup *lookup; /* NULL: not to be had, or not asked for */
	bool decided;
	bool told;   /* in the log, that what is asked for can't be had */
	bool behind; /* the programs of a supervisor before steer, as yet */
	size_t listeners; /* that have taken a number */
	unsigned apart;   /* sockets.h: the last address taken */
};

enum { STEERING_WHY = 400 };

void steering_init(struct steering *steering, const struct config *config);
void steering_close(struct steering *steering);

/* A number for a listener, of as many as the configuration has. */
size_t steering_enter(struct steering *steering);

/*
 * The kind for a listener that is to be shared. ERR_SYSTEM or ERR_NOTHING:
 * the one that the configuration asks for can't be had; the reason is in
 * why[STEERING_WHY].
 */
int steering_choose(struct steering *steering, const struct endpoint *endpoint,
                    enum steering_kind *kind, char *why);

/* Whether strangers can be led away, on a listener that one view has alone. */
bool
steering_limits(struct steering *steering, const struct endpoint *endpoint);

/* Goes on with sk_lookup where a supervisor before has left it. What is wrong
 * is said in the log: ERR_REPORTED. */
int steering_follow(struct steering *steering, const struct steer_links *links);

/* All listeners have their new trees. Whether it took the place of the one
 * before just now: then sockets are to be added once more. */
bool steering_switch(struct steering *steering);

/* In words, for a log or a status. */
const char *steering_text(enum steering_kind kind);

#endif
