/* SPDX-License-Identifier: ISC */
#include <stdint.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/shorthand/seconds.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	int64_t seconds; /* or the error */
} texts[] = {
    {"5m", 300},
    {"1h30m", 5400},
    {"1d", 86400},
    {"1w", 604800},
    {"1W2D3H4M5S", 788645},
    {"0s", 0},
    {"007s", 7},
    {"90m", 5400},
    {"2147483647s", 2147483647},
    {"3550w", 2147040000},
    {"2147483648s", ERR_RANGE},
    {"3551w", ERR_RANGE},
    {"99999999999999999999999999999w1s", ERR_RANGE},
    {"18446744073709551616s", ERR_RANGE},
    {"", ERR_MALFORMED},
    {"300", ERR_MALFORMED},
    {"5", ERR_MALFORMED},
    {"m", ERR_MALFORMED},
    {"5mm", ERR_MALFORMED},
    {"5m5m", ERR_MALFORMED},
    {"30m1h", ERR_MALFORMED},
    {"1h30", ERR_MALFORMED},
    {"1h 30m", ERR_MALFORMED},
    {" 5m", ERR_MALFORMED},
    {"-5m", ERR_MALFORMED},
    {"1.5h", ERR_MALFORMED},
    {"1y", ERR_MALFORMED},
    {"5\315", ERR_MALFORMED},
};

START_TEST(a_text_is_numbers_with_units)
{
	uint32_t seconds = 77;
	int code = seconds_from_text(&seconds, texts[_i].text, INT32_MAX);

	if (texts[_i].seconds < 0) {
		ck_assert_int_eq(code, texts[_i].seconds);
		ck_assert_uint_eq(seconds, 77);
	} else {
		ck_assert_int_eq(code, 0);
		ck_assert_int_eq(seconds, texts[_i].seconds);
	}
}
END_TEST

#define ZONE(top, soa, ttl)                                                   \
	"{'zone': 'a.b', 'views': ['internal'], 'ttl': " top ", 'soa': {" soa \
	"}, 'records': {'@': {'NS': {'ttl': " ttl                             \
	", 'data': 'ns.'}, 'TXT': {'text': 'x'}}}}"

static const struct {
	const char *zone;
	const char *rules;
} zones[] = {
    {ZONE("^'1y'", "", "^''"), "bad-ttl bad-ttl"},
    {ZONE("^'3551w'", "'ttl': ^'3551w', 'expire': ^'7102w'", "^'300'"),
     "bad-ttl bad-ttl bad-ttl bad-ttl"},
    {ZONE("5", "'refresh': ^'x', 'minimum': '4294967295s'", "^true"),
     "bad-ttl schema"},
    {ZONE("^'5m\\u0000'", "'serial': ^'1d'", "'1m'"), "schema schema"},
};

START_TEST(other_texts_are_told_of)
{
	site_case_check(NULL, zones[_i].zone, zones[_i].rules);
}
END_TEST

START_TEST(every_ttl_and_timer_may_be_a_text)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(
	    &c, "zone.json",
	    ZONE("'1h'",
	         "'mname': 'n.', 'rname': 'r.', 'refresh': '2h', 'retry':"
	         " '15m', 'expire': '2w', 'minimum': '1m1s', 'ttl': '1d'",
	         "'90s'"));
	site_case_load(&c);
	site_case_expect(&c, "");
	ck_assert_pstr_eq(site_case_content(&c, "internal"),
	                  "a.b. 90 NS ns.\n"
	                  "a.b. 86400 SOA n. r. 0 7200 900 1209600 61\n"
	                  "a.b. 3600 TXT \"x\"\n");
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("seconds");
	TCase *t = tcase_create("seconds");

	tcase_add_loop_test(t, a_text_is_numbers_with_units, 0, COUNT(texts));
	tcase_add_loop_test(t, other_texts_are_told_of, 0, COUNT(zones));
	tcase_add_test(t, every_ttl_and_timer_may_be_a_text);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
