/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/unit.h"
#include "zones/spf.h"

static const struct {
	const char *text;
	const char *networks; /* NULL: no SPF record */
} cases[] = {
    {"v=spf1", ""},
    {"v=spf1 ", ""},
    {"V=SPF1 -all", ""},
    {"v=spf1 ip4:192.0.2.1", "192.0.2.1/32"},
    {"v=spf1 mx ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
     "192.0.2.0/24 2001:db8::/32"},
    {"v=spf1 +IP4:10.0.0.1 -ip4:10.0.0.2 ?ip4:10.0.0.3 ~Ip6:fd00::1",
     "10.0.0.1/32 10.0.0.2/32 10.0.0.3/32 fd00::1/128"},
    {"v=spf1   ip4:10.0.0.1   ", "10.0.0.1/32"},
    {"v=spf1 ip4:10.1.2.3/8", "10.0.0.0/8"}, /* host bits are no matter */
    {"v=spf1 ip6:::ffff:10.0.0.1", "10.0.0.1/32"},
    {"v=spf1 ip4:nonsense ip4:10.0.0.1", "10.0.0.1/32"},
    {"v=spf1 ip4: ip4 - ip4:10.0.0.1/33", ""},
    {"v=spf1 a:10.0.0.1 exists:%{i}.example.com redirect=ip4:10.0.0.1", ""},
    {"v=spf1 xip4:10.0.0.1", ""},
    {"v=spf10 ip4:10.0.0.1", NULL},
    {"v=spf2 ip4:10.0.0.1", NULL},
    {" v=spf1 ip4:10.0.0.1", NULL},
    {"v=spf", NULL},
    {"", NULL},
    {"ip4:10.0.0.1", NULL},
    {"v=DMARC1; p=none", NULL},
};

START_TEST(networks_are_those_of_ip4_and_ip6)
{
	struct spf spf;
	struct net_prefix prefix;
	char all[512] = "";
	char text[NET_PREFIX_TEXT];
	bool is_spf = spf_begin(&spf, cases[_i].text, strlen(cases[_i].text));

	ck_assert_int_eq(is_spf, cases[_i].networks != NULL);
	while (is_spf && spf_next(&spf, &prefix)) {
		if (*all != '\0')
			strcat(all, " ");
		strcat(all, net_prefix_to_text(text, &prefix));
	}
	if (is_spf)
		ck_assert_str_eq(all, cases[_i].networks);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spf");
	TCase *tc = tcase_create("spf");

	tcase_add_loop_test(tc, networks_are_those_of_ip4_and_ip6, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
