/* SPDX-License-Identifier: ISC */
#include "test/unit.h"
#include "zones/spec.h"

START_TEST(a_datum_is_at_its_item_or_at_the_string)
{
	struct arena *arena = arena_new();
	const struct place *records = place_file(arena, "x.json");
	const struct place *list =
	    place_member(arena, place_member(arena, records, "www"), "A");
	struct rdatum data[] = {{.item = 0}, {.item = 4}};
	struct rrset rrset = {.name = place_name(arena, records, "www"),
	                      .key = "A",
	                      .data = data,
	                      .count = 2};

	ck_assert(place_equal(rrset_datum_place(arena, &rrset, 1),
	                      place_item(arena, list, 4)));
	rrset.single = true;
	ck_assert(place_equal(rrset_datum_place(arena, &rrset, 0), list));
	arena_free(arena);
}
END_TEST

START_TEST(data_is_the_value_or_a_member_of_it)
{
	static const char *const members[] = {
	    [LIST_DATA] = "data", [LIST_TEXT] = "text"};
	struct arena *arena = arena_new();
	const struct place *records = place_file(arena, "x.json");
	const struct place *value =
	    place_member(arena, place_member(arena, records, "www"), "TXT");
	struct rrset rrset = {.name = place_name(arena, records, "www"),
	                      .key = "TXT",
	                      .list = (enum rrset_list)_i};

	ck_assert(place_equal(rrset_place(arena, &rrset), value));
	if (_i != LIST_VALUE)
		value = place_member(arena, value, members[_i]);
	ck_assert(place_equal(rrset_list_place(arena, &rrset), value));
	arena_free(arena);
}
END_TEST

START_TEST(what_nobody_wrote_is_where_it_stands_for)
{
	struct arena *arena = arena_new();
	const struct place *zone =
	    place_member(arena, place_file(arena, "x.json"), "zone");
	struct rrset rrset = {.name = zone, .single = true};

	ck_assert_ptr_eq(rrset_datum_place(arena, &rrset, 0), zone);
	arena_free(arena);
}
END_TEST

START_TEST(an_owner_is_found_by_its_name)
{
	/* In canonical order. */
	static const struct owner owners[] = {
	    {.name = (const uint8_t *)"\7example"},
	    {.name = (const uint8_t *)"\1b\7example"},
	    {.name = (const uint8_t *)"\1a\1b\7example"},
	    {.name = (const uint8_t *)"\1c\7example"},
	};
	const uint8_t *none[] = {
	    (const uint8_t *)"\1a\7example", (const uint8_t *)"\1d\7example",
	    (const uint8_t *)"\1a\1c\7example", (const uint8_t *)""};

	for (size_t count = 0; count <= 4; count++)
		for (size_t i = 0; i < 4; i++) {
			ck_assert_ptr_eq(
			    owner_find(owners, count, owners[i].name),
			    i < count ? &owners[i] : NULL);
			ck_assert_ptr_null(owner_find(owners, count, none[i]));
		}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec");
	TCase *t = tcase_create("spec");

	tcase_add_test(t, a_datum_is_at_its_item_or_at_the_string);
	tcase_add_loop_test(t, data_is_the_value_or_a_member_of_it, LIST_VALUE,
	                    LIST_TEXT + 1);
	tcase_add_test(t, what_nobody_wrote_is_where_it_stands_for);
	tcase_add_test(t, an_owner_is_found_by_its_name);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
