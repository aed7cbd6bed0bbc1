/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>

#include "server/loop.h"
#include "server/measure.h"
#include "test/loopback.h"
#include "test/supervise.h"
#include "test/unit.h"

static struct supervised worker;
static int udp;
static int tcp;

/* The worker is the refuser, with two UDP threads on one socket. */
static void
set_up(void)
{
	int control;

	udp = loopback_udp("127.0.0.1", 0);
	tcp = loopback_tcp("127.0.0.1");
	control = supervise_fork(&worker);
	if (control >= 0) {
		struct loop *loop;
		const struct answerer refuser = {0};
		struct view_socket sockets[] = {
		    {.descriptor = udp},
		    {.descriptor = udp, .alone = true},
		};
		struct view_socket listener = {.descriptor = tcp};
		const struct view_options options = {
		    .task = VIEW_REFUSE,
		    .control = control,
		    .udp = sockets,
		    .udp_count = 2,
		    .tcp = &listener,
		    .tcp_count = 1,
		    .limits = {.connections = 9, .per_client = 9, .idle = 10},
		};

		if (loop_open(&loop, &options, &refuser) < 0)
			exit(1);
		loop_run(loop, MEASURE_MDWE);
		exit(0);
	}
	ck_assert_int_eq(supervise_hear(&worker, NULL), WORKER_READY);
}

static void
tear_down(void)
{
	close(udp);
	close(tcp);
}

static void
end_quietly(void)
{
	supervise_say(&worker, WORKER_DRAIN);
	ck_assert_int_eq(supervise_end(&worker), 0);
}

static int
udp_client(void)
{
	return loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1",
	                       loopback_port(udp));
}

static int
tcp_client(void)
{
	return loopback_client(SOCK_STREAM, "127.0.0.1", "127.0.0.1",
	                       loopback_port(tcp));
}

static void
ask_tcp(int client, uint16_t id)
{
	uint8_t frame[2 + QUESTION] = {0, QUESTION};

	loopback_question(frame + 2, id);
	ck_assert_int_eq(send(client, frame, sizeof(frame), 0), sizeof(frame));
}

static bool
hears_tcp(int client, uint16_t id, int milliseconds)
{
	uint8_t answer[2 + 512];

	return loopback_hears(client, milliseconds)
	       && recv(client, answer, sizeof(answer), 0) >= 2 + WIRE_HEADER
	       && wire_read16(answer + 2) == id;
}

START_TEST(a_worker_that_is_ready_reads_nothing_yet)
{
	int over_udp = udp_client();
	int over_tcp = tcp_client();

	loopback_ask(over_udp, 1);
	ask_tcp(over_tcp, 2);
	supervise_say(&worker, WORKER_PROBE);
	ck_assert_int_eq(supervise_hear(&worker, NULL), WORKER_ALIVE);
	ck_assert(!loopback_hears(over_udp, 50));
	ck_assert(!loopback_hears(over_tcp, 50));
	ck_assert_uint_eq(supervise_counts(&worker).udp_queries, 0);
	supervise_say(&worker, WORKER_SERVE);
	ck_assert_uint_eq(loopback_answer(over_udp), 1);
	ck_assert(hears_tcp(over_tcp, 2, LOOPBACK_PATIENCE));
	close(over_udp);
	close(over_tcp);
	end_quietly();
}
END_TEST

/* The next worker is to find what this one didn't read. */
START_TEST(a_worker_that_never_served_leaves_all_to_the_next)
{
	int client = udp_client();
	uint8_t message[512];

	loopback_ask(client, 1);
	end_quietly();
	ck_assert_int_eq(recv(udp, message, sizeof(message), MSG_DONTWAIT),
	                 QUESTION);
	close(client);
}
END_TEST

START_TEST(counts_are_summed_over_threads)
{
	int over_udp = udp_client();
	int over_tcp = tcp_client();
	struct worker_counts counts;

	supervise_say(&worker, WORKER_SERVE);
	for (uint16_t i = 0; i < 50; i++) {
		loopback_ask(over_udp, i);
		ck_assert_uint_eq(loopback_answer(over_udp), i);
	}
	ask_tcp(over_tcp, 3);
	ck_assert(hears_tcp(over_tcp, 3, LOOPBACK_PATIENCE));
	poll(NULL, 0, 20); /* counted behind the sending */
	counts = supervise_counts(&worker);
	ck_assert_uint_eq(counts.udp_queries, 50);
	ck_assert_uint_eq(counts.tcp_queries, 1);
	ck_assert_uint_eq(counts.answers, 51);
	ck_assert_uint_eq(counts.tcp_open, 1);
	close(over_udp);
	close(over_tcp);
	end_quietly();
}
END_TEST

/* It asks on and on, each question when the last is answered, and loses none
 * of its answers. */
START_TEST(a_drain_of_a_busy_client_ends_behind_an_answer)
{
	int client = tcp_client();
	uint16_t id = 0;
	uint8_t octet;

	supervise_say(&worker, WORKER_SERVE);
	ask_tcp(client, id);
	ck_assert(hears_tcp(client, id, LOOPBACK_PATIENCE));
	supervise_say(&worker, WORKER_DRAIN);
	while (!loopback_hears(client, 100)) {
		ask_tcp(client, ++id);
		ck_assert(hears_tcp(client, id, LOOPBACK_PATIENCE));
	}
	ck_assert_int_eq(recv(client, &octet, 1, 0), 0);
	ck_assert_uint_ge(id, 5);
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(client);
}
END_TEST

/* Between two octets of a message that never ends. */
START_TEST(a_drain_doesnt_last_for_ever)
{
	int client = tcp_client();
	int octets = 0;

	supervise_say(&worker, WORKER_SERVE);
	ask_tcp(client, 1);
	ck_assert(hears_tcp(client, 1, LOOPBACK_PATIENCE));
	supervise_say(&worker, WORKER_DRAIN);
	while (send(client, "x", 1, MSG_NOSIGNAL) == 1) {
		ck_assert_int_lt(octets++, DRAIN_SECONDS * 10 + 5);
		poll(NULL, 0, 100);
	}
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(client);
}
END_TEST

START_TEST(a_drain_of_idle_clients_is_short)
{
	int client = tcp_client();
	uint8_t octet;

	supervise_say(&worker, WORKER_SERVE);
	ask_tcp(client, 1);
	ck_assert(hears_tcp(client, 1, LOOPBACK_PATIENCE));
	supervise_say(&worker, WORKER_DRAIN);
	supervise_say(&worker, WORKER_PROBE);
	ck_assert_int_eq(supervise_hear(&worker, NULL), WORKER_ALIVE);
	ck_assert(loopback_hears(client, 1700));
	ck_assert_int_eq(recv(client, &octet, 1, 0), 0);
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(client);
}
END_TEST

START_TEST(a_worker_leaves_with_its_supervisor)
{
	int client = tcp_client();

	if (_i == 1) {
		supervise_say(&worker, WORKER_SERVE);
		ask_tcp(client, 1);
		ck_assert(hears_tcp(client, 1, LOOPBACK_PATIENCE));
	}
	ck_assert_int_eq(shutdown(worker.control, SHUT_RDWR), 0);
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(client);
}
END_TEST

/* It neither waits for the supervisor to listen nor minds what it says. */
START_TEST(nothing_on_the_control_socket_stops_a_worker)
{
	const uint32_t unknown = 77;
	int client = udp_client();

	supervise_say(&worker, WORKER_SERVE);
	ck_assert_int_eq(send(worker.control, &unknown, sizeof(unknown), 0),
	                 sizeof(unknown));
	ck_assert_int_eq(send(worker.control, "x", 1, 0), 1);
	for (int i = 0; i < 5000; i++) {
		const struct worker_message stats = {.say = WORKER_STATS};

		ck_assert_int_eq(send(worker.control, &stats, sizeof(stats), 0),
		                 sizeof(stats));
	}
	loopback_ask(client, 1);
	ck_assert_uint_eq(loopback_answer(client), 1);
	close(client);
	end_quietly();
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("loop");
	TCase *c = tcase_create("worker");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_set_timeout(c, 30);
	tcase_add_test(c, a_worker_that_is_ready_reads_nothing_yet);
	tcase_add_test(c, a_worker_that_never_served_leaves_all_to_the_next);
	tcase_add_test(c, counts_are_summed_over_threads);
	tcase_add_test(c, a_drain_of_a_busy_client_ends_behind_an_answer);
	tcase_add_test(c, a_drain_doesnt_last_for_ever);
	tcase_add_test(c, a_drain_of_idle_clients_is_short);
	tcase_add_loop_test(c, a_worker_leaves_with_its_supervisor, 0, 2);
	tcase_add_test(c, nothing_on_the_control_socket_stops_a_worker);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
