/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/shorthand/template.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	uint32_t number;
	const char *filled; /* NULL: */
	int code;
} cases[] = {
    {"", 7, "", 0},
    {"host", 7, "host", 0},
    {"$", 4294967295, "4294967295", 0},
    {"a$b$", 10, "a10b10", 0},
    {"\\$5 $$ $", 3, "$5 $ 3", 0},
    {"\\\\$ \\\"$\\046", 3, "\\\\3 \\\"3\\046", 0},
    {"${0}", 9, "9", 0},
    {"${5}-${-5}-${+1}", 9, "14-4-10", 0},
    {"h${0,3}", 9, "h009", 0},
    {"h${0,3}", 1234, "h1234", 0},
    {"${0,2,d} ${0,3,o} ${0,2,x} ${0,2,X}", 10, "10 012 0a 0A", 0},
    {"${0,1,n}.x", 0xfe, "e.f.x", 0},
    {"${0,3,N}.x", 0xf, "F.0.x", 0},
    {"${0,7,n}", 0x12, "2.1.0.0", 0},
    {"${0,0,n}", 0, "0", 0},
    /* These named-checkzone -D of BIND 9.18 has seen, with the same end. */
    {"${0,5,n}.x", 1, "1.0.0.x", 0},
    {"${0,6,n}x", 1, "1.0.0.x", 0},
    {"${0,2,N}x", 0xab, "B.Ax", 0},
    {"${0,1,N}", 0xab, "B.A", 0},
    {"q${16,0,x}", 17, "q21", 0},
    {"${0,0,o}", 9, "11", 0},
    {"a$$b", 1, "a$b", 0},
    {"n\\$$", 1, "n$1", 0},
    {"$\\", 1, "1\\", 0},
    {"${", 1, NULL, ERR_MALFORMED},
    {"${}", 1, NULL, ERR_MALFORMED},
    {"${0", 1, NULL, ERR_MALFORMED},
    {"${x}", 1, NULL, ERR_MALFORMED},
    {"${0,}", 1, NULL, ERR_MALFORMED},
    {"${0,256}", 1, NULL, ERR_MALFORMED},
    {"${0,1,}", 1, NULL, ERR_MALFORMED},
    {"${0,1,q}", 1, NULL, ERR_MALFORMED},
    {"${0,1,d,d}", 1, NULL, ERR_MALFORMED},
    {"${99999999999}", 1, NULL, ERR_MALFORMED},
    {"${-2}", 1, NULL, ERR_RANGE},
    {"${4294967295}", 1, NULL, ERR_RANGE},
};

START_TEST(a_text_takes_the_number)
{
	struct arena *arena = arena_new();
	struct template template = template_new(arena, cases[_i].text, 0);
	const char *filled = NULL;

	ck_assert_int_eq(template_fill(&template, &filled, cases[_i].number),
	                 cases[_i].code);
	if (cases[_i].filled != NULL)
		ck_assert_str_eq(filled, cases[_i].filled);
	arena_free(arena);
}
END_TEST

START_TEST(a_number_may_be_negative_where_it_is_so_in_bind)
{
	struct arena *arena = arena_new();
	struct template template =
	    template_new(arena, "${-5} ${-5,4} ${-6,0,x}", INT32_MIN);
	const char *filled;

	ck_assert_int_eq(template_fill(&template, &filled, 0), 0);
	ck_assert_str_eq(filled, "-5 -005 fffffffa");
	ck_assert_int_eq(template_fill(&template, &filled, 15), 0);
	ck_assert_str_eq(filled, "10 0010 9");
	template = template_new(arena, "${-2147483649}", INT32_MIN);
	ck_assert_int_eq(template_fill(&template, &filled, 0), ERR_RANGE);
	arena_free(arena);
}
END_TEST

/* The widest there is, over and over: the buffer holds it. */
START_TEST(what_is_widest_fits)
{
	struct arena *arena = arena_new();
	struct template template =
	    template_new(arena, "${0,255,n}${0,255}${0,254,N}", 0);
	const char *filled;

	ck_assert_int_eq(template_fill(&template, &filled, UINT32_MAX), 0);
	ck_assert_uint_eq(strlen(filled), 255 + 255 + 254);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *text;
	uint32_t count; /* 0: no range */
} ranges[] = {
    {"10-250", 241},
    {"0-0", 1},
    {"0-254/2", 128},
    {"0-255/2", 128},
    {"1-2/9", 1},
    {"0-2147483647", 2147483648},
    {"5-4", 0},
    {"5", 0},
    {"", 0},
    {"-5", 0},
    {"1-", 0},
    {"1-2/0", 0},
    {"1-2/", 0},
    {"1-2/1/1", 0},
    {"1 - 2", 0},
    {"0x1-2", 0},
    {"0-2147483648", 0},
    {"0-99999999999999999999", 0},
};

START_TEST(a_range_goes_up)
{
	struct template_range range;
	int code = template_range_read(&range, ranges[_i].text);

	ck_assert_int_eq(code, ranges[_i].count == 0 ? ERR_MALFORMED : 0);
	if (code == 0)
		ck_assert_uint_eq(template_range_count(&range),
		                  ranges[_i].count);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("template");
	TCase *t = tcase_create("template");

	tcase_add_loop_test(t, a_text_takes_the_number, 0, COUNT(cases));
	tcase_add_test(t, a_number_may_be_negative_where_it_is_so_in_bind);
	tcase_add_test(t, what_is_widest_fits);
	tcase_add_loop_test(t, a_range_goes_up, 0, COUNT(ranges));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
