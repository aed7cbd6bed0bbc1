/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <time.h>

#include "server/udp.h"
#include "test/loopback.h"
#include "test/unit.h"

static const struct answerer refuser;

static void
nap(long milliseconds)
{
	const struct timespec time = {.tv_nsec = milliseconds * 1000000};

	nanosleep(&time, NULL);
}

static struct udp *
make(int server)
{
	struct udp *udp;

	ck_assert_int_eq(udp_new(&udp,
	                         &(struct view_socket){.descriptor = server},
	                         &refuser),
	                 0);
	return udp;
}

static void
end(struct udp *udp)
{
	int looks = 0;

	udp_stop(udp);
	while (!udp_stopped(udp)) {
		ck_assert_int_lt(looks++, LOOPBACK_PATIENCE);
		nap(1);
	}
	udp_free(udp);
}

static int
client_of(int server)
{
	return loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1",
	                       loopback_port(server));
}

START_TEST(a_thread_answers_from_when_it_is_told_to)
{
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct udp *udp = make(server);

	loopback_ask(client, 1);
	ck_assert(!loopback_hears(client, 50));
	udp_serve(udp);
	ck_assert_uint_eq(loopback_answer(client), 1);
	loopback_ask(client, 2);
	ck_assert_uint_eq(loopback_answer(client), 2);
	end(udp);
	close(client);
	close(server);
}
END_TEST

START_TEST(a_thread_that_never_served_stops)
{
	int server = loopback_udp("127.0.0.1", 0);

	end(make(server));
	close(server);
}
END_TEST

START_TEST(what_comes_behind_the_stop_waits_for_the_next)
{
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct udp *udp = make(server);

	udp_serve(udp);
	loopback_ask(client, 1);
	ck_assert_uint_eq(loopback_answer(client), 1);
	end(udp);
	loopback_ask(client, 2);
	ck_assert(!loopback_hears(client, 20));
	udp = make(server);
	udp_serve(udp);
	ck_assert_uint_eq(loopback_answer(client), 2);
	end(udp);
	close(client);
	close(server);
}
END_TEST

/* Threads take turns on a socket that is never silent: each query is answered
 * once, by whichever. */
START_TEST(nothing_is_lost_when_threads_take_turns)
{
	enum { TURNS = 40, QUERIES = 25 };
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct udp *udp = make(server);

	udp_serve(udp);
	for (int turn = 0; turn < TURNS; turn++) {
		struct udp *next = make(server);
		bool answered[QUERIES] = {false};

		udp_serve(next);
		for (unsigned i = 0; i < QUERIES; i++) {
			loopback_ask(client, (uint16_t)i);
			if (i == QUERIES / 2)
				udp_stop(udp);
		}
		for (int i = 0; i < QUERIES; i++) {
			uint16_t id = loopback_answer(client);

			ck_assert_uint_lt(id, QUERIES);
			ck_assert(!answered[id]);
			answered[id] = true;
		}
		while (!udp_stopped(udp))
			nap(1);
		udp_free(udp);
		udp = next;
	}
	end(udp);
	ck_assert(!loopback_hears(client, 20));
	close(client);
	close(server);
}
END_TEST

START_TEST(queries_are_counted)
{
	enum { QUERIES = 100 };
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct worker_counts counts = {0};
	struct udp *udp = make(server);

	udp_serve(udp);
	for (unsigned i = 0; i < QUERIES; i++) {
		loopback_ask(client, (uint16_t)i);
		loopback_answer(client);
	}
	ck_assert_int_eq(send(client, "x", 1, 0), 1);
	udp_stop(udp);
	while (!udp_stopped(udp))
		nap(1);
	udp_count(udp, &counts);
	ck_assert_uint_ge(counts.udp_queries, QUERIES);
	ck_assert_uint_eq(counts.answers, QUERIES);
	ck_assert_uint_eq(counts.rcodes[RCODE_REFUSED], QUERIES);
	ck_assert_uint_eq(counts.strangers, QUERIES);
	ck_assert_uint_eq(counts.send_errors, 0);
	udp_free(udp);
	close(client);
	close(server);
}
END_TEST

/* Those before its time are another's. */
START_TEST(what_the_kernel_drops_is_counted)
{
	enum { QUERIES = 200 };
	const int small = 1;
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct worker_counts counts = {0};
	struct udp *udp = make(server);

	ck_assert_int_eq(
	    setsockopt(server, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
	    0);
	for (unsigned i = 0; i < QUERIES; i++)
		loopback_ask(client, (uint16_t)i);
	udp_serve(udp);
	loopback_answer(client);
	udp_count(udp, &counts);
	ck_assert_uint_eq(counts.kernel_drops, 0);
	end(udp);

	udp = make(server);
	udp_serve(udp);
	udp_stop(udp);
	while (!udp_stopped(udp))
		nap(1);
	for (unsigned i = 0; i < QUERIES; i++)
		loopback_ask(client, (uint16_t)i);
	udp_count(udp, &counts);
	ck_assert_uint_gt(counts.kernel_drops, 0);
	ck_assert_uint_lt(counts.kernel_drops, QUERIES);
	udp_free(udp);
	close(client);
	close(server);
}
END_TEST

/* A client that is gone: the kernel hears "port unreachable". */
START_TEST(a_lost_client_doesnt_end_the_thread)
{
	int server = loopback_udp("127.0.0.1", 0);
	int client = client_of(server);
	struct udp *udp = make(server);

	udp_serve(udp);
	for (unsigned i = 0; i < 20; i++) {
		int lost = client_of(server);

		loopback_ask(lost, (uint16_t)i);
		close(lost);
	}
	loopback_ask(client, 99);
	ck_assert_uint_eq(loopback_answer(client), 99);
	end(udp);
	close(client);
	close(server);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("udp");
	TCase *c = tcase_create("thread");

	tcase_set_timeout(c, 30);
	tcase_add_test(c, a_thread_answers_from_when_it_is_told_to);
	tcase_add_test(c, a_thread_that_never_served_stops);
	tcase_add_test(c, what_comes_behind_the_stop_waits_for_the_next);
	tcase_add_test(c, nothing_is_lost_when_threads_take_turns);
	tcase_add_test(c, queries_are_counted);
	tcase_add_test(c, what_the_kernel_drops_is_counted);
	tcase_add_test(c, a_lost_client_doesnt_end_the_thread);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
