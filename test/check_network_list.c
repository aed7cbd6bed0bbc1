/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/network_list.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEWS(networks)                                                     \
	"{'views': {'a': {'trust': 'internal', 'networks': " networks "}}," \
	" 'addresses': {'@vpn': ['100.70.0.0/16', '2001:db8::/32']}}"

static const struct {
	const char *views;
	const char *rules;
} cases[] = {
    {VIEWS("[]"), ""},
    {VIEWS("['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '::1', '@vpn']"), ""},
    {VIEWS("['0.0.0.0/0', '::/0', '::ffff:10.0.0.0/104']"), ""},
    {VIEWS("[^'10.0.0.1/8', ^'fd00::1/8']"),
     "network-host-bits network-host-bits"},
    {VIEWS("[^'10.0.0.0/33', ^'10.0.0/8', ^'fd00::/129', ^'', ^'any']"),
     "schema schema schema schema schema"},
    {VIEWS("[^'@vpm', ^'@']"), "unknown-group unknown-group"},
    {VIEWS("[^10, ^null]"), "schema schema"},
    {VIEWS("^'10.0.0.0/8'"), "schema"},
    /* a set holds networks alone */
    {"{'views': ^{}, 'addresses': {'@a': ['10.0.0.0/8'], '@b': [^'@a']}}",
     "schema unknown-group"},
};

START_TEST(networks_are_prefixes_addresses_and_sets)
{
	site_case_check(cases[_i].views, NULL, cases[_i].rules);
}
END_TEST

START_TEST(a_set_stands_for_its_networks)
{
	struct site_case c;
	const struct networks *networks;
	struct net_prefix *prefixes;
	char text[NET_PREFIX_TEXT];

	site_case_begin(&c);
	site_case_file(&c, "views.json", VIEWS("['10.0.0.0/8', '@vpn']"));
	site_case_load(&c);
	networks = &c.site.views[0].networks;
	ck_assert_uint_eq(networks->count, 3);
	prefixes = network_list_prefixes(c.arena, networks);
	ck_assert_str_eq(net_prefix_to_text(text, &prefixes[2]),
	                 "2001:db8::/32");
	/* what is wrong with it is wrong where it is named */
	ck_assert(
	    place_equal(networks->items[1].place, networks->items[2].place));
	site_case_end(&c);
}
END_TEST

START_TEST(host_bits_are_cleared_when_they_are_reported)
{
	struct site_case c;
	char text[NET_PREFIX_TEXT];

	site_case_begin(&c);
	site_case_file(&c, "views.json", VIEWS("['10.1.2.3/8']"));
	site_case_load(&c);
	ck_assert_str_eq(
	    net_prefix_to_text(text, &c.site.views[0].networks.items[0].prefix),
	    "10.0.0.0/8");
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("network_list");
	TCase *t = tcase_create("network_list");

	tcase_add_loop_test(t, networks_are_prefixes_addresses_and_sets, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_set_stands_for_its_networks);
	tcase_add_test(t, host_bits_are_cleared_when_they_are_reported);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
