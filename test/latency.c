/* SPDX-License-Identifier: ISC */
#include "test/latency.h"

#include <stddef.h>

/* Octaves above the first two, which are exact. */
static unsigned
octaves(uint64_t ns)
{
	if (ns < 2 * LATENCY_OCTAVE)
		return 0;
	return 63 - LATENCY_BITS - (unsigned)__builtin_clzll(ns);
}

void
latency_add(struct latency *latency, uint64_t ns)
{
	unsigned above = octaves(ns);

	latency->classes[above * LATENCY_OCTAVE + (ns >> above)]++;
	latency->count++;
}

double
latency_part(const struct latency *latency, double part)
{
	double wanted = part * (double)latency->count, seen = 0;

	for (size_t i = 0; i < LATENCY_CLASSES; i++) {
		size_t above =
		    i < 2 * LATENCY_OCTAVE ? 0 : i / LATENCY_OCTAVE - 1;

		seen += (double)latency->classes[i];
		if (latency->classes[i] > 0 && seen >= wanted)
			return (double)((i - above * LATENCY_OCTAVE) << above)
			       / 1000;
	}
	return 0;
}
