/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <pthread.h>

#include "test/unit.h"
#include "zones/json_scratch.h"

static void *
parse_elsewhere(void *unused)
{
	json_t *json = json_loads("{\"a\": [1]}", 0, NULL);

	(void)unused;
	ck_assert_ptr_nonnull(json);
	json_decref(json);
	return NULL;
}

/* Under AddressSanitizer what is left or freed wrongly ends the test. */
START_TEST(json_goes_with_the_arena_in_its_thread_alone)
{
	struct arena *arena = arena_new();
	pthread_t thread;
	json_t *json, *other;

	ck_assert_ptr_null(json_scratch_use(arena));
	json =
	    json_loads("{\"www\": {\"A\": [\"192.0.2.1\", \"x\"]}}", 0, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_int_eq(pthread_create(&thread, NULL, parse_elsewhere, NULL),
	                 0);
	pthread_join(thread, NULL);
	ck_assert_ptr_eq(json_scratch_use(NULL), arena);

	other = json_loads("[\"elsewhere\"]", 0, NULL);
	json_decref(other);
	ck_assert_str_eq(
	    json_string_value(json_array_get(
		json_object_get(json_object_get(json, "www"), "A"), 0)),
	    "192.0.2.1");
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("json_scratch");
	TCase *t = tcase_create("json_scratch");

	tcase_add_test(t, json_goes_with_the_arena_in_its_thread_alone);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
