/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LISTENERS_H
#define MULLION_LISTENERS_H

#include "server/activation.h"
#include "server/listener.h"

/* The listeners of the configuration, in its order. */
struct listeners {
	struct listener *items;
	size_t count;
};

/* What sockets for the endpoint are to be like. */
struct socket_options
listeners_options(const struct config *config, const struct endpoint *endpoint);

/*
 * Opens all, mute: with the sockets that were passed for them, else with new
 * ones. What is wrong goes to the log: ERR_REPORTED, and those that are open
 * are to be closed all the same.
 */
int listeners_open(struct listeners *listeners, struct steering *steering,
                   const struct config *config, struct activation *activation);

void listeners_close(struct listeners *listeners);

#endif
