/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/unit.h"
#include "zones/export/openings.h"
#include "zones/ports.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static const struct {
	const char *ports[4];
	enum port_protocol protocol;
	const char *ranges; /* "1-1 5-9" */
} port_cases[] = {
    {{"443/tcp"}, PORT_TCP, "443-443"},
    {{"443/tcp"}, PORT_UDP, ""},
    {{"443"}, PORT_UDP, "443-443"},
    {{"80/tcp", "20-30", "25-40/tcp"}, PORT_TCP, "20-40 80-80"},
    {{"80/tcp", "20-30", "25-40/tcp"}, PORT_UDP, "20-30"},
    {{"2/tcp", "1/tcp", "3/tcp"}, PORT_TCP, "1-3"},
    {{"1-65535", "7"}, PORT_TCP, "1-65535"},
    {{"65535", "65534"}, PORT_TCP, "65534-65535"},
    {{"10-20", "12-13", "22"}, PORT_TCP, "10-20 22-22"},
};

START_TEST(ports_are_ranges_that_do_not_touch)
{
	struct ports ports[4];
	struct service service = {.ports = ports};
	struct port_ranges ranges;
	const char *text = "";

	for (size_t i = 0; i < 4 && port_cases[_i].ports[i] != NULL; i++)
		ck_assert_int_eq(ports_from_text(&ports[service.port_count++],
		                                 port_cases[_i].ports[i]),
		                 0);
	openings_ports(&ranges, arena, &service, port_cases[_i].protocol);
	for (size_t i = 0; i < ranges.count; i++)
		text =
		    arena_format(arena, "%s%s%u-%u", text, i > 0 ? " " : "",
		                 ranges.items[i].first, ranges.items[i].last);
	ck_assert_str_eq(text, port_cases[_i].ranges);
}
END_TEST

static const struct {
	const char *first;
	const char *last;
	const char *prefixes;
} prefix_cases[] = {
    {"10.0.0.0", "10.255.255.255", "10.0.0.0/8"},
    {"10.0.0.7", "10.0.0.7", "10.0.0.7/32"},
    {"0.0.0.0", "255.255.255.255", "0.0.0.0/0"},
    {"10.0.0.1", "10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32"},
    {"0.0.0.0", "9.255.255.255", "0.0.0.0/5 8.0.0.0/7"},
    {"255.255.255.254", "255.255.255.255", "255.255.255.254/31"},
    {"10.255.255.255", "11.0.0.0", "10.255.255.255/32 11.0.0.0/32"},
    {"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
    {"fd00::", "fd00:8:ffff:ffff:ffff:ffff:ffff:ffff", "fd00::/29 fd00:8::/32"},
    {"::1", "::2", "::1/128 ::2/128"},
};

START_TEST(a_range_is_the_fewest_networks)
{
	struct network_range range = {0};
	struct network_ranges ranges = {&range, 1};
	struct prefixes prefixes;
	const char *text = "";

	net_address_from_text(&range.first, prefix_cases[_i].first);
	net_address_from_text(&range.last, prefix_cases[_i].last);
	openings_prefixes(&prefixes, arena, &ranges);
	for (size_t i = 0; i < prefixes.count; i++) {
		char prefix[NET_PREFIX_TEXT];

		text = arena_format(
		    arena, "%s%s%s", text, i > 0 ? " " : "",
		    net_prefix_to_text(prefix, &prefixes.items[i]));
	}
	ck_assert_str_eq(text, prefix_cases[_i].prefixes);
}
END_TEST

START_TEST(families_are_told_apart)
{
	struct network_range range = {.first = {.family = 4},
	                              .last = {.family = 4}};
	struct net_address address = {.family = 6};
	const struct opening opening = {
	    .addresses = &address,
	    .address_count = 1,
	    .clients = {&range, 1},
	};

	ck_assert(openings_has_clients(&opening, 4));
	ck_assert(!openings_has_clients(&opening, 6));
	ck_assert(!openings_has_addresses(&opening, 4));
	ck_assert(openings_has_addresses(&opening, 6));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("openings");
	TCase *t = tcase_create("openings");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, ports_are_ranges_that_do_not_touch, 0,
	                    COUNT(port_cases));
	tcase_add_loop_test(t, a_range_is_the_fewest_networks, 0,
	                    COUNT(prefix_cases));
	tcase_add_test(t, families_are_told_apart);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
