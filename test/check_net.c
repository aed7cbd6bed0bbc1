/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/net.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	const char *back; /* NULL: malformed */
} addresses[] = {
    {"192.0.2.1", "192.0.2.1"},
    {"0.0.0.0", "0.0.0.0"},
    {"2001:DB8::1", "2001:db8::1"},
    {"::", "::"},
    {"::1", "::1"},
    {"::ffff:192.0.2.1", "192.0.2.1"},
    {"::ffff:c000:201", "192.0.2.1"},
    {"::192.0.2.1", "::192.0.2.1"},
    {"192.0.2", NULL},
    {"192.0.2.256", NULL},
    {"192.0.2.01", NULL},
    {" 192.0.2.1", NULL},
    {"192.0.2.1/32", NULL},
    {"2001:db8:::1", NULL},
    {"fe80::1%lo", NULL},
    {"", NULL},
};

START_TEST(addresses_are_read_and_written)
{
	struct net_address address;
	char text[NET_TEXT];
	int result = net_address_from_text(&address, addresses[_i].text);

	if (addresses[_i].back == NULL) {
		ck_assert_int_eq(result, ERR_MALFORMED);
		return;
	}
	ck_assert_int_eq(result, 0);
	ck_assert_str_eq(net_address_to_text(text, &address),
	                 addresses[_i].back);
}
END_TEST

static const struct {
	const char *text;
	const char *back;
	int result;
} prefixes[] = {
    {"10.0.0.0/8", "10.0.0.0/8", 0},
    {"0.0.0.0/0", "0.0.0.0/0", 0},
    {"192.0.2.1", "192.0.2.1/32", 0},
    {"fd00::/8", "fd00::/8", 0},
    {"::/0", "::/0", 0},
    {"2001:db8::1", "2001:db8::1/128", 0},
    {"::ffff:10.0.0.0/104", "10.0.0.0/8", 0},
    {"::ffff:0:0/96", "0.0.0.0/0", 0},
    {"::ffff:10.1.2.3", "10.1.2.3/32", 0},
    {"::/95", "::/95", 0},
    {"10.0.0.1/8", "10.0.0.0/8", ERR_RANGE},
    {"192.0.2.129/25", "192.0.2.128/25", ERR_RANGE},
    {"fd00::1/8", "fd00::/8", ERR_RANGE},
    {"::ffff:10.0.0.1/104", "10.0.0.0/8", ERR_RANGE},
    {"::ffff:0:0/90", "::ffc0:0:0/90", ERR_RANGE},
    {"10.0.0.0/33", NULL, ERR_MALFORMED},
    {"::/129", NULL, ERR_MALFORMED},
    {"10.0.0.0/", NULL, ERR_MALFORMED},
    {"10.0.0.0/08", NULL, ERR_MALFORMED},
    {"10.0.0.0/-1", NULL, ERR_MALFORMED},
    {"10.0.0.0/8 ", NULL, ERR_MALFORMED},
    {"10.0.0.0/8/8", NULL, ERR_MALFORMED},
    {"10.0.0.0/99999999999", NULL, ERR_MALFORMED},
    {"10/8", NULL, ERR_MALFORMED},
    {"/8", NULL, ERR_MALFORMED},
    {"2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000/64", NULL,
     ERR_MALFORMED},
};

START_TEST(prefixes_are_read_and_written)
{
	struct net_prefix prefix;
	char text[NET_PREFIX_TEXT];
	int result = net_prefix_from_text(&prefix, prefixes[_i].text);

	ck_assert_msg(result == prefixes[_i].result, "%s: %d",
	              prefixes[_i].text, result);
	if (prefixes[_i].back != NULL)
		ck_assert_str_eq(net_prefix_to_text(text, &prefix),
		                 prefixes[_i].back);
}
END_TEST

static const struct {
	const char *prefix, *address;
	bool held;
} holds[] = {
    {"10.0.0.0/8", "10.255.0.1", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"10.0.0.0/8", "::ffff:10.1.1.1", true},
    {"192.0.2.128/25", "192.0.2.127", false},
    {"192.0.2.128/25", "192.0.2.255", true},
    {"0.0.0.0/0", "255.255.255.255", true},
    {"0.0.0.0/0", "::1", false},
    {"::/0", "192.0.2.1", false},
    {"::/0", "::ffff:192.0.2.1", false},
    {"::/0", "ffff::", true},
    {"2001:db8::/33", "2001:db8:7fff::", true},
    {"2001:db8::/33", "2001:db8:8000::", false},
    {"::1", "::1", true},
    {"::1", "::2", false},
};

START_TEST(a_prefix_holds_what_is_in_it)
{
	struct net_prefix prefix;
	struct net_address address;

	ck_assert_int_eq(net_prefix_from_text(&prefix, holds[_i].prefix), 0);
	ck_assert_int_eq(net_address_from_text(&address, holds[_i].address), 0);
	ck_assert_msg(net_prefix_holds(&prefix, &address) == holds[_i].held,
	              "%s, %s", holds[_i].prefix, holds[_i].address);
}
END_TEST

static bool
bit(const struct net_address *address, unsigned at)
{
	return address->octets[at / 8] >> (7 - at % 8) & 1;
}

START_TEST(a_prefix_is_its_first_bits)
{
	for (int i = 0; i < 100000; i++) {
		struct net_prefix prefix = {.address.family = 6};
		struct net_address address = {.family = 6};
		bool alike = true;

		prefix.length = (uint8_t)(rand() % 129);
		for (int j = 0; j < 16; j++) {
			prefix.address.octets[j] = (uint8_t)rand();
			address.octets[j] = prefix.address.octets[j];
		}
		address.octets[rand() % 16] ^= (uint8_t)(1 << rand() % 8);
		for (unsigned j = 0; j < prefix.length; j++)
			alike &= bit(&address, j) == bit(&prefix.address, j);
		ck_assert_int_eq(net_prefix_holds(&prefix, &address), alike);
	}
}
END_TEST

START_TEST(addresses_are_in_order)
{
	static const char *const order[] = {
	    "0.0.0.0", "9.255.255.255", "10.0.0.0",   "255.0.0.0",
	    "::",      "::1",           "2001:db8::", "ffff::",
	};

	for (size_t i = 0; i < COUNT(order); i++)
		for (size_t j = 0; j < COUNT(order); j++) {
			struct net_address a, b;
			int sign;

			net_address_from_text(&a, order[i]);
			net_address_from_text(&b, order[j]);
			sign = net_address_compare(&a, &b);
			ck_assert_int_eq(sign > 0, i > j);
			ck_assert_int_eq(sign < 0, i < j);
		}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("net");
	TCase *nets = tcase_create("networks");

	tcase_add_loop_test(nets, addresses_are_read_and_written, 0,
	                    COUNT(addresses));
	tcase_add_loop_test(nets, prefixes_are_read_and_written, 0,
	                    COUNT(prefixes));
	tcase_add_loop_test(nets, a_prefix_holds_what_is_in_it, 0,
	                    COUNT(holds));
	tcase_add_test(nets, a_prefix_is_its_first_bits);
	tcase_add_test(nets, addresses_are_in_order);
	suite_add_tcase(s, nets);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
