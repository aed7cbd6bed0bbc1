/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_LATENCY_H
#define MULLION_TEST_LATENCY_H

#include <stdint.h>

/*
 * How long things took, counted in classes that each span a 128th of their
 * octave: what comes out is less than what went in by 0.8 % at most.
 *
 *   class   0 ... 127   128 ... 255   256, 257 ...
 *   ns      the same    the same      256, 258 ... 510, 512, 516 ...
 */
enum {
	LATENCY_BITS = 7,
	LATENCY_OCTAVE = 1 << LATENCY_BITS,
	LATENCY_CLASSES = (65 - LATENCY_BITS) * LATENCY_OCTAVE,
};

struct latency {
	uint64_t classes[LATENCY_CLASSES];
	uint64_t count;
};

void latency_add(struct latency *latency, uint64_t ns);

/* The microseconds that this part (0 to 1) of all took less than; 0 when there
 * were none. */
double latency_part(const struct latency *latency, double part);

#endif
