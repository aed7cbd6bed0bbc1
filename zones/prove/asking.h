/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROVE_ASKING_H
#define MULLION_PROVE_ASKING_H

#include <stdbool.h>

#include "lib/answer.h"
#include "zones/arena.h"

/*
 * An image is asked as a server asks it: the same answer(), in batches, as a
 * client whom the view answers, over TCP, where nothing is cut short.
 */
struct asking {
	const struct image *image;
	struct net_address source; /* of a client of the view */
	bool alone;                /* it is one of its resolvers */
	bool anybody;              /* false: the view answers nobody at all */
	struct query queries[ANSWER_BATCH];
	size_t count;
	uint8_t *messages;
};

void asking_begin(struct asking *asking, struct arena *arena,
                  const struct image *image);

/* Another question of the batch; at most ANSWER_BATCH. The name is copied. */
void asking_add(struct asking *asking, const uint8_t *name, uint16_t type);

/*
 * Has all of them answered: then queries[i], their walk and their messages are
 * as answer() leaves them, until the next asking_add() begins a new batch. Of
 * a view that answers nobody they are all REFUSED.
 */
void asking_run(struct asking *asking);

/* What the answer says. */
struct asked {
	uint16_t rcode;
	bool authoritative;
	uint16_t answers;   /* records in the answer section */
	uint16_t authority; /* and in the authority section */
};

struct asked asking_result(const struct asking *asking, size_t i);

/* One question alone. */
struct asked
asking_ask(struct asking *asking, const uint8_t *name, uint16_t type);

#endif
