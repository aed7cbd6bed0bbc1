/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_LATENCY_H
#define MULLION_TEST_LATENCY_H

#include <stdint.h>

/*
 * How long things took, counted in classes that each span a sixteenth of
 * their octave: what comes out is less than what went in by 6 % at most.
 *
 *   class   0 ... 15   16 ... 31   32, 33 ...
 *   ns      the same   the same    32, 34 ... 62, 64, 68 ...
 */
enum { LATENCY_OCTAVE = 16, LATENCY_CLASSES = 61 * LATENCY_OCTAVE };

struct latency {
	uint64_t classes[LATENCY_CLASSES];
	uint64_t count;
};

void latency_add(struct latency *latency, uint64_t ns);

/* The microseconds that this part (0 to 1) of all took less than; 0 when there
 * were none. */
double latency_part(const struct latency *latency, double part);

#endif
