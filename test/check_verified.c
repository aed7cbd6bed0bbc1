/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "server/verify.h"
#include "test/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MALFORMED "its verifier's report is malformed"

/* Reports of a verifier that was given three keys. */
static const struct {
	const char *text;
	const char *manifest; /* NULL: it is refused */
	size_t key;
	const char *why;
} reports[] = {
    {"signed 0 " HASH "\n{}\n", "{}\n", 0, NULL},
    {"signed 2 " HASH "\n", "", 2, NULL},
    {"signed 1 " HASH "\nerror no\n", "error no\n", 1, NULL},
    {"signed 3 " HASH "\n{}", NULL, 0, MALFORMED},
    {"signed 99999 " HASH "\n{}", NULL, 0, MALFORMED},
    {"signed -1 " HASH "\n{}", NULL, 0, MALFORMED},
    {"signed  1 " HASH "\n{}", NULL, 0, MALFORMED},
    {"signed 1  " HASH "\n{}", NULL, 0, MALFORMED},
    {"signed 1 " HASH " \n{}", NULL, 0, MALFORMED},
    {"signed 1 " HASH "0\n{}", NULL, 0, MALFORMED},
    {"signed 1 g" HASH "\n{}", NULL, 0, MALFORMED},
    {"signed 1\n{}", NULL, 0, MALFORMED},
    {"signed \n{}", NULL, 0, MALFORMED},
    {"signed 1 " HASH, NULL, 0, MALFORMED},
    {"sigmed 1 " HASH "\n", NULL, 0, MALFORMED},
    {"{}\n", NULL, 0, MALFORMED},
    {"\n", NULL, 0, MALFORMED},
    {"", NULL, 0, MALFORMED},
    {"error it isn't signed\nsigned 0 " HASH "\n", NULL, 0, "it isn't signed"},
    {"error a\tb\033[1m\n", NULL, 0, "a?b?[1m"},
};

START_TEST(a_report_is_signed_or_tells_why_not)
{
	struct verified verified = {0};
	char text[512], why[VIEW_WHY];
	size_t length = strlen(reports[_i].text);
	int result;

	strcpy(text, reports[_i].text);
	result = verified_read(&verified, text, length, 3, why);
	if (reports[_i].manifest == NULL) {
		ck_assert_int_eq(result, ERR_MALFORMED);
		ck_assert_str_eq(why, reports[_i].why);
		return;
	}
	ck_assert_int_eq(result, 0);
	ck_assert_uint_eq(verified.key, reports[_i].key);
	ck_assert_str_eq(verified.hash, HASH);
	ck_assert_uint_eq(verified.length, strlen(reports[_i].manifest));
	ck_assert_mem_eq(verified.manifest, reports[_i].manifest,
	                 verified.length);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("verified");
	TCase *c = tcase_create("verified");

	tcase_add_loop_test(c, a_report_is_signed_or_tells_why_not, 0,
	                    sizeof(reports) / sizeof(reports[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
