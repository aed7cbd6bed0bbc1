/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/import/zone_generate.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static struct zone_word
word(const char *text)
{
	return (struct zone_word){.text = text, .length = strlen(text)};
}

static void
expect(const char *from, uint32_t number, const char *wanted)
{
	const struct zone_word w = word(from);
	char *text;

	ck_assert_int_eq(zone_generate(&text, arena, &w, number), 0);
	ck_assert_str_eq(text, wanted);
}

static void
refuse(const char *from, uint32_t number, int wanted)
{
	const struct zone_word w = word(from);
	char *text;

	ck_assert_int_eq(zone_generate(&text, arena, &w, number), wanted);
}

/* What named-checkzone -D of BIND 9.18 makes of them. */
START_TEST(texts_are_what_bind_makes_of_them)
{
	expect("host-$", 7, "host-7");
	expect("$.$", 12, "12.12");
	expect("none", 1, "none");
	expect("a$$b", 1, "a$b");
	expect("n\\$$", 1, "n\\$1");
	expect("${10}", 1, "11");
	expect("${-5}", 0, "-5");
	expect("${-5}", 15, "10");
	expect("${0,3}b", 1, "001b");
	expect("${0,3,d}", 1234, "1234");
	expect("q${16,0,x}", 17, "q21");
	expect("${0,4,X}", 255, "00FF");
	expect("${0,0,o}", 9, "11");
	expect("${0,7,n}.x", 1, "1.0.0.0.x");
	expect("${0,5,n}.x", 1, "1.0.0.x");
	expect("${0,3,n}.x", 17, "1.1.x");
	expect("${0,6,n}x", 1, "1.0.0.x");
	expect("${0,1,N}", 0xab, "B.A");
}
END_TEST

START_TEST(braces_of_another_form_are_refused)
{
	refuse("${", 1, ERR_MALFORMED);
	refuse("${}", 1, ERR_MALFORMED);
	refuse("${1", 1, ERR_MALFORMED);
	refuse("${1,", 1, ERR_MALFORMED);
	refuse("${1,2,q}", 1, ERR_MALFORMED);
	refuse("${1,2,", 1, ERR_MALFORMED);
	refuse("${1,2,dd}", 1, ERR_MALFORMED);
	refuse("${99999999999}", 1, ERR_MALFORMED);
	refuse("${0,256}", 1, ERR_RANGE);
	refuse("${2147483647}", 1, ERR_RANGE);
}
END_TEST

static void
expect_range(const char *text, uint64_t count)
{
	const struct zone_word w = word(text);
	struct zone_range range;

	if (count == 0) {
		ck_assert_int_eq(zone_range_read(&range, &w), ERR_MALFORMED);
		return;
	}
	ck_assert_int_eq(zone_range_read(&range, &w), 0);
	ck_assert_uint_eq(zone_range_count(&range), count);
}

START_TEST(ranges_are_ascending)
{
	expect_range("1-3", 3);
	expect_range("0-0", 1);
	expect_range("10-20/5", 3);
	expect_range("10-19/5", 2);
	expect_range("0-2147483647", UINT64_C(2147483648));
	expect_range("3-1", 0);
	expect_range("1-2/0", 0);
	expect_range("1-2147483648", 0);
	expect_range("1-", 0);
	expect_range("-1", 0);
	expect_range("1-2x", 0);
	expect_range("1-2/", 0);
	expect_range("", 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zone_generate");
	TCase *c = tcase_create("zone_generate");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, texts_are_what_bind_makes_of_them);
	tcase_add_test(c, braces_of_another_form_are_refused);
	tcase_add_test(c, ranges_are_ascending);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
