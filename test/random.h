/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_RANDOM_H
#define MULLION_TEST_RANDOM_H

#include <stdint.h>

/* SplitMix64 (Steele, Lea and Flood, 2014): a good generator in a few lines,
 * whose every state is a good seed. */
struct random {
	uint64_t state;
};

static inline uint64_t
random_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* A number below n. */
static inline uint32_t
random_below(struct random *random, uint32_t n)
{
	return (uint32_t)((random_next(random) >> 32) * n >> 32);
}

#endif
