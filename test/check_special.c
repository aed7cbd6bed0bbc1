/* SPDX-License-Identifier: ISC */
#include "test/unit.h"
#include "zones/special.h"

enum { N = SPECIAL_NONE, D = SPECIAL_DOCUMENTATION, P = SPECIAL_PRIVATE };

static const struct {
	const char *address;
	int kind;
} addresses[] = {
    /* IANA IPv4 registry: each block's ends, and what lies beside it */
    {"0.0.0.0", P},
    {"0.255.255.255", P},
    {"1.0.0.0", N},
    {"9.255.255.255", N},
    {"10.0.0.0", P},
    {"10.255.255.255", P},
    {"11.0.0.0", N},
    {"100.63.255.255", N},
    {"100.64.0.0", P},
    {"100.127.255.255", P},
    {"100.128.0.0", N},
    {"126.255.255.255", N},
    {"127.0.0.1", P},
    {"128.0.0.0", N},
    {"169.253.255.255", N},
    {"169.254.0.0", P},
    {"169.255.0.0", N},
    {"172.15.255.255", N},
    {"172.16.0.0", P},
    {"172.31.255.255", P},
    {"172.32.0.0", N},
    {"192.0.0.0", P},
    {"192.0.0.8", P},
    {"192.0.0.9", N},
    {"192.0.0.10", N},
    {"192.0.0.11", P},
    {"192.0.0.170", P},
    {"192.0.0.255", P},
    {"192.0.1.0", N},
    {"192.0.2.0", D},
    {"192.0.2.255", D},
    {"192.0.3.0", N},
    {"192.31.196.1", N},
    {"192.52.193.1", N},
    {"192.88.99.1", N},
    {"192.88.99.2", P},
    {"192.167.255.255", N},
    {"192.168.0.0", P},
    {"192.168.255.255", P},
    {"192.169.0.0", N},
    {"192.175.48.1", N},
    {"198.17.255.255", N},
    {"198.18.0.0", P},
    {"198.19.255.255", P},
    {"198.20.0.0", N},
    {"198.51.100.7", D},
    {"198.51.101.0", N},
    {"203.0.113.255", D},
    {"203.0.114.0", N},
    {"223.255.255.255", N},
    {"224.0.0.0", P},
    {"233.252.0.1", D},
    {"239.255.255.255", P},
    {"240.0.0.0", P},
    {"255.255.255.254", P},
    {"255.255.255.255", P},
    /* IANA IPv6 registry */
    {"::", P},
    {"::1", P},
    {"64:ff9b:1::", P},
    {"64:ff9b:1:ffff:ffff:ffff:808:808", P},
    {"64:ff9b:2::", N},
    {"100::", P},
    {"100::ffff:ffff:ffff:ffff", P},
    {"100:0:0:1::1", P},
    {"100:0:0:2::", N},
    {"2001:1::1", N},
    {"2001:1::2", N},
    {"2001:1::3", N},
    {"2001:1::4", P},
    {"2001:2::1", P},
    {"2001:2:1::", P},
    {"2001:3::1", N},
    {"2001:4:111::", P},
    {"2001:4:112::1", N},
    {"2001:4:113::", P},
    {"2001:10::1", P},
    {"2001:1f:ffff::", P},
    {"2001:20::1", N},
    {"2001:2f:ffff::", N},
    {"2001:30::1", N},
    {"2001:40::1", P},
    {"2001:1ff:ffff::", P},
    {"2001:200::1", N},
    {"2001:db7:ffff::", N},
    {"2001:db8::1", D},
    {"2001:db8:ffff:ffff::1", D},
    {"2001:db9::", N},
    {"2620:4f:8000::1", N},
    {"2a00:1450::1", N},
    {"3ffe:ffff::", N},
    {"3fff::1", D},
    {"3fff:fff:ffff::1", D},
    {"3fff:1000::1", N},
    {"5eff::", N},
    {"5f00::1", P},
    {"5f01::", N},
    {"fbff::", N},
    {"fc00::1", P},
    {"fd12:3456::1", P},
    {"fdff:ffff::", P},
    {"fe00::", N},
    {"fe80::1", P},
    {"febf:ffff::", P},
    {"fec0::1", P},
    {"ff02::1", P},
    {"ffff::", P},
    /* IPv4 within IPv6: mapped, compatible */
    {"::ffff:10.0.0.1", P},
    {"::ffff:8.8.8.8", N},
    {"::ffff:192.0.2.1", D},
    {"::10.0.0.1", P},
    {"::8.8.8.8", N},
    /* NAT64 */
    {"64:ff9b::10.0.0.1", P},
    {"64:ff9b::8.8.8.8", N},
    {"64:ff9b::198.51.100.1", D},
    {"64:ff9b::224.0.0.1", P},
    /* 6to4 */
    {"2002:a00:1::1", P},
    {"2002:808:808::1", N},
    {"2002:c000:201::1", D},
    {"2002:7f00:1::", P},
    {"2002:e000:1::", P},
    /* Teredo: server, and the client's address turned over */
    {"2001:0:808:808:0:0:f7f7:f7f7", N}, /* 8.8.8.8, 8.8.8.8 */
    {"2001:0:a00:1:0:0:f7f7:f7f7", P},   /* 10.0.0.1, 8.8.8.8 */
    {"2001:0:808:808:0:0:f5ff:fffe", P}, /* 8.8.8.8, 10.0.0.1 */
    {"2001:0:c000:201:0:0:f7f7:f7f7", D},
    {"2001:0:c000:201:0:0:f5ff:fffe", P}, /* the worse of both */
    {"2001:0:a00:1:0:0:3fff:fdfe", P},
};

START_TEST(an_address_is_reachable_as_the_registries_say)
{
	struct net_address address;
	struct special special;

	ck_assert_int_eq(net_address_from_text(&address, addresses[_i].address),
	                 0);
	special = special_find(&address);
	ck_assert_msg((int)special.kind == addresses[_i].kind, "%s: %d",
	              addresses[_i].address, (int)special.kind);
	ck_assert_msg((special.what != NULL) == (special.kind != SPECIAL_NONE),
	              "%s: %s", addresses[_i].address, special.what);
}
END_TEST

static const struct {
	const char *address;
	const char *inner; /* "": it is special itself */
} carriers[] = {
    {"fd00::1", ""},
    {"10.0.0.1", ""},
    {"64:ff9b:1::10.0.0.1", ""},
    {"64:ff9b::10.0.0.1", "10.0.0.1"},
    {"::10.0.0.1", "10.0.0.1"},
    {"2002:c0a8:101::1", "192.168.1.1"},
    {"2001:0:a00:1:0:0:f7f7:f7f7", "10.0.0.1"},
    {"2001:0:c000:201:0:0:f5ff:fffe", "10.0.0.1"},
};

START_TEST(an_address_that_is_carried_is_named)
{
	struct net_address address;
	struct special special;
	char text[NET_TEXT] = "";

	ck_assert_int_eq(net_address_from_text(&address, carriers[_i].address),
	                 0);
	special = special_find(&address);
	if (special.carried)
		net_address_to_text(text, &special.inner);
	ck_assert_str_eq(text, carriers[_i].inner);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("special");
	TCase *tc = tcase_create("special");

	tcase_add_loop_test(tc, an_address_is_reachable_as_the_registries_say,
	                    0, sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_loop_test(tc, an_address_that_is_carried_is_named, 0,
	                    sizeof(carriers) / sizeof(carriers[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
