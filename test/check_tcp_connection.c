/* SPDX-License-Identifier: ISC */
#include "server/tcp_connection.h"
#include "test/tcp_bench.h"
#include "test/unit.h"

static struct tcp_bench bench;
static int client;

static void
set_up(void)
{
	const struct tcp_limits limits = {
	    .connections = 20,
	    .per_client = 20,
	    .idle = 1,
	};

	bench_open(&bench, &limits);
	client = bench_client(&bench, 1);
}

static void
tear_down(void)
{
	close(client);
	bench_close(&bench);
}

START_TEST(questions_one_after_the_other_are_answered)
{
	for (unsigned i = 0; i < 10; i++) {
		bench_ask(&bench, client, i, 1);
		bench_answers(&bench, client, i, 1);
	}
	ck_assert_uint_eq(bench_counts(&bench).tcp_queries, 10);
	ck_assert_uint_eq(bench_counts(&bench).tcp_connections, 1);
}
END_TEST

/* RFC 7766 section 6.2.1.1: "pipelining". */
START_TEST(a_thousand_questions_at_once_are_answered_in_order)
{
	bench_ask(&bench, client, 7, 1000);
	bench_answers(&bench, client, 7, 1000);
	ck_assert_uint_eq(bench_counts(&bench).answers, 1000);
}
END_TEST

/* RFC 7766 section 8: where TCP cuts the stream means nothing. */
START_TEST(a_question_may_come_octet_by_octet)
{
	uint8_t frame[2 + FRAME];

	wire_write16(frame, QUESTION);
	loopback_question(frame + 2, 5);
	for (size_t i = 0; i < FRAME; i++) {
		bench_send(&bench, client, frame + i, 1);
		bench_pass(&bench, 2);
	}
	bench_answers(&bench, client, 5, 1);
}
END_TEST

START_TEST(the_longest_message_is_taken)
{
	enum { LONG = WIRE_MESSAGE };
	uint8_t *message = calloc(1, 2 + LONG);
	uint8_t *answer = malloc(WIRE_MESSAGE);

	/* Octets behind the last record: FORMERR, the header alone. */
	wire_write16(message, LONG);
	loopback_question(message + 2, 11);
	for (int i = 0; i < 5; i++) {
		bench_send(&bench, client, message, 2 + LONG);
		ck_assert_uint_eq(bench_answer(&bench, client, answer),
		                  WIRE_HEADER);
		ck_assert_uint_eq(wire_read16(answer), 11);
		bench_ask(&bench, client, 12, 3);
		bench_answers(&bench, client, 12, 3);
	}
	free(message);
	free(answer);
}
END_TEST

START_TEST(a_client_that_closed_its_side_gets_its_answers)
{
	bench_ask(&bench, client, 0, 300);
	bench_send(&bench, client, (const uint8_t *)"\0\x21half", 6);
	ck_assert_int_eq(shutdown(client, SHUT_WR), 0);
	bench_answers(&bench, client, 0, 300);
	ck_assert(bench_ends(&bench, client, LOOPBACK_PATIENCE));
	bench_turn(&bench);
	ck_assert_uint_eq(tcp_open(bench.tcp), 0);
}
END_TEST

static const struct {
	const char *octets;
	size_t size;
} broken[] = {
    {"\0\0", 2},
    {"\0\1x", 3},
    {"\0\013aaaaaaaaaaa", 13},
};

START_TEST(what_is_no_message_ends_the_connection)
{
	bench_ask(&bench, client, 1, 2);
	bench_send(&bench, client, (const uint8_t *)broken[_i].octets,
	           broken[_i].size);
	bench_answers(&bench, client, 1, 2);
	ck_assert(bench_ends(&bench, client, 500));
	ck_assert_uint_eq(bench_counts(&bench).tcp_queries, 2);
}
END_TEST

/* A response is no query, and yet a message. */
START_TEST(a_message_without_an_answer_ends_nothing)
{
	uint8_t frame[FRAME];

	wire_write16(frame, QUESTION);
	loopback_question(frame + 2, 1);
	frame[4] |= FLAG_QR;
	bench_send(&bench, client, frame, FRAME);
	bench_ask(&bench, client, 2, 1);
	bench_answers(&bench, client, 2, 1);
	ck_assert_uint_eq(bench_counts(&bench).no_answer, 1);
}
END_TEST

START_TEST(an_idle_client_is_let_go)
{
	bench_ask(&bench, client, 1, 1);
	bench_answers(&bench, client, 1, 1);
	ck_assert(!bench_ends(&bench, client, 900));
	ck_assert(bench_ends(&bench, client, 600));
	ck_assert_uint_eq(bench_counts(&bench).tcp_timeouts, 1);
}
END_TEST

START_TEST(a_client_that_goes_on_asking_stays)
{
	for (unsigned i = 0; i < 4; i++) {
		bench_pass(&bench, 600);
		bench_ask(&bench, client, i, 1);
		bench_answers(&bench, client, i, 1);
	}
	ck_assert_uint_eq(bench_counts(&bench).tcp_timeouts, 0);
}
END_TEST

/* Slowloris: each octet comes soon after the last, the message never. */
START_TEST(a_message_must_be_whole_in_time)
{
	const uint64_t begin = uv_hrtime();
	uint64_t milliseconds;

	bench_send(&bench, client, (const uint8_t *)"\1", 1);
	while (!bench_ends(&bench, client, 100)) {
		ck_assert_uint_lt(uv_hrtime() - begin, 3000000000);
		send(client, "x", 1, MSG_NOSIGNAL);
	}
	milliseconds = (uv_hrtime() - begin) / 1000000;
	ck_assert_uint_ge(milliseconds, 990);
	ck_assert_uint_lt(milliseconds, 1600);
	ck_assert_uint_eq(bench_counts(&bench).tcp_timeouts, 1);
}
END_TEST

/*
 * Sends questions until all buffers between us are full and nothing moves.
 * Returns how many went whole; of one more, *cut octets went.
 */
static unsigned
send_until_stuck(size_t *cut)
{
	uint8_t frame[FRAME];
	unsigned whole = 0;

	wire_write16(frame, QUESTION);
	*cut = 0;
	for (int stuck = 0; stuck < 50;) {
		ssize_t sent;

		loopback_question(frame + 2, (uint16_t)whole);
		sent = send(client, frame + *cut, FRAME - *cut, MSG_NOSIGNAL);
		if (sent > 0) {
			*cut = (*cut + (size_t)sent) % FRAME;
			whole += *cut == 0;
			stuck = 0;
		} else {
			stuck++;
			bench_turn(&bench);
		}
	}
	return whole;
}

static void
shrink_buffers(void)
{
	const int size = 32768;

	setsockopt(client, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	setsockopt(client, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

/* The server stops reading; when the client reads, all answers come. */
START_TEST(a_slow_reader_waits_and_loses_nothing)
{
	uint8_t frame[FRAME];
	size_t cut;
	unsigned sent;

	shrink_buffers();
	sent = send_until_stuck(&cut);
	ck_assert_uint_lt(bench_counts(&bench).tcp_queries, sent);
	bench_answers(&bench, client, 0, sent);
	ck_assert_uint_eq(bench_counts(&bench).answers, sent);
	wire_write16(frame, QUESTION);
	loopback_question(frame + 2, 0);
	bench_send(&bench, client, frame + cut, FRAME - cut);
	bench_ask(&bench, client, 1, 1);
	if (cut > 0)
		bench_answers(&bench, client, sent, 1);
	else
		bench_answers(&bench, client, 0, 1);
	bench_answers(&bench, client, 1, 1);
}
END_TEST

START_TEST(a_client_that_never_reads_is_reset)
{
	uint8_t octets[4096];
	size_t heard = 0;
	size_t cut;
	ssize_t got;

	shrink_buffers();
	send_until_stuck(&cut);
	bench_pass(&bench, 1500);
	ck_assert_uint_eq(tcp_open(bench.tcp), 0);
	ck_assert_uint_eq(bench_counts(&bench).tcp_timeouts, 1);
	/* What had come can be read; what the kernel still had is gone. */
	while ((got = recv(client, octets, sizeof(octets), 0)) > 0)
		heard += (size_t)got;
	ck_assert_int_eq(got, -1);
	ck_assert_int_eq(errno, ECONNRESET);
	ck_assert_uint_lt(heard, bench_counts(&bench).answers * FRAME);
}
END_TEST

START_TEST(a_reset_ends_that_connection_alone)
{
	const struct linger at_once = {1, 0};

	for (int i = 0; i < 30; i++) {
		int rude = bench_client(&bench, 2);

		bench_ask(&bench, rude, 0, 40);
		if (i % 2 == 0)
			bench_turn(&bench);
		setsockopt(rude, SOL_SOCKET, SO_LINGER, &at_once,
		           sizeof(at_once));
		close(rude);
		bench_turn(&bench);
	}
	bench_ask(&bench, client, 3, 1);
	bench_answers(&bench, client, 3, 1);
	bench_pass(&bench, 20);
	ck_assert_uint_eq(tcp_open(bench.tcp), 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("tcp_connection");
	TCase *c = tcase_create("connection");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_set_timeout(c, 30);
	tcase_add_test(c, questions_one_after_the_other_are_answered);
	tcase_add_test(c, a_thousand_questions_at_once_are_answered_in_order);
	tcase_add_test(c, a_question_may_come_octet_by_octet);
	tcase_add_test(c, the_longest_message_is_taken);
	tcase_add_test(c, a_client_that_closed_its_side_gets_its_answers);
	tcase_add_loop_test(c, what_is_no_message_ends_the_connection, 0,
	                    sizeof(broken) / sizeof(*broken));
	tcase_add_test(c, a_message_without_an_answer_ends_nothing);
	tcase_add_test(c, an_idle_client_is_let_go);
	tcase_add_test(c, a_client_that_goes_on_asking_stays);
	tcase_add_test(c, a_message_must_be_whole_in_time);
	tcase_add_test(c, a_slow_reader_waits_and_loses_nothing);
	tcase_add_test(c, a_client_that_never_reads_is_reset);
	tcase_add_test(c, a_reset_ends_that_connection_alone);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
