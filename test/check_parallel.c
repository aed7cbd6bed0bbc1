/* SPDX-License-Identifier: ISC */
#include <stdatomic.h>
#include <stdbool.h>

#include "test/unit.h"
#include "zones/parallel.h"

enum { STEPS = 10000 };

struct tally {
	atomic_int done[STEPS];
	atomic_int busy[64]; /* by thread */
	atomic_bool shared;
};

static void
step(void *context, unsigned thread, size_t i)
{
	struct tally *tally = context;

	ck_assert_uint_lt(thread, parallel_threads());
	if (atomic_fetch_add(&tally->busy[thread], 1) != 0)
		tally->shared = true;
	atomic_fetch_add(&tally->done[i], 1);
	atomic_fetch_sub(&tally->busy[thread], 1);
}

static const size_t counts[] = {0, 1, 2, 3, 100, STEPS};

START_TEST(each_step_is_done_once_and_no_two_share_a_thread)
{
	struct tally tally = {.shared = false};
	size_t count = counts[_i];

	parallel_run(count, step, &tally);
	ck_assert(!tally.shared);
	for (size_t i = 0; i < STEPS; i++)
		ck_assert_int_eq(tally.done[i], i < count);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("parallel");
	TCase *t = tcase_create("parallel");

	tcase_add_loop_test(t, each_step_is_done_once_and_no_two_share_a_thread,
	                    0, sizeof(counts) / sizeof(counts[0]));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
