/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "test/unit.h"
#include "zones/arena.h"

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static bool
holds_only(const unsigned char *piece, size_t size, size_t octet)
{
	for (size_t i = 0; i < size; i++)
		if (piece[i] != octet)
			return false;
	return true;
}

START_TEST(pieces_are_zero_aligned_and_apart)
{
	static const size_t sizes[] = {0,   1,    7,      8,      9,
	                               100, 4096, 300000, 1 << 21};
	unsigned char *pieces[9 * 20];
	size_t count = 0;

	for (int round = 0; round < 20; round++)
		for (size_t i = 0; i < 9; i++) {
			unsigned char *piece = arena_alloc(arena, sizes[i]);

			ck_assert_uint_eq((uintptr_t)piece % 8, 0);
			ck_assert(holds_only(piece, sizes[i], 0));
			memset(piece, (int)count % 255 + 1, sizes[i]);
			pieces[count++] = piece;
		}
	for (size_t n = 0; n < count; n++)
		ck_assert(holds_only(pieces[n], sizes[n % 9], n % 255 + 1));
}
END_TEST

START_TEST(copies_are_alike_and_elsewhere)
{
	char text[] = "www.example.com";
	char *copy = arena_string(arena, text);
	char *octets = arena_copy(arena, text, 3);

	text[0] = 'x';
	ck_assert_str_eq(copy, "www.example.com");
	ck_assert_mem_eq(octets, "www", 3);
}
END_TEST

START_TEST(formatted_text_is_as_long_as_it_is)
{
	char *text = arena_format(arena, "%0*d-%s", 5000, 7, "end");

	ck_assert_uint_eq(strlen(text), 5004);
	ck_assert_str_eq(text + 4999, "7-end");
	ck_assert_str_eq(arena_format(arena, "%s", ""), "");
}
END_TEST

START_TEST(an_array_keeps_its_elements_as_it_grows)
{
	uint64_t *array = NULL;

	for (size_t count = 0; count < 100000; count++) {
		array = arena_grow(arena, array, count, sizeof(*array));
		array[count] = count;
	}
	for (size_t i = 0; i < 100000; i++)
		if (array[i] != i)
			ck_abort_msg("element %zu", i);
}
END_TEST

START_TEST(what_was_taken_back_is_zero_again)
{
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 2000; i++) {
			unsigned char *piece = arena_alloc(arena, 999);

			ck_assert(holds_only(piece, 999, 0));
			memset(piece, 255, 999);
		}
		arena_clear(arena);
	}
}
END_TEST

START_TEST(an_adopted_arena_keeps_its_pieces)
{
	struct arena *other = arena_new();
	char *small = arena_string(other, "small");
	char *large = arena_format(other, "%0*d", 9000000, 7);

	arena_adopt(arena, other);
	for (int i = 0; i < 2000; i++)
		memset(arena_alloc(arena, 999), 255, 999);
	ck_assert_str_eq(small, "small");
	ck_assert_uint_eq(strlen(large), 9000000);
	ck_assert_int_eq(large[0], '0');
}
END_TEST

START_TEST(no_arena_is_freed_too)
{
	arena_free(NULL);
}
END_TEST

START_TEST(a_size_that_no_machine_has_ends_the_program)
{
	(void)arena_alloc(arena, SIZE_MAX - 3);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("arena");
	TCase *t = tcase_create("arena");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, pieces_are_zero_aligned_and_apart);
	tcase_add_test(t, copies_are_alike_and_elsewhere);
	tcase_add_test(t, formatted_text_is_as_long_as_it_is);
	tcase_add_test(t, an_array_keeps_its_elements_as_it_grows);
	tcase_add_test(t, what_was_taken_back_is_zero_again);
	tcase_add_test(t, an_adopted_arena_keeps_its_pieces);
	tcase_add_test(t, no_arena_is_freed_too);
	tcase_add_exit_test(t, a_size_that_no_machine_has_ends_the_program, 2);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
