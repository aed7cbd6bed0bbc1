/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LIBEXEC_H
#define MULLION_LIBEXEC_H

#include "zones/arena.h"

/*
 * The programs that do for mullion what it may not do itself, as to hold a
 * socket: mullion-ctl, mullion-ask. They lie beside it in a build folder; or,
 * as they are installed, in PREFIX/libexec/mullion for its PREFIX/bin.
 *
 * The path of that one, in the arena; or NULL, and a message is on standard
 * error.
 */
char *libexec_find(struct arena *arena, const char *program);

#endif
