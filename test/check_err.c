/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "test/unit.h"

START_TEST(every_code_has_words_of_its_own)
{
	for (int a = ERR_REPORTED; a < 0; a++) {
		const char *text = err_text(a);

		ck_assert_str_ne(text, "an unknown error");
		for (int b = ERR_REPORTED; b < a; b++)
			ck_assert_str_ne(text, err_text(b));
	}
}
END_TEST

START_TEST(a_system_error_says_what_errno_says)
{
	errno = ENOENT;
	ck_assert_str_eq(err_text(ERR_SYSTEM), strerror(ENOENT));
}
END_TEST

START_TEST(other_numbers_have_words_too)
{
	ck_assert_str_eq(err_text(0), "no error");
	ck_assert_str_eq(err_text(12), "no error");
	ck_assert_str_eq(err_text(ERR_REPORTED - 1), "an unknown error");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("err");
	TCase *texts = tcase_create("texts");

	tcase_add_test(texts, every_code_has_words_of_its_own);
	tcase_add_test(texts, a_system_error_says_what_errno_says);
	tcase_add_test(texts, other_numbers_have_words_too);
	suite_add_tcase(s, texts);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
