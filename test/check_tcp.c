/* SPDX-License-Identifier: ISC */
#include <sys/resource.h>

#include "lib/log.h"
#include "test/tcp_bench.h"
#include "test/unit.h"

static struct tcp_bench bench;

static void
set_up(void)
{
	const struct tcp_limits limits = {
	    .connections = 5,
	    .per_client = 3,
	    .idle = 10,
	};

	bench_open(&bench, &limits);
}

static void
tear_down(void)
{
	bench_close(&bench);
}

static int
asking_client(int host, unsigned id)
{
	int client = bench_client(&bench, host);

	bench_ask(&bench, client, id, 1);
	return client;
}

/* It has been let in. */
static bool
is_served(int client, unsigned id)
{
	uint8_t answer[2 + 512];
	ssize_t got = bench_hear(&bench, client, answer, sizeof(answer), 300);

	return got >= 2 + WIRE_HEADER && wire_read16(answer + 2) == id;
}

START_TEST(a_client_has_its_cap)
{
	int clients[4];
	int other;

	for (unsigned i = 0; i < 4; i++) {
		clients[i] = asking_client(1, i);
		ck_assert_int_eq(is_served(clients[i], i), i < 3);
	}
	other = asking_client(2, 9);
	ck_assert(is_served(other, 9));
	ck_assert_uint_eq(bench_counts(&bench).tcp_refused, 1);
	ck_assert_uint_eq(bench_counts(&bench).tcp_open, 4);
	close(clients[0]);
	bench_pass(&bench, 20);
	clients[0] = asking_client(1, 10);
	ck_assert(is_served(clients[0], 10));
	for (int i = 0; i < 4; i++)
		close(clients[i]);
	close(other);
}
END_TEST

START_TEST(all_clients_together_have_theirs)
{
	int clients[7];

	for (unsigned i = 0; i < 7; i++) {
		clients[i] = asking_client(1 + (int)i, i);
		ck_assert_int_eq(is_served(clients[i], i), i < 5);
	}
	ck_assert_uint_eq(bench_counts(&bench).tcp_refused, 2);
	ck_assert_uint_eq(bench_counts(&bench).tcp_connections, 5);
	for (int i = 0; i < 7; i++)
		close(clients[i]);
	bench_pass(&bench, 20);
	ck_assert_uint_eq(tcp_open(bench.tcp), 0);
}
END_TEST

/* Over and over, more than there is room for at once. */
START_TEST(connections_come_and_go)
{
	for (unsigned i = 0; i < 200; i++) {
		int client = asking_client(1 + (int)i % 9, i);

		ck_assert(is_served(client, i));
		close(client);
		bench_turn(&bench);
		bench_turn(&bench);
	}
	ck_assert_uint_eq(bench_counts(&bench).tcp_refused, 0);
}
END_TEST

/* Somebody else's descriptors are ours in this test. The client waits in the
 * queue, costs no turns of the loop meanwhile, and is served in the end. */
START_TEST(without_descriptors_a_client_waits)
{
	struct rlimit before, now;
	int client = asking_client(1, 1);
	int highest = dup(client);

	log_limit(LOG_ERROR);
	getrlimit(RLIMIT_NOFILE, &before);
	now = before;
	now.rlim_cur = (rlim_t)highest;
	close(highest);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &now), 0);
	ck_assert(!is_served(client, 1));
	ck_assert_uint_eq(tcp_open(bench.tcp), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert(is_served(client, 1));
	ck_assert(is_served(asking_client(2, 2), 2));
	close(client);
}
END_TEST

START_TEST(a_drain_lets_clients_finish)
{
	int busy = asking_client(1, 1);
	int idle = asking_client(2, 2);
	int late;

	ck_assert(is_served(busy, 1));
	ck_assert(is_served(idle, 2));
	tcp_drain(bench.tcp);
	late = bench_client(&bench, 3);
	for (unsigned i = 0; i < 9; i++) {
		bench_pass(&bench, 100);
		bench_ask(&bench, busy, i, 5);
		bench_answers(&bench, busy, i, 5);
	}
	ck_assert_uint_eq(tcp_open(bench.tcp), 2);
	bench_pass(&bench, 500);
	ck_assert(bench_ends(&bench, idle, 0));
	ck_assert(!bench_ends(&bench, late, 0));
	bench_ask(&bench, busy, 20, 300);
	bench_answers(&bench, busy, 20, 300);
	ck_assert(bench_ends(&bench, busy, 100));
	bench_turn(&bench);
	ck_assert_uint_eq(tcp_open(bench.tcp), 0);
	close(busy);
	close(idle);
	close(late);
}
END_TEST

/* Its question is there when its time is over, but hasn't been read. */
START_TEST(a_question_that_came_in_time_is_answered)
{
	int client = asking_client(1, 1);

	ck_assert(is_served(client, 1));
	tcp_drain(bench.tcp);
	poll(NULL, 0, 1300);
	bench_ask(&bench, client, 2, 1);
	bench_answers(&bench, client, 2, 1);
	close(client);
}
END_TEST

START_TEST(stopping_ends_all)
{
	int client = asking_client(1, 1);

	ck_assert(is_served(client, 1));
	bench_close(&bench);
	ck_assert_int_eq(fcntl(client, F_SETFL, 0), 0);
	ck_assert_int_eq(recv(client, (uint8_t[1]){0}, 1, 0), 0);
	close(client);
	set_up();
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("tcp");
	TCase *c = tcase_create("tcp");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_set_timeout(c, 30);
	tcase_add_test(c, a_client_has_its_cap);
	tcase_add_test(c, all_clients_together_have_theirs);
	tcase_add_test(c, connections_come_and_go);
	tcase_add_test(c, without_descriptors_a_client_waits);
	tcase_add_test(c, a_drain_lets_clients_finish);
	tcase_add_test(c, a_question_that_came_in_time_is_answered);
	tcase_add_test(c, stopping_ends_all);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
