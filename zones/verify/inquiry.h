/* SPDX-License-Identifier: ISC */
#ifndef MULLION_INQUIRY_H
#define MULLION_INQUIRY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/ask_format.h"
#include "zones/arena.h"

/*
 * Questions to a live server. The compiler holds no socket: mullion-ask
 * (server/ask_main.c) is run for them and does the asking, from the address
 * of this host that is given.
 */
struct inquiry {
	const char *server; /* an address in text, and its port */
	unsigned port;
	const char *source;
	unsigned patience; /* milliseconds for each of three tries */
	/* Told of each question, by its number from 0, once. */
	void (*told)(void *context, uint32_t question, enum ask_how how,
	             const uint8_t *message, size_t length);
	void *context;
};

/*
 * Asks questions[0..length), in the form of lib/ask_format.h. Returns NULL, or
 * why they can't be asked, in the arena; some may have been told of then.
 */
const char *inquiry_run(const struct inquiry *inquiry, struct arena *arena,
                        const uint8_t *questions, size_t length);

#endif
