/* SPDX-License-Identifier: ISC */
#ifndef MULLION_HANDOVER_H
#define MULLION_HANDOVER_H

#include "server/generation.h"
#include "server/state.h"

/*
 * What one mulliond leaves to the next, which takes its place in the same
 * process (upgrade.h): a JSON text in a memfd, in which descriptors are
 * numbers, as they stay over execve(2).
 *
 *   { "format": 2, "protocol": 1, "message": 336, "threads": 2, ...
 *     "state": { "lock": 9, "path": "/var/lib/mullion", "temporary": false },
 *     "control": { "socket": 11, "path": ... }, "asker": { "socket": 30, ... },
 *     "steering": { "link": 21, "egress": 22 },
 *     "ids": { "first": 61184, "room": 256, "views": ["internal", ""] },
 *     "listeners": [ { "address": "127.0.0.1:53", "kind": 2, ...
 *                      "blocks": [ { "owner": "internal", "udp": [12, 13],
 *                                    "tcp": 14 }, ... ] } ],
 *     "views": [ { "view": "internal", "image": 25, ... } ],
 *     "processes": [ { "view": "internal", "pid": 4711, "control": 27, ... } ]
 * }
 *
 * "protocol" is WORKER_PROTOCOL, since the processes that run are of the old
 * release: they serve until those of the new one are ready. takeover.c reads
 * it. The two releases needn't be the same; who can't read it refuses.
 */
enum { HANDOVER_FORMAT = 2 };

struct handover {
	unsigned upgrades; /* that there were, with this one */
	const struct launch *launch;
	const struct steering *steering;
	const struct listener *listeners;
	size_t listener_count;
	const struct state *state;
	const char *control_path; /* NULL: none */
	int control;
	int asker; /* who wants to know what comes of it */
	uid_t asker_user;
	const struct generation *serving;
};

/* Descriptors that are to stay open. */
struct handover_descriptors {
	int *items;
	size_t count;
};

/*
 * The memfd with the text, and in descriptors what it names, itself too:
 * items is the caller's to free. ERR_MEMORY, ERR_SYSTEM; ERR_MALFORMED: a path
 * isn't UTF-8.
 */
int handover_write(const struct handover *handover,
                   struct handover_descriptors *descriptors);

#endif
