/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "lib/public_key.h"
#include "test/unit.h"

static const struct {
	uint8_t first;
	uint8_t rest;
	const char *text;
	const char *id;
} keys[] = {
    {0x09, 0x00,
     "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "0900000000000000"},
    {0xfb, 0xff,
     "+/////////////////////////////////////////8=", "fbffffffffffffff"},
    {0x01, 0x23,
     "ASMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyM=", "0123232323232323"},
};

START_TEST(octets_and_text_are_the_same_key)
{
	uint8_t key[PUBLIC_KEY], read[PUBLIC_KEY];
	char text[PUBLIC_KEY_TEXT], id[PUBLIC_KEY_ID];

	memset(key, keys[_i].rest, sizeof(key));
	key[0] = keys[_i].first;
	ck_assert_str_eq(public_key_text(text, key), keys[_i].text);
	ck_assert_str_eq(public_key_id(id, key), keys[_i].id);
	ck_assert_int_eq(public_key_read(read, text), 0);
	ck_assert_mem_eq(read, key, sizeof(key));
}
END_TEST

static const char *const bad[] = {
    "",
    "=",
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    " CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "CQAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAAAAAAA=",
    "CQAAAAAAAAAAAAAAAAAA-AAAAAAAAAAAAAAAAAAAAAA=",
    /* the same octets in another way */
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
    "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC=",
};

START_TEST(there_is_one_text_of_a_key)
{
	uint8_t key[PUBLIC_KEY];

	ck_assert_int_eq(public_key_read(key, bad[_i]), ERR_MALFORMED);
}
END_TEST

/* RFC 7748 section 6: with these a signature proves nothing. */
static const char *const weak[] = {
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
    "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=",
    "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/IU=",
    "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=",
    "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA/o=",
    "7P///////////////////////////////////////38=",
    "7f///////////////////////////////////////38=",
    "7v///////////////////////////////////////38=",
    "7v////////////////////////////////////////8=",
};

START_TEST(a_key_that_anybody_can_sign_with_is_none)
{
	uint8_t key[PUBLIC_KEY];

	ck_assert_int_eq(public_key_read(key, weak[_i]), ERR_RANGE);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("public_key");
	TCase *c = tcase_create("public_key");

	tcase_add_loop_test(c, octets_and_text_are_the_same_key, 0,
	                    sizeof(keys) / sizeof(keys[0]));
	tcase_add_loop_test(c, there_is_one_text_of_a_key, 0,
	                    sizeof(bad) / sizeof(bad[0]));
	tcase_add_loop_test(c, a_key_that_anybody_can_sign_with_is_none, 0,
	                    sizeof(weak) / sizeof(weak[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
