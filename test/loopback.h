/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_LOOPBACK_H
#define MULLION_TEST_LOOPBACK_H

#include <arpa/inet.h>
#include <check.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/wire.h"
#include "server/peer.h"

/*
 * Sockets on loopback, as the supervisor makes them and as clients do, and a
 * question to send, for the tests of a view process. What can't be had fails
 * the test.
 */
enum { QUESTION = 33, LOOPBACK_PATIENCE = 2000 /* milliseconds */ };

/* id, RD, one question: www.example.com A IN. */
static inline void
loopback_question(uint8_t message[QUESTION], uint16_t id)
{
	static const uint8_t text[QUESTION] = "\0\0\1\0\0\1\0\0\0\0\0\0"
					      "\3www\7example\3com\0\0\1\0\1";

	memcpy(message, text, QUESTION);
	wire_write16(message, id);
}

static inline socklen_t
loopback_address(union peer *peer, const char *text, uint16_t port)
{
	memset(peer, 0, sizeof(*peer));
	if (inet_pton(AF_INET, text, &peer->four.sin_addr) == 1) {
		peer->four.sin_family = AF_INET;
		peer->four.sin_port = htons(port);
		return sizeof(peer->four);
	}
	ck_assert_int_eq(inet_pton(AF_INET6, text, &peer->six.sin6_addr), 1);
	peer->six.sin6_family = AF_INET6;
	peer->six.sin6_port = htons(port);
	return sizeof(peer->six);
}

static inline uint16_t
loopback_port(int socket)
{
	union peer peer = {0};
	socklen_t length = sizeof(peer);

	ck_assert_int_eq(getsockname(socket, &peer.any, &length), 0);
	return peer_port(&peer);
}

static inline int
loopback_bind(int type, const char *text, uint16_t port)
{
	const int no = 0;
	union peer peer;
	socklen_t length = loopback_address(&peer, text, port);
	int made = socket(peer.any.sa_family, type, 0);

	ck_assert_int_ge(made, 0);
	if (peer.any.sa_family == AF_INET6)
		setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	ck_assert_int_eq(bind(made, &peer.any, length), 0);
	return made;
}

/* A server's UDP socket; port 0: any. A wildcard's says where packets go. */
static inline int
loopback_udp(const char *text, uint16_t port)
{
	const int yes = 1;
	int made = loopback_bind(SOCK_DGRAM, text, port);

	if (strchr(text, ':') != NULL)
		setsockopt(made, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes,
		           sizeof(yes));
	else
		setsockopt(made, IPPROTO_IP, IP_PKTINFO, &yes, sizeof(yes));
	return made;
}

/* A server's listening TCP socket. */
static inline int
loopback_tcp(const char *text)
{
	int made = loopback_bind(SOCK_STREAM | SOCK_NONBLOCK, text, 0);

	ck_assert_int_eq(listen(made, 64), 0);
	return made;
}

/* A client's socket, connected: it hears only the address that it asks. */
static inline int
loopback_client(int type, const char *from, const char *to, uint16_t port)
{
	union peer peer;
	socklen_t length = loopback_address(&peer, to, port);
	int made = loopback_bind(type, from, 0);

	ck_assert_int_eq(connect(made, &peer.any, length), 0);
	return made;
}

static inline void
loopback_ask(int client, uint16_t id)
{
	uint8_t message[QUESTION];

	loopback_question(message, id);
	ck_assert_int_eq(send(client, message, QUESTION, 0), QUESTION);
}

/* Something comes within so many milliseconds. */
static inline bool
loopback_hears(int client, int milliseconds)
{
	struct pollfd wanted = {.fd = client, .events = POLLIN};

	return poll(&wanted, 1, milliseconds) == 1;
}

/* The id of the next answer. */
static inline uint16_t
loopback_answer(int client)
{
	uint8_t message[512];

	ck_assert(loopback_hears(client, LOOPBACK_PATIENCE));
	ck_assert_int_ge(recv(client, message, sizeof(message), 0),
	                 WIRE_HEADER);
	ck_assert(message[2] & FLAG_QR);
	return wire_read16(message);
}

#endif
