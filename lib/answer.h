/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ANSWER_H
#define MULLION_ANSWER_H

#include <stddef.h>

#include "lib/image.h"
#include "lib/query.h"

/*
 * From a query's octets to its answer's, in the same buffer. This is the one
 * place where mullion decides what a client gets to see: the server's UDP and
 * TCP loops, `mullion explain` and a site's own tests all call it.
 */

struct answerer {
	const struct image *image; /* NULL: the refuser, who has nothing */
	const char *version;       /* CH TXT version.bind, or NULL: REFUSED */
	const char *identity;      /* CH TXT id.server, or NULL: REFUSED */
};

enum { ANSWER_BATCH = 32 }; /* queries at most in one call */

/*
 * Answers count queries (query.h says what to fill in and what comes out).
 * They are worked in stages, each over the whole batch: parse all, locate
 * all, write all. Nothing is allocated, and no state is kept between calls.
 */
void
answer(const struct answerer *answerer, struct query *queries, size_t count);

#endif
