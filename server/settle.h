/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SETTLE_H
#define MULLION_SETTLE_H

#include <stdint.h>
#include <uv.h>

/*
 * A folder of images that doesn't fit together may have been caught between
 * two generations: rsync(1), or a copy, puts one file after the other into it.
 * So what is refused is tried again as long as the folder changes, and given
 * up when it has lain still for a moment, or has gone on changing too long.
 *
 *   settle_begin    |--SETTLE_STILL_MS--|
 *   look --> try --> settle_failed ... look: another? --> again()
 *                                            the same --> refused()
 *
 * A look is at the names, sizes and times of what lies there, so a file that
 * grows counts, under whatever name. Nothing is opened.
 */
enum {
	SETTLE_STILL_MS = 200,
	SETTLE_MS = 10000, /* in all */
	SETTLE_WHY = 1024,
};

struct settle {
	const char *folder; /* NULL: one that nobody else writes to */
	uint64_t look;
	uint64_t until; /* of the loop's clock */
	uv_timer_t timer;
	int status;
	char why[SETTLE_WHY];
	void (*again)(void *context);
	void (*refused)(void *context, int status, const char *why);
	void *context;
};

/* folder must outlive it. */
void settle_init(struct settle *settle, uv_loop_t *loop, const char *folder,
                 void (*again)(void *context),
                 void (*refused)(void *context, int status, const char *why),
                 void *context);

/* The folder is about to be read, for the first time. */
void settle_begin(struct settle *settle);

/* It was refused: one of the two is called, later or at once. why is copied. */
void settle_failed(struct settle *settle, int status, const char *why);

/* Nobody wants to know any more. */
void settle_stop(struct settle *settle);

/* What the folder looks like; 0 for one that can't be read. */
uint64_t settle_look(const char *folder);

#endif
