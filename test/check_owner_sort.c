/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "test/unit.h"
#include "zones/owner_sort.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { MANY = 300 };

/* Labels of few octets, the least and the greatest among them. */
static size_t
random_name(uint8_t *name, unsigned *seed, const uint8_t *apex)
{
	static const uint8_t octets[] = {0, 1, 2, 'a', 'b', '-', 255};
	size_t length = 0;

	for (int labels = rand_r(seed) % 4; labels > 0; labels--) {
		uint8_t size = (uint8_t)(1 + rand_r(seed) % 4);

		name[length++] = size;
		while (size-- > 0)
			name[length++] = octets[rand_r(seed) % 7];
	}
	memcpy(name + length, apex, dname_length(apex));
	return length + dname_length(apex);
}

static void
check_order(const char *zone, unsigned seed)
{
	struct arena *arena = arena_new();
	struct owner owners[MANY];
	uint8_t apex[DNAME_MAX], name[DNAME_MAX];
	uint32_t *order;

	dname_from_text(apex, zone, strlen(zone), NULL);
	for (uint32_t i = 0; i < MANY; i++) {
		size_t length = random_name(name, &seed, apex);

		owners[i] =
		    (struct owner){.name = arena_copy(arena, name, length)};
	}
	order = owner_order(arena, owners, MANY, apex);
	for (size_t i = 1; i < MANY; i++) {
		int compared = dname_compare(owners[order[i - 1]].name,
		                             owners[order[i]].name);

		ck_assert_int_le(compared, 0);
		if (compared == 0)
			ck_assert_uint_lt(order[i - 1], order[i]);
	}
	arena_free(arena);
}

static const char *const zones[] = {".", "example.com.", "a.b.c.d.e."};

START_TEST(the_order_is_that_of_dname_compare)
{
	for (unsigned seed = 0; seed < 40; seed++)
		check_order(zones[_i], seed);
}
END_TEST

START_TEST(no_owners_are_sorted_too)
{
	struct arena *arena = arena_new();

	(void)owner_order(arena, NULL, 0, (const uint8_t *)"");
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("owner_sort");
	TCase *t = tcase_create("owner_sort");

	tcase_add_loop_test(t, the_order_is_that_of_dname_compare, 0,
	                    COUNT(zones));
	tcase_add_test(t, no_owners_are_sorted_too);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
