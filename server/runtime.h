/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RUNTIME_H
#define MULLION_RUNTIME_H

#include <uv.h>

#include "server/children.h"
#include "server/launch.h"

/* What starting a process and hearing of it takes: load.c, process.c and
 * reload.c have one each, the supervisor's. */
struct runtime {
	uv_loop_t *loop;
	struct children *children;
	const struct launch *launch;
};

#endif
