/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ACTIVATION_H
#define MULLION_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "server/endpoint.h"
#include "server/sockets.h"

/*
 * Sockets that a service manager has opened and passes on: LISTEN_FDS of them
 * from descriptor 3 on, for the process LISTEN_PID, with names for people in
 * LISTEN_FDNAMES (sd_listen_fds(3), of which this is all that is needed).
 *
 *   3  192.0.2.53:53 UDP --+
 *   4  192.0.2.53:53 UDP --+--> the listener 192.0.2.53:53, two threads
 *   5  192.0.2.53:53 TCP --+
 *   6  10.0.0.53:53  UDP  ----> no listener: an error that says so
 *
 * A listener takes those of its address, family and type; all that are passed
 * must be taken by one. They are of one view's listeners: what a listener that
 * views share is steered by wants sockets of its own making.
 */
struct activation_socket {
	int descriptor;
	int type; /* SOCK_DGRAM, SOCK_STREAM */
	struct endpoint at;
	bool taken;
	char name[64];
};

struct activation {
	struct activation_socket *items;
	size_t count;
};

/*
 * Reads what was passed, if anything was, and takes it out of the environment.
 * What is no socket to serve is said in the log: ERR_REPORTED.
 */
int activation_open(struct activation *activation);

/* Closes what wasn't taken. */
void activation_close(struct activation *activation);

/* How many of that address and type there are. */
size_t activation_count(const struct activation *activation,
                        const struct endpoint *endpoint, int type);

/* The next of them, the caller's from now on; there must be one. */
int activation_take(struct activation *activation,
                    const struct endpoint *endpoint, int type);

/* All are taken, or what isn't is said in the log: ERR_REPORTED. */
int activation_check(const struct activation *activation);

#endif
