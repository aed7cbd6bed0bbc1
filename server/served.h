/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVED_H
#define MULLION_SERVED_H

#include <stdbool.h>
#include <stdint.h>

#include "server/view_report.h"

/*
 * The signed generation that was served last, remembered in STATE/generation
 * over restarts: a text line "GENERATION HASH", the hash being that of the
 * manifest. A signature stays good for ever, so this is what keeps somebody
 * who has an old folder, and no key, from having it served once more.
 *
 *   the manifest's generation is greater      good
 *                                the same     good, if it is the same manifest
 *                                less         an old one: refused
 */
struct served {
	int folder;          /* STATE, open; kept by reference */
	uint64_t generation; /* 0: none yet */
	char hash[VIEW_HASH];
};

enum { SERVED_WHY = 256 };

/*
 * Reads what is remembered. STATE must be this user's, and nobody else's to
 * write to. What is wrong goes to the log: ERR_REPORTED.
 */
int served_open(struct served *served, int folder, const char *path);

/* What the file holds: one line, and nothing behind it. ERR_MALFORMED. */
int served_read(struct served *served, const char *text, size_t length);

/* Whether that generation may be served: 0, or ERR_RANGE and the reason in
 * why[SERVED_WHY]. */
int served_check(const struct served *served, uint64_t generation,
                 const char *hash, char *why);

/* It is about to be served: brings that to the disk first. ERR_SYSTEM. */
int served_keep(struct served *served, uint64_t generation, const char *hash);

#endif
