/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SOURCE_H
#define MULLION_SOURCE_H

#include "server/launch.h"
#include "server/reload.h"

/*
 * What is to be served, whether it may be, and the programs that it takes.
 * Returns 0, or mulliond's exit status, and the log says why.
 */
int source_find(struct reload_source *source, struct launch *launch,
                const struct config *config);

#endif
