/* SPDX-License-Identifier: ISC */
#include "test/unit.h"
#include "zones/spec.h"

START_TEST(a_datum_is_at_its_item_or_at_the_string)
{
	struct arena *arena = arena_new();
	const struct place *list =
	    place_member(arena, place_file(arena, "x.json"), "A");
	struct rdatum data[] = {{.item = 0}, {.item = 4}};
	struct rrset rrset = {.list = list, .data = data, .count = 2};

	ck_assert(place_equal(rrset_datum_place(arena, &rrset, 1),
	                      place_item(arena, list, 4)));
	rrset.single = true;
	ck_assert(place_equal(rrset_datum_place(arena, &rrset, 0), list));
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec");
	TCase *t = tcase_create("spec");

	tcase_add_test(t, a_datum_is_at_its_item_or_at_the_string);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
