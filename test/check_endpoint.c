/* SPDX-License-Identifier: ISC */
#include <netinet/in.h>

#include "lib/err.h"
#include "server/endpoint.h"
#include "test/unit.h"

static const struct {
	const char *text;
	int family; /* 0: it isn't an endpoint */
	bool wildcard;
} texts[] = {
    {"192.0.2.1:53", AF_INET, false},
    {"0.0.0.0:1", AF_INET, true},
    {"127.0.0.1:65535", AF_INET, false},
    {"[2001:db8::1]:53", AF_INET6, false},
    {"[::]:53", AF_INET6, true},
    {"[::1]:53", AF_INET6, false},
    {"[fe80::1%lo]:53", AF_INET6, false},
    {"", 0, false},
    {":", 0, false},
    {":53", 0, false},
    {"[]:53", 0, false},
    {"[:53", 0, false},
    {"53", 0, false},
    {"192.0.2.1", 0, false},
    {"192.0.2.1:", 0, false},
    {"192.0.2.1:0", 0, false},
    {"192.0.2.1:65536", 0, false},
    {"192.0.2.1:053000", 0, false},
    {"192.0.2.1:53x", 0, false},
    {"192.0.2.1: 53", 0, false},
    {"192.0.2.1:-1", 0, false},
    {"192.0.2.256:53", 0, false},
    {"192.0.2:53", 0, false},
    {"localhost:53", 0, false},
    {"::1:53", 0, false},
    {"2001:db8::1", 0, false},
    {"[192.0.2.1]:53", 0, false},
    {"[::1]53", 0, false},
    {"[::1:53", 0, false},
    {"::1]:53", 0, false},
    {"[::1%]:53", 0, false},
    {"[::1%nonesuch]:53", 0, false},
    {"[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd:eeee:"
     "ffff]:53",
     0, false},
};

START_TEST(an_endpoint_is_an_address_and_a_port)
{
	struct endpoint endpoint;
	int result = endpoint_from_text(&endpoint, texts[_i].text);

	if (texts[_i].family == 0) {
		ck_assert_int_eq(result, ERR_MALFORMED);
		return;
	}
	ck_assert_int_eq(result, 0);
	ck_assert_int_eq(endpoint.address.ss_family, texts[_i].family);
	ck_assert_str_eq(endpoint.text, texts[_i].text);
	ck_assert_int_eq(endpoint_is_wildcard(&endpoint), texts[_i].wildcard);
	ck_assert(endpoint_equal(&endpoint, &endpoint));
}
END_TEST

static const struct {
	const char *a;
	const char *b;
	bool equal;
	bool other_half;
} pairs[] = {
    {"0.0.0.0:53", "[::]:53", false, true},
    {"0.0.0.0:53", "[::]:54", false, false},
    {"0.0.0.0:53", "0.0.0.0:53", true, false},
    {"127.0.0.1:53", "[::]:53", false, false},
    {"127.0.0.1:53", "127.0.0.1:54", false, false},
    {"127.0.0.1:53", "127.0.0.2:53", false, false},
    {"[::1]:53", "[0:0::1]:53", true, false},
};

START_TEST(endpoints_are_compared)
{
	struct endpoint a, b;

	ck_assert_int_eq(endpoint_from_text(&a, pairs[_i].a), 0);
	ck_assert_int_eq(endpoint_from_text(&b, pairs[_i].b), 0);
	ck_assert_int_eq(endpoint_equal(&a, &b), pairs[_i].equal);
	ck_assert_int_eq(endpoint_equal(&b, &a), pairs[_i].equal);
	ck_assert_int_eq(endpoint_is_other_half(&a, &b), pairs[_i].other_half);
	ck_assert_int_eq(endpoint_is_other_half(&b, &a), pairs[_i].other_half);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("endpoint");
	TCase *tests = tcase_create("endpoint");

	tcase_add_loop_test(tests, an_endpoint_is_an_address_and_a_port, 0,
	                    sizeof(texts) / sizeof(texts[0]));
	tcase_add_loop_test(tests, endpoints_are_compared, 0,
	                    sizeof(pairs) / sizeof(pairs[0]));
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
