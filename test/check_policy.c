/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/service/policy.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char views[] =
    "{'views': {"
    "'internal': {'trust': 'internal',"
    " 'networks': ['10.0.0.0/8', 'fd00::/8']},"
    "'staging': {'trust': 'internal', 'networks': ['10.9.0.0/16']},"
    "'external': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0']}},"
    "'refuse': ['10.66.0.0/16']}";

static const char zone[] =
    "{'zone': 'a.example', 'views': ['internal', 'staging', 'external'],"
    " 'records': {'@': {'NS': 'ns.b.'},"
    "  'www': {'A': ['9.9.9.9', '9.9.9.8'], 'AAAA': '2a00::1'},"
    "  'alias': {'CNAME': 'www'}, '*.w': {'A': '9.9.9.7'}},"
    " 'overlays': {'internal': {"
    "  'www': {'*': null, 'A': '10.1.0.1'}, 'db': {'A': '10.1.0.2'}}},"
    " 'services': {"
    "  'web': {'views': ['internal', 'external'], 'ports': ['443'],"
    "   'hosts': ['www', 'alias', 'x.w'], 'clients': 'view'},"
    "  'db': {'views': ['internal'], 'srv': false,"
    "   'ports': ['5432/tcp', '6000-6009/udp'], 'hosts': ['db'],"
    "   'clients': ['10.2.0.0/16', '10.66.1.0/24', '10.8.0.0/15']},"
    "  'off': {'views': ['staging'], 'ports': ['1'], 'hosts': ['www']}}}";

static struct site_case c;
static struct policy policy;

static void
set_up(void)
{
	static struct content contents[3];
	static struct tree trees[3];

	site_case_begin(&c);
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 0);
	for (unsigned i = 0; i < 3; i++) {
		view_content(&contents[i], &c.site, i);
		zone_build(&trees[i], c.arena, &contents[i]);
	}
	policy_build(&policy, c.arena, &c.site, trees);
}

static void
tear_down(void)
{
	site_case_end(&c);
}

/* "VIEW ID ADDRESS... FIRST-LAST..." */
static const char *
opening_text(const struct opening *opening)
{
	const char *text =
	    arena_format(c.arena, "%s %s", c.site.views[opening->view].name,
	                 opening->service->id);
	char first[NET_TEXT], last[NET_TEXT];

	for (size_t i = 0; i < opening->address_count; i++)
		text = arena_format(
		    c.arena, "%s %s", text,
		    net_address_to_text(first, &opening->addresses[i]));
	for (size_t i = 0; i < opening->clients.count; i++) {
		const struct network_range *range = &opening->clients.items[i];

		text = arena_format(c.arena, "%s %s-%s", text,
		                    net_address_to_text(first, &range->first),
		                    net_address_to_text(last, &range->last));
	}
	return text;
}

START_TEST(openings_are_in_order_and_effective)
{
	static const char *const expected[] = {
	    "internal db 10.1.0.2 10.2.0.0-10.2.255.255 "
	    "10.8.0.0-10.8.255.255",
	    "internal web 9.9.9.7 10.1.0.1 10.0.0.0-10.8.255.255 "
	    "10.10.0.0-10.65.255.255 10.67.0.0-10.255.255.255 "
	    "fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "staging off 9.9.9.8 9.9.9.9 2a00::1",
	    "external web 9.9.9.7 9.9.9.8 9.9.9.9 2a00::1 "
	    "0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255 "
	    "::-fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	    "fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	};

	ck_assert_uint_eq(policy.count, COUNT(expected));
	for (size_t i = 0; i < policy.count; i++)
		ck_assert_str_eq(opening_text(&policy.openings[i]),
		                 expected[i]);
}
END_TEST

static const struct {
	const char *source;
	const char *address;
	uint16_t port;
	enum port_protocol protocol;
	const char *id; /* NULL: may not */
} asked[] = {
    {"10.2.0.1", "10.1.0.2", 5432, PORT_TCP, "db"},
    {"10.2.0.1", "10.1.0.2", 5432, PORT_UDP, NULL},
    {"10.2.0.1", "10.1.0.2", 6009, PORT_UDP, "db"},
    {"10.2.0.1", "10.1.0.2", 6010, PORT_UDP, NULL},
    {"10.2.0.1", "10.1.0.2", 5999, PORT_UDP, NULL},
    {"10.3.0.1", "10.1.0.2", 5432, PORT_TCP, NULL},
    {"10.9.0.1", "10.1.0.2", 5432, PORT_TCP, NULL},
    {"10.66.1.1", "10.1.0.2", 5432, PORT_TCP, NULL},
    {"10.3.0.1", "10.1.0.1", 443, PORT_UDP, "web"},
    {"10.3.0.1", "9.9.9.9", 443, PORT_TCP, NULL},
    {"8.8.8.8", "9.9.9.9", 443, PORT_TCP, "web"},
    {"8.8.8.8", "10.1.0.1", 443, PORT_TCP, NULL},
    {"2001::1", "2a00::1", 443, PORT_TCP, "web"},
    {"fd00::1", "2a00::1", 443, PORT_TCP, NULL},
    {"10.9.0.1", "9.9.9.9", 1, PORT_TCP, NULL},
};

START_TEST(who_may_connect)
{
	const struct opening *why = NULL;
	struct net_address source, address;
	bool allowed;

	net_address_from_text(&source, asked[_i].source);
	net_address_from_text(&address, asked[_i].address);
	allowed = policy_allows(&policy, &source, &address, asked[_i].port,
	                        asked[_i].protocol, &why);
	ck_assert_int_eq(allowed, asked[_i].id != NULL);
	if (allowed)
		ck_assert_str_eq(why->service->id, asked[_i].id);
	ck_assert_int_eq(policy_allows(&policy, &source, &address,
	                               asked[_i].port, asked[_i].protocol,
	                               NULL),
	                 allowed);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("policy");
	TCase *t = tcase_create("policy");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, openings_are_in_order_and_effective);
	tcase_add_loop_test(t, who_may_connect, 0, COUNT(asked));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
