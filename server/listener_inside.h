/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LISTENER_INSIDE_H
#define MULLION_LISTENER_INSIDE_H

#include "server/listener.h"

/* What listener.c, which opens and closes, listener_plan.c, and
 * listener_follow.c, which goes from one set of views to another, share. */

/* All blocks but the first. */
bool listener_opens_apart(enum steering_kind kind);

/* Room for so many blocks in all, the new ones closed. ERR_MEMORY. */
int listener_reserve(struct listener *listener, size_t blocks);

/* One more, bound to the address itself, for which there is room; the first is
 * mute. ERR_SYSTEM. */
int listener_add_block(struct listener *listener);

/* Block 0's sockets can send to its own clients alone. ERR_SYSTEM. */
int listener_mark_own(const struct listener *listener);

#endif
