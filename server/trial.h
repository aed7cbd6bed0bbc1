/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TRIAL_H
#define MULLION_TRIAL_H

#include "server/config.h"

/*
 * Whether this mulliond could take the place of the one that has left what
 * config->resume is (upgrade.h). It takes nothing, and says in the log what is
 * in the way. Returns 0 or an exit status.
 */
int trial_run(const struct config *config);

#endif
