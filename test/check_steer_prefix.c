/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/steer_prefix.h"
#include "test/unit.h"

/* Prefixes against the intervals that they are made of. */
enum { BLOCKS = 4, INTERVALS = 60 };

static unsigned
by_intervals(const struct steer_interval *intervals, size_t count,
             const struct view_address *address)
{
	unsigned block = intervals[0].block;

	for (size_t i = 0; i < count; i++)
		if (view_address_compare(&intervals[i].from, address) <= 0)
			block = intervals[i].block;
	return block;
}

static bool
holds(const struct steer_prefix *prefix, const struct view_address *address)
{
	for (unsigned i = 0; i < prefix->length; i++) {
		const uint32_t bit = UINT32_C(0x80000000) >> i % 32;

		if ((prefix->address.words[i / 32] ^ address->words[i / 32])
		    & bit)
			return false;
	}
	return true;
}

static unsigned
by_prefixes(const struct steer_prefixes *prefixes,
            const struct view_address *address)
{
	const struct steer_prefix *best = NULL;

	for (size_t i = 0; i < prefixes->count; i++)
		if (holds(&prefixes->items[i], address)
		    && (best == NULL
		        || prefixes->items[i].length > best->length))
			best = &prefixes->items[i];
	ck_assert_ptr_nonnull(best);
	return best->block;
}

static struct view_address
some_address(size_t words)
{
	static const uint32_t ends[] = {0, 1, 0x7fffffff, 0x80000000,
	                                0xffffffff};
	struct view_address address = {0};

	for (size_t i = 0; i < words; i++)
		address.words[i] = random() % 3 == 0 ? ends[random() % 5]
		                                     : (uint32_t)random() << 1;
	return address;
}

static int
compare(const void *a, const void *b)
{
	return view_address_compare(a, b);
}

static size_t
some_intervals(struct steer_interval *intervals, size_t words)
{
	struct view_address from[INTERVALS];
	size_t count = 1;

	for (size_t i = 0; i < INTERVALS; i++)
		from[i] = some_address(words);
	qsort(from, INTERVALS, sizeof(*from), compare);
	intervals[0] = (struct steer_interval){.block = 0};
	for (size_t i = 0; i < INTERVALS; i++) {
		if (view_address_compare(&from[i], &intervals[count - 1].from)
		    == 0)
			continue;
		intervals[count] = (struct steer_interval){
		    from[i],
		    (intervals[count - 1].block + 1 + (unsigned)random() % 2)
			% BLOCKS};
		count++;
	}
	return count;
}

/* By a unit up or down where there is one. */
static struct view_address
beside(struct view_address address, size_t words)
{
	address.words[words - 1] += (uint32_t)(random() % 3) - 1;
	return address;
}

START_TEST(the_longest_prefix_is_of_the_interval_s_block)
{
	const size_t words = _i == 0 ? 1 : 4;

	srandom(20261124);
	for (int round = 0; round < 40; round++) {
		struct steer_interval intervals[INTERVALS + 1];
		size_t count = some_intervals(intervals, words);
		struct steer_prefixes prefixes;

		ck_assert_int_eq(
		    steer_prefixes_make(&prefixes, intervals, count), 0);
		ck_assert_uint_eq(prefixes.items[0].length, 0);
		for (size_t i = 0; i < 4 * count; i++) {
			struct view_address at =
			    i < count ? intervals[i].from
			    : i < 2 * count
				? beside(intervals[i - count].from, words)
				: some_address(words);

			ck_assert_uint_eq(by_prefixes(&prefixes, &at),
			                  by_intervals(intervals, count, &at));
		}
		steer_prefixes_clear(&prefixes);
	}
}
END_TEST

START_TEST(nested_networks_take_a_prefix_each)
{
	/* 0.0.0.0/0, in it 10.0.0.0/8, in it 10.9.0.0/16 */
	static const struct steer_interval intervals[] = {
	    {{{0}}, 2},          {{{0x0a000000}}, 1}, {{{0x0a090000}}, 3},
	    {{{0x0a0a0000}}, 1}, {{{0x0b000000}}, 2},
	};
	static const struct {
		uint32_t address;
		uint8_t length;
		unsigned block;
	} wanted[] = {{0, 0, 2}, {0x0a000000, 8, 1}, {0x0a090000, 16, 3}};
	struct steer_prefixes prefixes;

	ck_assert_int_eq(steer_prefixes_make(&prefixes, intervals, 5), 0);
	ck_assert_uint_eq(prefixes.count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(prefixes.items[i].address.words[0],
		                  wanted[i].address);
		ck_assert_uint_eq(prefixes.items[i].length, wanted[i].length);
		ck_assert_uint_eq(prefixes.items[i].block, wanted[i].block);
	}
	steer_prefixes_clear(&prefixes);
}
END_TEST

/* A thousand holes of one network make about as many prefixes. */
START_TEST(holes_do_not_cut_a_network_to_pieces)
{
	struct steer_interval intervals[2001] = {{{{0}}, 1}};
	struct steer_prefixes prefixes;

	for (uint32_t i = 0; i < 1000; i++) {
		intervals[1 + 2 * i] =
		    (struct steer_interval){{{0x0a000000 + (i * 7 << 8)}}, 2};
		intervals[2 + 2 * i] =
		    (struct steer_interval){{{0x0a000100 + (i * 7 << 8)}}, 1};
	}
	ck_assert_int_eq(steer_prefixes_make(&prefixes, intervals, 2001), 0);
	ck_assert_uint_lt(prefixes.count, 2000);
	steer_prefixes_clear(&prefixes);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("steer_prefix");
	TCase *tests = tcase_create("steer_prefix");

	tcase_set_timeout(tests, 30);
	tcase_add_loop_test(
	    tests, the_longest_prefix_is_of_the_interval_s_block, 0, 2);
	tcase_add_test(tests, nested_networks_take_a_prefix_each);
	tcase_add_test(tests, holes_do_not_cut_a_network_to_pieces);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
