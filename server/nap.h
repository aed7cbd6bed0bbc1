/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NAP_H
#define MULLION_NAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * When a thread should sleep a moment before it receives, so that one waking
 * takes several packets instead of one. With many clients that each wait for
 * their answer packets come singly, each a waking of its own, and a waking
 * costs more than an answer.
 *
 *   packets    | | |  | |   |||  |  | |          |            |
 *   without    w w w  w w   w w  w  w w          w            w
 *   napping    w...w...w...w...w...w...w         w            w
 *                NAP_TIME each                   too few to nap for
 *
 * Packets are due in a nap when the smoothed gap between them says so. A
 * thread that finds enough at each waking as it is has no need of naps: then
 * it is behind, and sleeping would only put it back further. A thread that
 * is idle, or asked now and then, never naps; what others wait longer for
 * their answer is NAP_TIME at most.
 */
enum {
	NAP_TIME = 50000,   /* ns */
	NAP_GATHERS = 3,    /* packets that make a nap worth while */
	NAP_ENOUGH = 8,     /* packets found without a nap: none is needed */
	NAP_IDLE = 1000000, /* ns, a gap as long as any; so it is forgotten */
	NAP_SMOOTHING = 16, /* batches */
};

struct nap {
	uint64_t before; /* when the last batch was done */
	int64_t gap;     /* ns between two packets, smoothed */
	bool napped;     /* before this batch */
};

/* Nothing has come yet. */
void nap_begin(struct nap *nap, uint64_t now);

/* A batch of count packets (1 to ANSWER_BATCH) is done, now in ns of a clock
 * that isn't set: whether to nap before the next. */
bool nap_due(struct nap *nap, uint64_t now, size_t count);

#endif
