/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPECT_READ_H
#define MULLION_EXPECT_READ_H

#include "zones/site.h"
#include "zones/value.h"

struct expectations {
	struct expectation *items;
	size_t count;
};

/*
 * Reads the file of tests. What is wrong with one is reported, and the test is
 * left out. All is in the site's arena.
 */
void expect_read(struct expectations *tests, const struct site *site,
                 struct value file);

#endif
