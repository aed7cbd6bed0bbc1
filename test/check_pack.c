/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <string.h>

#include "test/unit.h"
#include "zones/pack.h"

static const uint8_t name[] = "\3www\7example";

static void
pack_all(struct packer *packer)
{
	pack8(packer, 7);
	pack16(packer, 65535);
	pack32(packer, 4000000000);
	pack64(packer, UINT64_C(1) << 63);
	pack_text(packer, "");
	pack_text(packer, "text");
	pack_name(packer, name);
	pack32(packer, 2);
	pack_octets(packer, "abcd", 4);
}

/* True when all of it is there. */
static bool
unpack_all(struct unpacker *u)
{
	bool same = unpack8(u) == 7;
	const char *text;
	const uint8_t *octets;

	same &= unpack16(u) == 65535;
	same &= unpack32(u) == 4000000000;
	same &= unpack64(u) == UINT64_C(1) << 63;
	text = unpack_text(u);
	same &= text != NULL && *text == '\0';
	text = unpack_text(u);
	same &= text != NULL && strcmp(text, "text") == 0;
	octets = unpack_name(u);
	same &= octets != NULL && memcmp(octets, name, sizeof(name)) == 0;
	same &= unpack_count(u, 2) == 2;
	octets = unpack_octets(u, 4);
	same &= octets != NULL && memcmp(octets, "abcd", 4) == 0;
	return same && !u->bad && u->at == u->end;
}

START_TEST(what_was_packed_is_unpacked)
{
	struct packer packer = {.arena = arena_new()};
	struct unpacker u;

	pack_all(&packer);
	u = (struct unpacker){.at = packer.octets,
	                      .end = packer.octets + packer.length};
	ck_assert(unpack_all(&u));
	arena_free(packer.arena);
}
END_TEST

START_TEST(what_was_cut_short_is_bad_wherever)
{
	struct packer packer = {.arena = arena_new()};

	pack_all(&packer);
	for (size_t i = 0; i < packer.length; i++) {
		/* so that a step beyond the end is seen */
		uint8_t *copy = arena_copy(packer.arena, packer.octets, i);
		struct unpacker u = {.at = copy, .end = copy + i};

		ck_assert(!unpack_all(&u));
		ck_assert(u.bad);
	}
	arena_free(packer.arena);
}
END_TEST

/* A text that doesn't end in NUL, a name that is none, more than can follow. */
static const uint8_t wrong[][6] = {
    {1, 0, 0, 0, 'a', 'b'},
    {64, 'a', 'b', 'c', 'd', 'e'},
    {2, 0, 0, 0, 'a', 'b'},
};

START_TEST(what_is_not_of_its_form_is_bad)
{
	struct unpacker u = {.at = wrong[_i], .end = wrong[_i] + 6};

	if (_i == 0)
		ck_assert_ptr_null(unpack_text(&u));
	else if (_i == 1)
		ck_assert_ptr_null(unpack_name(&u));
	else
		ck_assert_uint_eq(unpack_count(&u, 2), 0);
	ck_assert(u.bad);
	ck_assert_uint_eq(unpack8(&u), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("pack");
	TCase *t = tcase_create("pack");

	tcase_add_test(t, what_was_packed_is_unpacked);
	tcase_add_test(t, what_was_cut_short_is_bad_wherever);
	tcase_add_loop_test(t, what_is_not_of_its_form_is_bad, 0, 3);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
