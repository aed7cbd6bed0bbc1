/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SUPERVISOR_H
#define MULLION_SUPERVISOR_H

#include "server/config.h"

/* Serves until it is told to stop, or can't begin. Returns mulliond's exit
 * status (contract, section 6). */
int supervisor_run(const struct config *config);

#endif
