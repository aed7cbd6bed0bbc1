/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_RANDOM_QUERY_H
#define MULLION_TEST_RANDOM_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/net.h"
#include "test/random.h"

/*
 * Packets of every kind, at random: most are good questions for names that an
 * image of random_query_lines has, nearly has, or has not, in any case, with
 * and without EDNS; the rest have other sections, flags, classes and opcodes,
 * or were good once and then cut, lengthened or changed.
 */
enum { RANDOM_QUERY_MAX = 1024 };

struct random_query {
	struct net_address source;
	bool tcp;
	bool alone;
	size_t length;
	uint8_t octets[RANDOM_QUERY_MAX];
};

/* For make_image(): one of everything that a view can hold. */
extern const char *const random_query_lines[];

void random_query(struct random *random, struct random_query *query);

#endif
