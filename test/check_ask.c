/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>

#include "server/ask.h"
#include "test/loopback.h"
#include "test/unit.h"

/*
 * A server that does what the first letter of the name says: answers, drops
 * the first time, says something else before, truncates, or is silent.
 */
struct server {
	int udp;
	int tcp;
	uint16_t port;
	pthread_t threads[2];
	unsigned dropped;
	unsigned connections;
};

static struct server server;

static void
reply_udp(const uint8_t *query, size_t length, const union peer *peer,
          socklen_t size)
{
	uint8_t reply[512];

	memcpy(reply, query, length);
	reply[2] |= FLAG_QR;
	switch (query[WIRE_HEADER + 1]) {
	case 'd':
		if (server.dropped++ == 0)
			return;
		break;
	case 'w':
		reply[WIRE_HEADER + 1] = 'x'; /* another question, */
		sendto(server.udp, reply, length, 0, &peer->any, size);
		reply[WIRE_HEADER + 1] = 'w';
		reply[2] &= (uint8_t)~FLAG_QR; /* no answer, */
		sendto(server.udp, reply, length, 0, &peer->any, size);
		sendto(server.udp, reply, 5, 0, &peer->any, size);
		reply[2] |= FLAG_QR;
		reply[0] ^= 0xff; /* and another id */
		sendto(server.udp, reply, length, 0, &peer->any, size);
		reply[0] ^= 0xff;
		break;
	case 't':
		reply[2] |= FLAG_TC;
		break;
	case 's':
		return;
	default:
		break;
	}
	sendto(server.udp, reply, length, 0, &peer->any, size);
}

static void *
serve_udp(void *unused)
{
	(void)unused;
	for (;;) {
		uint8_t query[512];
		union peer peer;
		socklen_t size = sizeof(peer);
		ssize_t length = recvfrom(server.udp, query, sizeof(query), 0,
		                          &peer.any, &size);

		if (length < WIRE_HEADER + 2)
			return NULL;
		reply_udp(query, (size_t)length, &peer, size);
	}
}

/* One question a connection, which is then closed. */
static void *
serve_tcp(void *unused)
{
	(void)unused;
	for (;;) {
		struct pollfd wanted = {.fd = server.tcp, .events = POLLIN};
		uint8_t query[514];
		ssize_t length;
		int client;

		(void)poll(&wanted, 1, -1);
		client = accept(server.tcp, NULL, NULL);
		if (client < 0)
			return NULL;
		server.connections++;
		length = recv(client, query, sizeof(query), 0);
		if (length > 4) {
			query[4] |= FLAG_QR;
			(void)send(client, query, (size_t)length, MSG_NOSIGNAL);
		}
		close(client);
	}
}

static void
set_up(void)
{
	server = (struct server){.udp = loopback_udp("127.0.0.1", 0)};
	server.port = loopback_port(server.udp);
	server.tcp = loopback_bind(SOCK_STREAM, "127.0.0.1", server.port);
	ck_assert_int_eq(listen(server.tcp, 8), 0);
	ck_assert_int_eq(
	    pthread_create(&server.threads[0], NULL, serve_udp, NULL), 0);
	ck_assert_int_eq(
	    pthread_create(&server.threads[1], NULL, serve_tcp, NULL), 0);
}

static void
tear_down(void)
{
	/* Something too short for a question ends the one, */
	int client =
	    loopback_client(SOCK_DGRAM, "127.0.0.1", "127.0.0.1", server.port);

	ck_assert_int_eq(send(client, "", 1, 0), 1);
	close(client);
	/* and accept(2) fails for the other. */
	shutdown(server.tcp, SHUT_RDWR);
	for (size_t i = 0; i < 2; i++)
		pthread_join(server.threads[i], NULL);
	close(server.udp);
	close(server.tcp);
}

enum { MANY = 500 };

struct heard {
	unsigned times[MANY];
	enum ask_how how[MANY];
	size_t length[MANY];
};

static void
told(void *context, uint32_t question, enum ask_how how, const uint8_t *message,
     size_t length)
{
	struct heard *heard = context;

	ck_assert_uint_lt(question, MANY);
	heard->times[question]++;
	heard->how[question] = how;
	heard->length[question] = length;
	if (how != ASK_SILENT)
		ck_assert(message[2] & FLAG_QR);
}

/* Questions for names of one letter each. */
static void
ask_letters(struct heard *heard, const char *letters, size_t count,
            unsigned patience)
{
	static uint8_t messages[MANY][20];
	struct ask_question questions[MANY];
	struct asker asker = {
	    .patience = patience, .told = told, .context = heard, .tcp = -1};

	*heard = (struct heard){0};
	for (size_t i = 0; i < count; i++) {
		memcpy(messages[i], "\0\0\0\0\0\1\0\0\0\0\0\0\1?\0\0\1\0\1",
		       20);
		messages[i][WIRE_HEADER + 1] =
		    (uint8_t)letters[i % strlen(letters)];
		questions[i] =
		    (struct ask_question){.message = messages[i], .length = 19};
	}
	ck_assert_int_eq(
	    endpoint_from_parts(&asker.server, "127.0.0.1", server.port), 0);
	ck_assert_int_eq(endpoint_from_parts(&asker.source, "127.0.0.2", 1), 0);
	((struct sockaddr_in *)&asker.source.address)->sin_port = 0;
	ck_assert_int_eq(ask_all(&asker, questions, count), 0);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(heard->times[i], 1);
}

START_TEST(each_question_is_told_of_once)
{
	struct heard heard;

	ask_letters(&heard, "a", MANY, 2000);
	for (size_t i = 0; i < MANY; i++) {
		ck_assert_int_eq(heard.how[i], ASK_UDP);
		ck_assert_uint_eq(heard.length[i], 19);
	}
}
END_TEST

START_TEST(what_gets_lost_is_asked_again)
{
	struct heard heard;

	ask_letters(&heard, "ad", 2, 100);
	ck_assert_int_eq(heard.how[1], ASK_UDP);
	ck_assert_uint_eq(server.dropped, 2);
}
END_TEST

START_TEST(only_its_answer_counts)
{
	struct heard heard;

	ask_letters(&heard, "w", 3, 2000);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(heard.how[i], ASK_UDP);
}
END_TEST

START_TEST(what_is_truncated_is_asked_by_tcp)
{
	struct heard heard;

	ask_letters(&heard, "ta", 6, 2000);
	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(heard.how[i], i % 2 ? ASK_UDP : ASK_TCP);
	ck_assert_uint_eq(server.connections, 3);
}
END_TEST

START_TEST(silence_comes_to_an_end)
{
	struct heard heard;
	uint64_t start = ask_now();

	ask_letters(&heard, "sa", 4, 50);
	ck_assert_int_eq(heard.how[0], ASK_SILENT);
	ck_assert_int_eq(heard.how[1], ASK_UDP);
	ask_letters(&heard, "s", MANY, 50);
	for (size_t i = 0; i < MANY; i++)
		ck_assert_int_eq(heard.how[i], ASK_SILENT);
	ck_assert_uint_lt(ask_now() - start, 5000);
}
END_TEST

START_TEST(nobody_asks_from_anothers_address)
{
	struct asker asker = {.patience = 50, .told = told, .tcp = -1};

	endpoint_from_parts(&asker.server, "127.0.0.1", server.port);
	endpoint_from_parts(&asker.source, "192.0.2.211", 1);
	((struct sockaddr_in *)&asker.source.address)->sin_port = 0;
	ck_assert_int_lt(ask_all(&asker, NULL, 0), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("ask");
	TCase *t = tcase_create("ask");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, each_question_is_told_of_once);
	tcase_add_test(t, what_gets_lost_is_asked_again);
	tcase_add_test(t, only_its_answer_counts);
	tcase_add_test(t, what_is_truncated_is_asked_by_tcp);
	tcase_add_test(t, silence_comes_to_an_end);
	tcase_add_test(t, nobody_asks_from_anothers_address);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
