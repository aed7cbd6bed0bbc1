/* SPDX-License-Identifier: ISC */
#include "test/answer_stages.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "lib/trie.h"

enum { CALIBRATION = 64 }; /* octets hashed, in the place of a query */

static double
thread_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* As udp.c's buffers are when recvmmsg() comes back. */
static void
copy_batch(struct stages *stages, struct kind *kind)
{
	for (int i = 0; i < ANSWER_BATCH; i++) {
		struct query *q = &stages->queries[i];

		q->length = questions_length(&kind->questions, kind->next);
		memcpy(q->message,
		       questions_packet(&kind->questions, kind->next),
		       q->length);
		if (++kind->next == kind->questions.count)
			kind->next = 0;
	}
}

static void
parse_batch(struct stages *stages)
{
	for (int i = 0; i < ANSWER_BATCH; i++)
		query_parse(&stages->queries[i]);
}

static void
locate_batch(struct stages *stages)
{
	struct trie_walk *walks[ANSWER_BATCH];

	for (int i = 0; i < ANSWER_BATCH; i++) {
		walks[i] = &stages->queries[i].walk;
	}
	trie_locate(stages->answerer.image, walks, ANSWER_BATCH);
}

static void
do_batch(struct stages *stages, struct kind *kind, enum stage stage)
{
	copy_batch(stages, kind);
	switch (stage) {
	case PARSE:
		parse_batch(stages);
		break;
	case LOCATE:
		parse_batch(stages);
		locate_batch(stages);
		break;
	case ANSWER:
		answer(&stages->answerer, stages->queries, ANSWER_BATCH);
		break;
	case SINGLE:
		for (int i = 0; i < ANSWER_BATCH; i++)
			answer(&stages->answerer, &stages->queries[i], 1);
		break;
	default:
		break;
	}
}

void
stages_begin(struct stages *stages, const struct image *image)
{
	*stages = (struct stages){.answerer.image = image};
	for (int i = 0; i < ANSWER_BATCH; i++) {
		struct query *q = &stages->queries[i];

		q->message = stages->messages[i];
		q->capacity = STAGES_STRIDE;
		q->source = (struct net_address){
		    .family = 4,
		    .octets = {127, 0, 0, 1},
		};
	}
}

size_t
stages_answer(struct stages *stages, struct kind *kind, size_t count)
{
	size_t done;

	for (done = 0; done < count; done += ANSWER_BATCH)
		do_batch(stages, kind, ANSWER);
	return done;
}

static double
time_stage(struct stages *stages, struct kind *kind, enum stage stage)
{
	double start = thread_ns();

	for (int done = 0; done < STAGES_ROUND; done += ANSWER_BATCH)
		do_batch(stages, kind, stage);
	return (thread_ns() - start) / STAGES_ROUND;
}

/* FNV-1a: each step waits for the one before it, and memory for none. */
static double
time_calibration(void)
{
	static volatile uint64_t seed = UINT64_C(0xcbf29ce484222325);
	uint64_t hash = seed;
	double start = thread_ns();

	for (unsigned i = 0; i < STAGES_ROUND * CALIBRATION; i++)
		hash = (hash ^ (i & UINT8_MAX)) * UINT64_C(0x100000001b3);
	seed = hash;
	return (thread_ns() - start) / STAGES_ROUND;
}

void
stages_round(struct stages *stages, unsigned round)
{
	double calibration = 0;

	for (size_t c = 0; c < stages->count; c++) {
		for (unsigned s = 0; s < STAGES; s++)
			stages->kinds[c].ns[s][round] =
			    time_stage(stages, &stages->kinds[c], s);
		calibration += time_calibration();
	}
	stages->calibration[round] = calibration / (double)stages->count;
}

int
stages_look(struct stages *stages, struct kind *kind)
{
	size_t octets = 0;

	for (int done = 0; done < STAGES_ROUND; done += ANSWER_BATCH) {
		do_batch(stages, kind, ANSWER);
		for (int i = 0; i < ANSWER_BATCH; i++) {
			const struct query *q = &stages->queries[i];

			octets += q->length;
			if (q->rcode <= RCODE_REFUSED)
				kind->rcodes[q->rcode]++;
			if (q->stranger) {
				fprintf(stderr, "the image's view isn't "
				                "there for 127.0.0.1\n");
				return ERR_REPORTED;
			}
		}
	}
	kind->octets = (double)octets / STAGES_ROUND;
	return 0;
}
