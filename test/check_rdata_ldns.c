/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

/* Presentation form: absolute, canonical, and one that leads back. */
static const struct {
	const char *type;
	const char *text;
	const char *wanted;
} cases[] = {
    {"A", "192.0.2.1", "192.0.2.1"},
    {"AAAA", "2001:DB8:0::1", "2001:db8::1"},
    {"NS", "Ns1", "Ns1.example.com."},
    {"NSAP-PTR", "a\\.b", "a\\.b.example.com."},
    {"CNAME", ".", "."},
    {"MX", "10 @", "10 example.com."},
    {"SOA", ". . 1 1h 2 3 4", ". . 1 3600 2 3 4"},
    {"TXT", "\"a b\" c", "\"a b\" \"c\""},
    {"TXT", "\"\\\"\\200;\"", "\"\\\"\\200;\""},
    {"CAA", "0 issue a", "0 issue \"a\""},
    {"LOC", "1 N 2 W 3m", "01 00 0.000 N 02 00 0.000 W 3m 1m 10000m 10m"},
    {"APL", "", "\\# 0"},
    {"APL", "1:10.0.0.0/8 !1:10.1.0.0/16", "1:10.0.0.0/8 !1:10.1.0.0/16"},
    {"CSYNC", "1 2 NS A", "1 2 A NS"},
    {"HTTPS", "0 .", "0 ."},
    {"HTTPS", "1 . port=1 alpn=h2", "1 . alpn=h2 port=1"},
    {"IPSECKEY", "10 3 2 gw AQID", "10 3 2 gw.example.com. AQID"},
    {"HIP", "2 20 AQID a b", "2 20 AQID a.example.com. b.example.com."},
    {"CDNSKEY", "0 3 0 0", "0 3 0 AA=="},
    /* what ldns has no text for, or one that doesn't lead back */
    {"NULL", "\\# 1 ff", "\\# 1 ff"},
    {"A6", "\\# 4 80016100", "\\# 4 80016100"},
    {"NXT", "\\# 4 01610002", "\\# 4 01610002"},
    {"TYPE65400", "\\# 0", "\\# 0"},
    {"TYPE65400", "\\# 2 ABcd", "\\# 2 abcd"},
    {"TYPE260", "\\# 2 0a00", "\\# 2 0a00"},
    {"SVCB", "1 . alpn=\"a\\\\,b\"", "\\# 11 0001000001000403612c62"},
};

START_TEST(text_is_canonical)
{
	struct arena *arena = arena_new();
	struct rdata_error error = {.message = ""};
	struct rdatum rdatum;
	uint16_t type = (uint16_t)rdata_type(cases[_i].type);

	ck_assert_msg(rdata_from_text(arena, &rdatum, type, cases[_i].text,
	                              RDATA_ORIGIN, &error)
	                  == 0,
	              "%s", error.message);
	ck_assert_str_eq(rdata_to_text(arena, type, &rdatum), cases[_i].wanted);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_ldns");
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, text_is_canonical, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
