/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ANNOUNCE_H
#define MULLION_ANNOUNCE_H

#include <stdbool.h>

#include "server/generation.h"

/*
 * What the log says when a generation has taken over: at first each listener,
 * with its views and how their clients reach them, and the host's addresses
 * that look internal; each time what is served, and each view that nobody can
 * ask.
 */
void announce(const struct generation *serving, bool first);

/* A reload that came to nothing. */
void announce_failure(const char *why, const struct generation *serving);

#endif
