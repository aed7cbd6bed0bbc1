/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/unit.h"
#include "zones/reverse.h"

#define ZEROS24 "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"

static const struct {
	const char *name;
	const char *address; /* NULL: none */
} cases[] = {
    {"1.2.0.192.in-addr.arpa", "192.0.2.1"},
    {"255.255.255.255.in-addr.arpa", "255.255.255.255"},
    {"0.0.0.0.in-addr.arpa", "0.0.0.0"},
    {"256.2.0.192.in-addr.arpa", NULL},
    {"01.2.0.192.in-addr.arpa", NULL},
    {"a.2.0.192.in-addr.arpa", NULL},
    {"1000.2.0.192.in-addr.arpa", NULL},
    {"2.0.192.in-addr.arpa", NULL},
    {"1.1.2.0.192.in-addr.arpa", NULL},
    {"1.0-25.2.0.192.in-addr.arpa", NULL}, /* RFC 2317 */
    {"1.2.0.192.in-addr.example", NULL},
    {"1.0.0.0." ZEROS24 ".0.0.d.f.ip6.arpa", "fd00::1"},
    {"f.e.d.c." ZEROS24 ".1.0.0.2.ip6.arpa", "2001::cdef"},
    {"g.0.0.0." ZEROS24 ".0.0.d.f.ip6.arpa", NULL},
    {"10.0.0.0." ZEROS24 ".0.0.d.f.ip6.arpa", NULL},
    {"0.0.0." ZEROS24 ".0.0.d.f.ip6.arpa", NULL},
    {"arpa", NULL},
    {".", NULL},
};

START_TEST(a_reverse_name_is_an_address)
{
	uint8_t name[DNAME_MAX];
	struct net_address address;
	char text[NET_TEXT];
	bool found;

	ck_assert_int_gt(
	    dname_from_text(name, cases[_i].name, strlen(cases[_i].name), NULL),
	    0);
	found = reverse_address(&address, name);
	ck_assert_msg(found == (cases[_i].address != NULL), "%s",
	              cases[_i].name);
	if (found)
		ck_assert_str_eq(net_address_to_text(text, &address),
		                 cases[_i].address);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("reverse");
	TCase *tc = tcase_create("reverse");

	tcase_add_loop_test(tc, a_reverse_name_is_an_address, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
