/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROGRESS_H
#define MULLION_PROGRESS_H

#include <stddef.h>

/*
 * Tells a user at a terminal what takes so long: after a second, and each
 * second from then on, the step that is being worked on, in one line of
 * standard error that is wiped away when all is done. Nothing is printed when
 * standard error isn't a terminal.
 */
void progress_begin(void);

/* Names the step: "writing internal", number index of count (0: no number).
 * Each call takes the place of the one before. */
void
progress_step(const char *what, const char *object, size_t index, size_t count);

/* Before anything else is printed. */
void progress_end(void);

#endif
