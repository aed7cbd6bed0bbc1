/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COMPARE_H
#define MULLION_COMPARE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"
#include "zones/zone.h"

/*
 * A live answer beside the one that the view's image gives. Octet for octet
 * they must be one, but for the id and the serials of SOA records that nobody
 * has written: which one the server's images have the compiler can't know
 * unless it has these images.
 */
enum comparison {
	COMPARE_SAME,
	COMPARE_OCTETS,    /* the same answer in other octets, or with other
	                    * additional records */
	COMPARE_DIFFERENT, /* another answer */
};

struct compare_message {
	uint8_t *octets; /* changed: serials become 0 */
	size_t length;
};

/* Sets the serials in a message's SOA records to 0, of the zones of the view
 * (tree, or NULL) that have none written. A message that isn't well-formed is
 * changed as far as it is. */
void compare_forget_serials(const struct compare_message *message,
                            const struct tree *tree, struct arena *arena);

/* *text, unless they are the same: what the got one is, for a message; in the
 * arena. */
enum comparison compare(const struct compare_message *expected,
                        const struct compare_message *got, struct arena *arena,
                        const char **text);

#endif
