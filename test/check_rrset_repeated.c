/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/unit.h"
#include "zones/rrset_repeated.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { TYPE_MX_NUMBER = 15, TYPE_TXT_NUMBER = 16 };

static const struct {
	uint16_t type;
	const char *data[6];  /* two octets, then what the type makes of it */
	const char *repeated; /* one letter each: y, n */
} cases[] = {
    {TYPE_TXT_NUMBER, {"\1a", "\1b", "\1a", "\1A"}, "nnyn"},
    {TYPE_TXT_NUMBER, {"\1a", "\2aa", "\1a", "\1a"}, "nnyy"},
    {TYPE_TXT_NUMBER, {"\1a"}, "n"},
    {TYPE_MX_NUMBER,
     {"ab\3www\1a", "ab\3WWW\1A", "aB\3www\1a", "ab\3wwx\1a"},
     "nynn"},
    {TYPE_MX_NUMBER, {"ab\1b", "ab\1a", "ab\1B", "ab\1A"}, "nnyy"},
};

START_TEST(a_record_that_stood_before_is_repeated)
{
	struct arena *arena = arena_new();
	struct rdatum data[6];
	struct rrset rrset = {.type = cases[_i].type, .data = data};
	bool *repeated;

	for (; cases[_i].data[rrset.count] != NULL; rrset.count++) {
		const char *wire = cases[_i].data[rrset.count];

		/* The NUL behind the text is the root's label. */
		data[rrset.count] = (struct rdatum){
		    .wire = (const uint8_t *)wire,
		    .length = (uint16_t)(strlen(wire)
		                         + (rrset.type == TYPE_MX_NUMBER))};
	}
	repeated = rrset_repeated(arena, &rrset);
	for (size_t i = 0; i < rrset.count; i++)
		ck_assert_int_eq(repeated[i] ? 'y' : 'n',
		                 cases[_i].repeated[i]);
	arena_free(arena);
}
END_TEST

START_TEST(a_large_set_takes_no_square_of_time)
{
	enum { MANY = 100000 };
	struct arena *arena = arena_new();
	struct rdatum *data = arena_alloc(arena, MANY * sizeof(*data));
	struct rrset rrset = {.type = 1, .data = data, .count = MANY};
	size_t count = 0;
	bool *repeated;

	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t number = i % (MANY / 2);

		data[i].wire = arena_copy(arena, &number, sizeof(number));
		data[i].length = sizeof(number);
	}
	repeated = rrset_repeated(arena, &rrset);
	for (size_t i = 0; i < MANY; i++)
		count += repeated[i] && i >= MANY / 2;
	ck_assert_uint_eq(count, MANY / 2);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rrset_repeated");
	TCase *t = tcase_create("rrset_repeated");

	tcase_add_loop_test(t, a_record_that_stood_before_is_repeated, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_large_set_takes_no_square_of_time);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
