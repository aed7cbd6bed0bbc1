/* SPDX-License-Identifier: ISC */
#include "lib/answer.h"
#include "server/nap.h"
#include "test/unit.h"

enum { WAKING = 4000, ANSWERING = 1500, SECOND = 1000000000 }; /* ns */

/* A made-up thread, and packets that come in bursts, evenly spaced. */
struct world {
	uint64_t rate; /* packets a second */
	uint64_t burst;
	uint64_t now;
	uint64_t taken; /* packets */
	unsigned batches;
	unsigned naps;
};

static uint64_t
arrives(const struct world *world, uint64_t packet)
{
	uint64_t burst = packet / world->burst;

	return burst * world->burst * SECOND / world->rate;
}

static size_t
receive(struct world *world)
{
	size_t count = 0;

	if (arrives(world, world->taken) > world->now)
		world->now = arrives(world, world->taken) + WAKING;
	while (count < ANSWER_BATCH
	       && arrives(world, world->taken + count) <= world->now)
		count++;
	world->taken += count;
	world->now += count * ANSWERING;
	return count;
}

static void
run(struct world *world, struct nap *nap, uint64_t time)
{
	const uint64_t end = world->now + time;

	world->naps = 0;
	world->batches = 0;
	while (world->now < end) {
		size_t count = receive(world);

		world->batches++;
		if (nap_due(nap, world->now, count)) {
			world->naps++;
			world->now += NAP_TIME;
		}
	}
}

static const struct {
	uint64_t rate;
	uint64_t burst;
	bool naps; /* before nearly each batch, or never */
} loads[] = {
    {1, 1, false},       {1000, 1, false},    {5000, 1, false},
    {20000, 1, false},   {20000, 2, false},   {20000, 20, false},
    {50000, 1, false},   {80000, 1, true},    {100000, 1, true},
    {100000, 3, true},   {200000, 1, true},   {300000, 24, false},
    {1000000, 1, false}, {5000000, 1, false},
};

START_TEST(it_naps_when_packets_come_singly_and_fast)
{
	struct world world = {.rate = loads[_i].rate, .burst = loads[_i].burst};
	struct nap nap;

	nap_begin(&nap, 0);
	run(&world, &nap, SECOND / 10);
	run(&world, &nap, SECOND);
	if (loads[_i].naps)
		ck_assert_uint_ge(world.naps * 10, world.batches * 9);
	else
		ck_assert_uint_eq(world.naps, 0);
}
END_TEST

START_TEST(a_first_packet_finds_it_awake)
{
	struct nap nap;

	nap_begin(&nap, 0);
	ck_assert(!nap_due(&nap, 1000, 1));
	ck_assert(!nap_due(&nap, 2000, 1));
}
END_TEST

START_TEST(a_pause_however_long_is_soon_forgotten)
{
	struct world world = {.rate = 100000, .burst = 1};
	struct nap nap;

	nap_begin(&nap, 0);
	run(&world, &nap, SECOND / 10);
	ck_assert(!nap_due(&nap, world.now + 3600ULL * SECOND, 1));
	nap.before = world.now;
	run(&world, &nap, SECOND / 100);
	ck_assert(nap.napped);
}
END_TEST

START_TEST(when_it_grows_quiet_the_naps_end)
{
	struct world world = {.rate = 100000, .burst = 1};
	struct nap nap;

	nap_begin(&nap, 0);
	run(&world, &nap, SECOND / 10);
	ck_assert(nap.napped);
	world = (struct world){.rate = 20000, .burst = 1};
	nap.before = 0;
	run(&world, &nap, SECOND / 10);
	ck_assert(!nap.napped);
	ck_assert_uint_le(world.naps, NAP_SMOOTHING);
}
END_TEST

START_TEST(a_full_batch_is_followed_by_the_next_at_once)
{
	struct nap nap;
	uint64_t now = 0;

	nap_begin(&nap, now);
	while (!nap.napped)
		nap_due(&nap, now += 10000, 1);
	ck_assert(nap_due(&nap, now += NAP_TIME, NAP_ENOUGH));
	ck_assert(nap_due(&nap, now += NAP_TIME, ANSWER_BATCH - 1));
	ck_assert(!nap_due(&nap, now += NAP_TIME, ANSWER_BATCH));
	ck_assert(!nap_due(&nap, now += NAP_TIME, NAP_ENOUGH));
	ck_assert(nap_due(&nap, now += NAP_TIME, NAP_ENOUGH - 1));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("nap");
	TCase *c = tcase_create("due");

	tcase_add_loop_test(c, it_naps_when_packets_come_singly_and_fast, 0,
	                    sizeof(loads) / sizeof(*loads));
	tcase_add_test(c, a_first_packet_finds_it_awake);
	tcase_add_test(c, a_pause_however_long_is_soon_forgotten);
	tcase_add_test(c, when_it_grows_quiet_the_naps_end);
	tcase_add_test(c, a_full_batch_is_followed_by_the_next_at_once);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
