/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/network.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { PREFIXES = 64 };

struct prefixes {
	struct net_prefix items[PREFIXES];
	size_t count;
};

static void
read_prefixes(struct prefixes *prefixes, const char *text)
{
	char *copy = strdup(text), *rest;

	prefixes->count = 0;
	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		ck_assert_int_eq(net_prefix_from_text(
				     &prefixes->items[prefixes->count++], word),
		                 0);
	free(copy);
}

/* "FIRST-LAST/LENGTH " each */
static void
write_ranges(char text[2000], const struct network_ranges *ranges)
{
	char first[NET_TEXT], last[NET_TEXT];
	char *to = text;

	*to = '\0';
	for (size_t i = 0; i < ranges->count; i++)
		to +=
		    sprintf(to, "%s%s-%s/%u", i > 0 ? " " : "",
		            net_address_to_text(first, &ranges->items[i].first),
		            net_address_to_text(last, &ranges->items[i].last),
		            ranges->items[i].length);
}

static const struct {
	const char *own;
	const char *less;
	const char *always;
	const char *ranges;
} cases[] = {
    {"", "", "", ""},
    {"", "10.0.0.0/8", "10.0.0.0/8", ""},
    {"10.0.0.0/8", "", "", "10.0.0.0-10.255.255.255/8"},
    {"0.0.0.0/0", "", "", "0.0.0.0-255.255.255.255/0"},
    {"::/0 0.0.0.0/0", "", "",
     "0.0.0.0-255.255.255.255/0 "
     "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0"},
    /* the more specific network of another view is cut out */
    {"10.0.0.0/8", "10.9.0.0/16", "",
     "10.0.0.0-10.8.255.255/8 10.10.0.0-10.255.255.255/8"},
    /* the less specific one is not */
    {"10.9.0.0/16", "10.0.0.0/8", "", "10.9.0.0-10.9.255.255/16"},
    {"10.0.0.0/8 10.9.1.0/24", "10.9.0.0/16", "",
     "10.0.0.0-10.8.255.255/8 10.9.1.0-10.9.1.255/24 "
     "10.10.0.0-10.255.255.255/8"},
    /* nor is there anything left of one that is cut as a whole */
    {"10.0.0.0/8", "10.0.0.0/8", "", ""},
    {"10.0.0.0/8", "10.0.0.0/9 10.128.0.0/9", "", ""},
    /* what is refused is, whatever its length */
    {"10.9.0.0/16", "", "10.0.0.0/8", ""},
    {"10.0.0.0/8 10.9.0.0/16", "", "10.9.0.0/24",
     "10.0.0.0-10.8.255.255/8 10.9.1.0-10.9.255.255/16 "
     "10.10.0.0-10.255.255.255/8"},
    /* the ends of the address space */
    {"0.0.0.0/0", "255.255.255.255/32 0.0.0.0/32", "",
     "0.0.0.1-255.255.255.254/0"},
    {"255.255.255.255/32 ::/128", "", "",
     "255.255.255.255-255.255.255.255/32 ::-::/128"},
    {"0.0.0.0/0", "128.0.0.0/1", "", "0.0.0.0-127.255.255.255/0"},
    /* ranges that touch and are as specific are one */
    {"10.0.0.0/9 10.128.0.0/9", "", "", "10.0.0.0-10.255.255.255/9"},
    {"10.0.0.0/8 10.0.0.0/9", "", "",
     "10.0.0.0-10.127.255.255/9 10.128.0.0-10.255.255.255/8"},
    {"10.0.0.1/32 10.0.0.1/32 10.0.0.1/32", "", "", "10.0.0.1-10.0.0.1/32"},
    {"::ffff:10.0.0.0/104", "", "", "10.0.0.0-10.255.255.255/8"},
};

START_TEST(networks_are_counted_out)
{
	struct prefixes own, less, always;
	struct arena *arena = arena_new();
	struct network_ranges ranges;
	char text[2000];

	read_prefixes(&own, cases[_i].own);
	read_prefixes(&less, cases[_i].less);
	read_prefixes(&always, cases[_i].always);
	network_effective(&ranges, arena, own.items, own.count, less.items,
	                  less.count, always.items, always.count);
	write_ranges(text, &ranges);
	ck_assert_str_eq(text, cases[_i].ranges);
	arena_free(arena);
}
END_TEST

/* The longest of the prefixes that hold the address, -1 for none. */
static int
longest(const struct prefixes *prefixes, const struct net_address *address)
{
	int length = -1;

	for (size_t i = 0; i < prefixes->count; i++)
		if (prefixes->items[i].length > length
		    && net_prefix_holds(&prefixes->items[i], address))
			length = prefixes->items[i].length;
	return length;
}

/* Short prefixes of few addresses, so that they meet. */
static void
random_prefixes(struct prefixes *prefixes, unsigned *seed, uint8_t family)
{
	prefixes->count = (size_t)rand_r(seed) % 6;
	for (size_t i = 0; i < prefixes->count; i++) {
		unsigned length = (unsigned)rand_r(seed) % 9;
		uint8_t octet = (uint8_t)(rand_r(seed) & (0xff00 >> length));

		prefixes->items[i] = (struct net_prefix){
		    .address = {.family = family}, .length = (uint8_t)length};
		prefixes->items[i].address.octets[0] = octet;
	}
}

static void
compare_all(const struct network_ranges *ranges, const struct prefixes *own,
            const struct prefixes *less, const struct prefixes *always,
            uint8_t family)
{
	for (unsigned octet = 0; octet < 512; octet++) {
		struct net_address address = {.family = family};
		int length, cut;
		const struct network_range *range;

		/* the first and the last address of each /8 */
		memset(address.octets, octet & 1 ? 0xff : 0,
		       family == 4 ? 4 : 16);
		address.octets[0] = (uint8_t)(octet >> 1);
		length = longest(own, &address);
		cut = longest(less, &address);
		if (cut >= length || longest(always, &address) >= 0)
			length = -1;
		range = network_find(ranges, &address);
		ck_assert_int_eq(range == NULL ? -1 : (int)range->length,
		                 length);
	}
}

START_TEST(random_networks_are_what_each_address_says)
{
	unsigned seed = (unsigned)_i;
	uint8_t family = _i & 1 ? 4 : 6;
	struct prefixes own, less, always;
	struct arena *arena = arena_new();
	struct network_ranges ranges;

	for (int round = 0; round < 40; round++) {
		random_prefixes(&own, &seed, family);
		random_prefixes(&less, &seed, family);
		random_prefixes(&always, &seed, family);
		network_effective(&ranges, arena, own.items, own.count,
		                  less.items, less.count, always.items,
		                  always.count);
		for (size_t i = 1; i < ranges.count; i++)
			ck_assert_int_lt(
			    net_address_compare(&ranges.items[i - 1].last,
			                        &ranges.items[i].first),
			    0);
		compare_all(&ranges, &own, &less, &always, family);
	}
	arena_free(arena);
}
END_TEST

START_TEST(an_address_of_the_other_family_is_in_no_range)
{
	struct arena *arena = arena_new();
	struct network_ranges ranges;
	struct net_address address;
	struct prefixes own;

	read_prefixes(&own, "::/0");
	network_effective(&ranges, arena, own.items, own.count, NULL, 0, NULL,
	                  0);
	net_address_from_text(&address, "::ffff:192.0.2.1");
	ck_assert_ptr_null(network_find(&ranges, &address));
	net_address_from_text(&address, "2001:db8::1");
	ck_assert_ptr_nonnull(network_find(&ranges, &address));
	arena_free(arena);
}
END_TEST

static struct network_ranges
ranges_of(struct arena *arena, const char *text)
{
	struct network_ranges ranges;
	struct prefixes own;

	read_prefixes(&own, text);
	network_effective(&ranges, arena, own.items, own.count, NULL, 0, NULL,
	                  0);
	return ranges;
}

static const struct {
	const char *a;
	const char *b;
	const char *both;
} pairs[] = {
    {"", "0.0.0.0/0", ""},
    {"10.0.0.0/8", "::/0", ""},
    {"10.0.0.0/8", "10.2.0.0/16", "10.2.0.0-10.2.255.255/0"},
    {"10.2.0.0/16 10.3.0.0/16 10.5.0.0/16", "10.0.0.0/8 10.4.0.0/14",
     "10.2.0.0-10.3.255.255/0 10.5.0.0-10.5.255.255/0"},
    {"10.0.0.0/9 10.128.0.0/9 fd00::/8", "0.0.0.0/0 ::/0",
     "10.0.0.0-10.255.255.255/0 "
     "fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0"},
    {"255.255.255.255/32", "255.255.255.254/31",
     "255.255.255.255-255.255.255.255/0"},
};

START_TEST(what_both_hold_is_found)
{
	struct arena *arena = arena_new();
	struct network_ranges a = ranges_of(arena, pairs[_i].a);
	struct network_ranges b = ranges_of(arena, pairs[_i].b), both;
	char text[2000];

	network_both(&both, arena, &a, &b);
	write_ranges(text, &both);
	ck_assert_str_eq(text, pairs[_i].both);
	network_both(&both, arena, &b, &a);
	write_ranges(text, &both);
	ck_assert_str_eq(text, pairs[_i].both);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *ranges;
	const char *prefix;
	const char *outside; /* NULL: nothing is */
} parts[] = {
    {"10.0.0.0/8", "10.2.0.0/16", NULL},
    {"10.0.0.0/9 10.128.0.0/9", "10.0.0.0/8", NULL},
    {"::/0", "10.0.0.0/8", "10.0.0.0-10.255.255.255/0"},
    {"", "10.0.0.0/8", "10.0.0.0-10.255.255.255/0"},
    {"11.0.0.0/8", "10.0.0.0/8", "10.0.0.0-10.255.255.255/0"},
    {"10.1.0.0/16", "10.0.0.0/8", "10.0.0.0-10.0.255.255/0"},
    {"10.0.0.0/16", "10.0.0.0/8", "10.1.0.0-10.255.255.255/0"},
    {"10.0.0.0/16 10.2.0.0/16", "10.0.0.0/8", "10.1.0.0-10.1.255.255/0"},
    {"10.0.0.0/8 ::/0", "10.0.0.0/7", "11.0.0.0-11.255.255.255/0"},
};

START_TEST(the_first_part_outside_is_found)
{
	struct arena *arena = arena_new();
	struct network_ranges ranges = ranges_of(arena, parts[_i].ranges);
	struct network_range outside;
	struct prefixes prefix;
	char text[2000];
	bool within;

	network_merge(&ranges);
	read_prefixes(&prefix, parts[_i].prefix);
	within = network_within(&ranges, &prefix.items[0], &outside);
	ck_assert_int_eq(within, parts[_i].outside == NULL);
	if (!within) {
		write_ranges(text, &(struct network_ranges){&outside, 1});
		ck_assert_str_eq(text, parts[_i].outside);
	}
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("network");
	TCase *t = tcase_create("network");

	tcase_add_loop_test(t, networks_are_counted_out, 0, COUNT(cases));
	tcase_add_loop_test(t, random_networks_are_what_each_address_says, 0,
	                    8);
	tcase_add_loop_test(t, what_both_hold_is_found, 0, COUNT(pairs));
	tcase_add_loop_test(t, the_first_part_outside_is_found, 0,
	                    COUNT(parts));
	tcase_add_test(t, an_address_of_the_other_family_is_in_no_range);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
