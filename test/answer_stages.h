/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_ANSWER_STAGES_H
#define MULLION_TEST_ANSWER_STAGES_H

#include <stdint.h>

#include "lib/answer.h"
#include "test/questions.h"

/*
 * What answer() costs in a process that does nothing else: thread CPU time a
 * query, by stage. Each file of questions is a kind of its own.
 *
 * Machines change their speed while they are measured. So each round does
 * everything once, each kind in each stage and the calibration between them,
 * STAGES_ROUND queries at a time; what is compared are rounds' ratios, and
 * their median. A stage does what the one before it does and one thing more:
 *
 *   COPY     puts a packet into the buffer that is answered in
 *   PARSE      and calls query_parse()
 *   LOCATE     and trie_locate()
 *   ANSWER   COPY and answer(), which parses, locates and writes, 32 at once
 *   SINGLE   COPY and answer(), one by one
 */
enum stage { COPY, PARSE, LOCATE, ANSWER, SINGLE, STAGES };

enum {
	STAGES_ROUND = 64 * ANSWER_BATCH,
	STAGES_ROUNDS = 1001, /* at most */
	STAGES_STRIDE = 1344, /* of messages: an odd number of cache lines */
};

struct kind {
	struct questions questions;
	size_t next;                        /* question to ask */
	double ns[STAGES][STAGES_ROUNDS];   /* a query, by round */
	double octets;                      /* of an answer, on average */
	unsigned rcodes[RCODE_REFUSED + 1]; /* of STAGES_ROUND answers */
};

struct stages {
	struct answerer answerer;
	struct query queries[ANSWER_BATCH];
	uint8_t messages[ANSWER_BATCH][STAGES_STRIDE];
	struct kind *kinds;
	size_t count;
	unsigned rounds;
	double calibration[STAGES_ROUNDS]; /* ns, by round */
};

/* The buffers, for an image that answers 127.0.0.1. Classes, count and
 * rounds are the caller's to fill in. */
void stages_begin(struct stages *stages, const struct image *image);

/* Answers count of the kind's questions, rounded up to batches; returns how
 * many that were. */
size_t stages_answer(struct stages *stages, struct kind *kind, size_t count);

/* Answers a round of the kind, untimed, and keeps what the answers were.
 * ERR_REPORTED where the image's view isn't there for the client. */
int stages_look(struct stages *stages, struct kind *kind);

/* Times everything once. */
void stages_round(struct stages *stages, unsigned round);

#endif
