/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/batch.h"
#include "test/unit.h"

START_TEST(each_query_has_a_room_of_its_own)
{
	struct batch batch;

	ck_assert_int_eq(batch_open(&batch), 0);
	for (int i = 0; i < ANSWER_BATCH; i++) {
		ck_assert_uint_eq(batch.queries[i].capacity, WIRE_MESSAGE);
		memset(batch.queries[i].message, i + 1, WIRE_MESSAGE);
	}
	for (int i = 0; i < ANSWER_BATCH; i++) {
		ck_assert_int_eq(batch.queries[i].message[0], i + 1);
		ck_assert_int_eq(batch.queries[i].message[WIRE_MESSAGE - 1],
		                 i + 1);
	}
	batch_close(&batch);
}
END_TEST

START_TEST(no_two_rooms_begin_in_the_same_set_of_the_cache)
{
	enum { SETS = 64 };
	struct batch batch;
	bool taken[SETS] = {false};

	ck_assert_int_eq(batch_open(&batch), 0);
	for (int i = 0; i < ANSWER_BATCH; i++) {
		size_t set =
		    (uintptr_t)batch.queries[i].message / BATCH_LINE % SETS;

		ck_assert(!taken[set]);
		taken[set] = true;
	}
	batch_close(&batch);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("batch");
	TCase *c = tcase_create("rooms");

	tcase_add_test(c, each_query_has_a_room_of_its_own);
	tcase_add_test(c, no_two_rooms_begin_in_the_same_set_of_the_cache);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
