/* SPDX-License-Identifier: ISC */
#include "test/unit.h"
#include "zones/place.h"

static struct arena *arena;
static const struct place *a, *b;

/* The same file twice, by two texts. */
static void
set_up(void)
{
	arena = arena_new();
	a = place_file(arena, arena_string(arena, "zones/a.json"));
	b = place_file(arena, arena_string(arena, "zones/a.json"));
}

static void
tear_down(void)
{
	arena_free(arena);
}

static const struct place *
www(const struct place *file, size_t item)
{
	const struct place *records = place_member(arena, file, "records");

	return place_item(arena, place_member(arena, records, "www"), item);
}

START_TEST(one_way_is_one_place)
{
	ck_assert(place_equal(www(a, 3), www(b, 3)));
	ck_assert_uint_eq(place_hash(www(a, 3)), place_hash(www(b, 3)));
	ck_assert(place_equal(place_spot(arena, a, 1, 2),
	                      place_spot(arena, b, 1, 2)));
}
END_TEST

START_TEST(another_way_is_another_place)
{
	const struct place *other = place_file(arena, "zones/b.json");
	const struct place *places[] = {
	    a,
	    other,
	    www(a, 0),
	    www(a, 1),
	    www(other, 0),
	    place_member(arena, a, "records"),
	    place_name(arena, a, "records"),
	    place_member(arena, a, "record"),
	    place_item(arena, a, 0),
	    place_spot(arena, a, 0, 0),
	    place_spot(arena, a, 1, 2),
	    place_spot(arena, a, 2, 1),
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t j = 0; j < sizeof(places) / sizeof(places[0]);
		     j++) {
			ck_assert_int_eq(place_equal(places[i], places[j]),
			                 i == j);
			if (i != j)
				ck_assert_uint_ne(place_hash(places[i]),
				                  place_hash(places[j]));
		}
}
END_TEST

START_TEST(a_place_knows_its_file)
{
	ck_assert_str_eq(place_path(a), "zones/a.json");
	ck_assert_str_eq(place_path(www(a, 7)), "zones/a.json");
	ck_assert_str_eq(place_path(place_spot(arena, a, 1, 1)),
	                 "zones/a.json");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("place");
	TCase *t = tcase_create("place");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, one_way_is_one_place);
	tcase_add_test(t, another_way_is_another_place);
	tcase_add_test(t, a_place_knows_its_file);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
