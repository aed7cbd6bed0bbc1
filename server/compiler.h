/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COMPILER_H
#define MULLION_COMPILER_H

#include <stdbool.h>

#include "server/runtime.h"

/*
 * A site on its way into the state folder, by a `mullion compile` (launch.h).
 * What it says goes to the log, line by line as it comes, and where it is to
 * be heard it is kept as well, for whoever has asked for the reload. It has
 * ten minutes, and launch_compiler_memory().
 */
struct compiler;

enum { COMPILER_TEXT = 1 << 16 /* octets that are kept of what it says */ };

struct compiled {
	int status;       /* as wait(2) gives it */
	bool starved;     /* it has said that there was no memory left */
	const char *text; /* what it has said, "" when it wasn't to be heard */
};

/*
 * Starts it. done is called from the loop, once, unless an error is returned:
 * ERR_SYSTEM, ERR_MEMORY, ERR_REPORTED.
 */
int compiler_start(struct compiler **compiler, const struct runtime *runtime,
                   const char *site, const char *out, bool heard,
                   void (*done)(void *context, const struct compiled *compiled),
                   void *context);

/* Nobody wants it any more: done isn't called. */
void compiler_cancel(struct compiler *compiler);

#endif
