/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LANDLOCK_H
#define MULLION_LANDLOCK_H

#include <stdint.h>

/*
 * Landlock (landlock(7)): the process may open no file, listen on and connect
 * to no TCP port, and signal nobody, as far as the kernel knows these. What is
 * open stays open. no_new_privs must be set, and threads be started later.
 * Returns the measures that are in force (measure.h).
 */
uint32_t landlock_enter(void);

#endif
