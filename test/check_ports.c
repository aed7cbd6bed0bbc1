/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/ports.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { BOTH = PORT_TCP | PORT_UDP };

static const struct {
	const char *text;
	int result;
	unsigned first, last, protocols;
	const char *back;
} texts[] = {
    {"443", 0, 443, 443, BOTH, "443"},
    {"443/tcp", 0, 443, 443, PORT_TCP, "443/tcp"},
    {"53/udp", 0, 53, 53, PORT_UDP, "53/udp"},
    {"5000-9999", 0, 5000, 9999, BOTH, "5000-9999"},
    {"1-65535/udp", 0, 1, 65535, PORT_UDP, "1-65535/udp"},
    {"7-7", 0, 7, 7, BOTH, "7"},
    {"0", ERR_RANGE, 0, 0, 0, NULL},
    {"65536", ERR_RANGE, 0, 0, 0, NULL},
    {"99999999999999999999", ERR_RANGE, 0, 0, 0, NULL},
    {"9-8", ERR_RANGE, 0, 0, 0, NULL},
    {"0-8", ERR_RANGE, 0, 0, 0, NULL},
    {"", ERR_MALFORMED, 0, 0, 0, NULL},
    {"-8", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8-", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8/", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8/sctp", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8/TCP", ERR_MALFORMED, 0, 0, 0, NULL},
    {" 8", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8 ", ERR_MALFORMED, 0, 0, 0, NULL},
    {"8-9-10", ERR_MALFORMED, 0, 0, 0, NULL},
    {"http", ERR_MALFORMED, 0, 0, 0, NULL},
};

START_TEST(ports_are_read_and_written)
{
	struct arena *arena = arena_new();
	struct ports ports = {0};

	ck_assert_int_eq(ports_from_text(&ports, texts[_i].text),
	                 texts[_i].result);
	if (texts[_i].result == 0) {
		ck_assert_uint_eq(ports.first, texts[_i].first);
		ck_assert_uint_eq(ports.last, texts[_i].last);
		ck_assert_uint_eq(ports.protocols, texts[_i].protocols);
		ck_assert_str_eq(ports_to_text(arena, &ports), texts[_i].back);
	}
	arena_free(arena);
}
END_TEST

static const struct {
	const char *a;
	const char *b;
	bool overlap;
} pairs[] = {
    {"80", "80", true},
    {"80/tcp", "80/udp", false},
    {"80/tcp", "80", true},
    {"80", "81", false},
    {"1-100", "100-200", true},
    {"1-100", "101-200", false},
    {"1-100/udp", "50/tcp", false},
    {"1-100", "50/tcp", true},
};

START_TEST(ports_overlap_by_number_and_protocol)
{
	struct ports a, b;

	ports_from_text(&a, pairs[_i].a);
	ports_from_text(&b, pairs[_i].b);
	ck_assert_int_eq(ports_overlap(&a, &b), pairs[_i].overlap);
	ck_assert_int_eq(ports_overlap(&b, &a), pairs[_i].overlap);
}
END_TEST

#define INTERNAL "{'trust': 'internal', 'networks': ['10.0.0.0/8'] "
#define STAGING "{'trust': 'internal', 'networks': ['10.9.0.0/16'] "
#define EXTERNAL "{'trust': 'external', 'networks': ['0.0.0.0/0'] "
#define VIEWS(a, b, c)                                     \
	"{'views': {'a': " INTERNAL a "}, 'b': " STAGING b \
	"}, 'c': " EXTERNAL c "}}}"

static const struct {
	const char *views;
	const char *rules;
} spaces[] = {
    {VIEWS("", "", ""), ""},
    {VIEWS(", 'ports': ['80']", "", ""), ""},
    {VIEWS(", 'ports': ['80']", ", 'ports': ['80']", ""), ""},
    {VIEWS(", 'ports': ['80']", "", ", 'ports': ['81', '443']"), ""},
    {VIEWS(", 'ports': ['80/tcp']", "", ", 'ports': ['80/udp']"), ""},
    {VIEWS(", 'ports': ['80']", "", ", 'ports': ['443', ^'80']"),
     "port-space-overlap"},
    {VIEWS(", 'ports': ['1-100/tcp']", ", 'ports': ['80']",
           ", 'ports': [^'90/tcp', ^'50-81']"),
     "port-space-overlap port-space-overlap"},
};

START_TEST(port_spaces_of_different_trust_are_apart)
{
	site_case_check(spaces[_i].views, NULL, spaces[_i].rules);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("ports");
	TCase *t = tcase_create("ports");

	tcase_add_loop_test(t, ports_are_read_and_written, 0, COUNT(texts));
	tcase_add_loop_test(t, ports_overlap_by_number_and_protocol, 0,
	                    COUNT(pairs));
	tcase_add_loop_test(t, port_spaces_of_different_trust_are_apart, 0,
	                    COUNT(spaces));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
