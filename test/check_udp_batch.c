/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#include "lib/err.h"
#include "server/udp_batch.h"
#include "test/loopback.h"
#include "test/unit.h"

static struct udp_batch *batch;
static struct query *queries;

static void
set_up(void)
{
	ck_assert_int_eq(udp_batch_new(&batch, true, &(union peer){0}), 0);
	queries = udp_batch_queries(batch);
}

static void
tear_down(void)
{
	udp_batch_free(batch);
}

/* Answers as a server would that only knows how to say so. */
static void
answer_all(int server, int count)
{
	for (int i = 0; i < count; i++)
		queries[i].message[2] |= FLAG_QR;
	ck_assert_uint_eq(udp_batch_send(batch, server, (size_t)count), 0);
}

static const struct {
	const char *server;
	const char *from;
	const char *to;
} roads[] = {
    {"127.0.0.1", "127.0.0.1", "127.0.0.1"},
    {"0.0.0.0", "127.0.0.1", "127.0.0.2"},
    {"0.0.0.0", "127.0.0.9", "127.255.255.254"},
    {"::1", "::1", "::1"},
    {"::", "::1", "::1"},
    {"::", "127.0.0.1", "127.0.0.2"},
    {"::", "127.0.0.3", "127.0.0.1"},
};

/* The client is connected, so another source address would not be heard. */
START_TEST(an_answer_comes_from_the_address_that_was_asked)
{
	int server = loopback_udp(roads[_i].server, 0);
	int client = loopback_client(SOCK_DGRAM, roads[_i].from, roads[_i].to,
	                             loopback_port(server));
	struct net_address from;

	loopback_ask(client, 77);
	ck_assert_int_eq(udp_batch_receive(batch, server), 1);
	ck_assert_int_eq(net_address_from_text(&from, roads[_i].from), 0);
	ck_assert_int_eq(net_address_compare(&from, &queries[0].source), 0);
	ck_assert_uint_eq(queries[0].length, QUESTION);
	ck_assert(queries[0].alone);
	ck_assert(!queries[0].tcp);
	answer_all(server, 1);
	ck_assert_uint_eq(loopback_answer(client), 77);
	close(client);
	close(server);
}
END_TEST

static const struct {
	const char *server;
	const char *from;
	const char *client;
	const char *asked;
} fixed[] = {
    {"0.0.0.0", "127.0.0.2", "127.0.0.1", "127.0.0.2"},
    {"::", "::1", "::1", "::1"},
    {"::", "::ffff:127.0.0.2", "127.0.0.1", "127.0.0.2"},
};

/* What one is bound to that sk_lookup leads to is no address to answer from. */
START_TEST(answers_leave_from_the_address_that_is_given)
{
	int server = loopback_udp(fixed[_i].server, 0);
	int client = loopback_client(SOCK_DGRAM, fixed[_i].client,
	                             fixed[_i].asked, loopback_port(server));
	struct udp_batch *own;
	union peer from;

	loopback_address(&from, fixed[_i].from, 0);
	ck_assert_int_eq(udp_batch_new(&own, false, &from), 0);
	for (uint16_t id = 1; id < 4; id++) {
		loopback_ask(client, id);
		ck_assert_int_eq(udp_batch_receive(own, server), 1);
		ck_assert(!udp_batch_queries(own)[0].alone);
		udp_batch_queries(own)[0].message[2] |= FLAG_QR;
		ck_assert_uint_eq(udp_batch_send(own, server, 1), 0);
		ck_assert_uint_eq(loopback_answer(client), id);
	}
	udp_batch_free(own);
	close(client);
	close(server);
}
END_TEST

START_TEST(what_waits_is_taken_at_once)
{
	int server = loopback_udp("127.0.0.1", 0);
	int client = loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1",
	                             loopback_port(server));

	for (int round = 0; round < 3; round++) {
		for (unsigned i = 0; i < ANSWER_BATCH + 5; i++)
			loopback_ask(client, (uint16_t)i);
		ck_assert_int_eq(udp_batch_receive(batch, server),
		                 ANSWER_BATCH);
		answer_all(server, ANSWER_BATCH);
		ck_assert_int_eq(udp_batch_receive(batch, server), 5);
		answer_all(server, 5);
		for (unsigned i = 0; i < ANSWER_BATCH + 5; i++)
			ck_assert_uint_eq(loopback_answer(client), i);
	}
	close(client);
	close(server);
}
END_TEST

START_TEST(queries_without_an_answer_leave_no_gap)
{
	int server = loopback_udp("0.0.0.0", 0);
	int client = loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.2",
	                             loopback_port(server));

	for (unsigned i = 0; i < 10; i++)
		loopback_ask(client, (uint16_t)i);
	ck_assert_int_eq(udp_batch_receive(batch, server), 10);
	for (int i = 0; i < 10; i += 3)
		queries[i].length = 0;
	answer_all(server, 10);
	for (unsigned i = 0; i < 10; i++)
		if (i % 3 != 0)
			ck_assert_uint_eq(loopback_answer(client), i);
	ck_assert(!loopback_hears(client, 20));
	close(client);
	close(server);
}
END_TEST

/* 65,535 octets don't go into a UDP packet: EMSGSIZE. */
START_TEST(an_answer_that_cant_be_sent_holds_up_no_other)
{
	int server = loopback_udp("127.0.0.1", 0);
	int client = loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1",
	                             loopback_port(server));

	for (unsigned i = 0; i < 6; i++)
		loopback_ask(client, (uint16_t)i);
	ck_assert_int_eq(udp_batch_receive(batch, server), 6);
	for (int i = 0; i < 6; i++)
		queries[i].message[2] |= FLAG_QR;
	queries[0].length = WIRE_MESSAGE;
	queries[3].length = WIRE_MESSAGE;
	queries[4].length = WIRE_MESSAGE;
	ck_assert_uint_eq(udp_batch_send(batch, server, 6), 3);
	ck_assert_uint_eq(loopback_answer(client), 1);
	ck_assert_uint_eq(loopback_answer(client), 2);
	ck_assert_uint_eq(loopback_answer(client), 5);
	close(client);
	close(server);
}
END_TEST

START_TEST(the_longest_packet_is_taken_whole)
{
	enum { LONGEST = 65507 };
	static uint8_t packet[LONGEST];
	int server = loopback_udp("127.0.0.1", 0);
	int client = loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1",
	                             loopback_port(server));

	packet[LONGEST - 1] = 0xa5;
	ck_assert_int_eq(send(client, packet, LONGEST, 0), LONGEST);
	ck_assert_int_eq(udp_batch_receive(batch, server), 1);
	ck_assert_uint_eq(queries[0].length, LONGEST);
	ck_assert_mem_eq(queries[0].message, packet, LONGEST);
	close(client);
	close(server);
}
END_TEST

/* Only a raw socket can send from port 0, and only root can have one. */
START_TEST(a_packet_from_port_0_is_no_query)
{
	int raw = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
	int server = loopback_udp("127.0.0.1", 0);
	struct {
		struct udphdr udp;
		uint8_t message[QUESTION];
	} packet = {0};
	union peer to;
	socklen_t length = loopback_address(&to, "127.0.0.1", 0);

	if (raw < 0) {
		ck_assert_int_eq(errno, EPERM);
		close(server);
		return;
	}
	packet.udp.uh_dport = htons(loopback_port(server));
	packet.udp.uh_ulen = htons(sizeof(packet));
	loopback_question(packet.message, 1);
	ck_assert_int_eq(
	    sendto(raw, &packet, sizeof(packet), 0, &to.any, length),
	    sizeof(packet));
	ck_assert_int_eq(udp_batch_receive(batch, server), 1);
	ck_assert_uint_eq(queries[0].length, 0);
	close(raw);
	close(server);
}
END_TEST

static void
interrupt(int signal_number)
{
	(void)signal_number;
}

START_TEST(a_signal_ends_the_waiting)
{
	const struct sigaction action = {.sa_handler = interrupt};
	const struct itimerval soon = {
	    .it_value = {.tv_usec = 20000},
	    .it_interval = {.tv_usec = 20000},
	};
	const struct itimerval never = {0};
	int server = loopback_udp("127.0.0.1", 0);

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	ck_assert_int_eq(udp_batch_receive(batch, server), ERR_SYSTEM);
	ck_assert_int_eq(errno, EINTR);
	setitimer(ITIMER_REAL, &never, NULL);
	close(server);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("udp_batch");
	TCase *c = tcase_create("batch");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, an_answer_comes_from_the_address_that_was_asked,
	                    0, sizeof(roads) / sizeof(*roads));
	tcase_add_loop_test(c, answers_leave_from_the_address_that_is_given, 0,
	                    sizeof(fixed) / sizeof(*fixed));
	tcase_add_test(c, what_waits_is_taken_at_once);
	tcase_add_test(c, queries_without_an_answer_leave_no_gap);
	tcase_add_test(c, an_answer_that_cant_be_sent_holds_up_no_other);
	tcase_add_test(c, the_longest_packet_is_taken_whole);
	tcase_add_test(c, a_packet_from_port_0_is_no_query);
	tcase_add_test(c, a_signal_ends_the_waiting);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
