/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_TCP_BENCH_H
#define MULLION_TEST_TCP_BENCH_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "server/tcp.h"
#include "test/loopback.h"

/*
 * A server of TCP that has no zones, and its clients, in one thread: whoever
 * waits for an answer turns the server's loop meanwhile.
 */
struct tcp_bench {
	uv_loop_t loop;
	struct tcp *tcp;
	struct answerer answerer;
	int server;
};

enum { FRAME = 2 + QUESTION };

static inline void
bench_open(struct tcp_bench *bench, const struct tcp_limits *limits)
{
	memset(bench, 0, sizeof(*bench));
	bench->server = loopback_tcp("127.0.0.1");
	ck_assert_int_eq(uv_loop_init(&bench->loop), 0);
	ck_assert_int_eq(
	    tcp_new(&bench->tcp, &bench->loop, &bench->answerer, limits), 0);
	ck_assert_int_eq(tcp_listen(bench->tcp, bench->server, true), 0);
	tcp_serve(bench->tcp);
}

static inline void
bench_close(struct tcp_bench *bench)
{
	tcp_stop(bench->tcp);
	uv_run(&bench->loop, UV_RUN_DEFAULT);
	tcp_free(bench->tcp);
	ck_assert_int_eq(uv_loop_close(&bench->loop), 0);
	close(bench->server);
}

/* A client from 127.0.0.HOST, non-blocking. */
static inline int
bench_client(const struct tcp_bench *bench, int host)
{
	char from[sizeof("127.0.0.255")];
	int client;

	snprintf(from, sizeof(from), "127.0.0.%d", host);
	client = loopback_client(SOCK_STREAM, from, "127.0.0.1",
	                         loopback_port(bench->server));
	ck_assert_int_eq(fcntl(client, F_SETFL, O_NONBLOCK), 0);
	return client;
}

static inline void
bench_turn(struct tcp_bench *bench)
{
	uv_run(&bench->loop, UV_RUN_NOWAIT);
}

/* Turns for so many milliseconds. */
static inline void
bench_pass(struct tcp_bench *bench, uint64_t milliseconds)
{
	const uint64_t end = uv_hrtime() + milliseconds * 1000000;

	while (uv_hrtime() < end) {
		bench_turn(bench);
		poll(NULL, 0, 1);
	}
}

/* Sends all of it, the server turning as long as there is no room. */
static inline void
bench_send(struct tcp_bench *bench, int client, const uint8_t *octets,
           size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t sent =
		    send(client, octets + done, size - done, MSG_NOSIGNAL);

		ck_assert(sent > 0 || errno == EAGAIN);
		if (sent > 0)
			done += (size_t)sent;
		else
			bench_turn(bench);
	}
}

/* Whole questions with ids from first on. */
static inline void
bench_ask(struct tcp_bench *bench, int client, unsigned first, unsigned count)
{
	uint8_t *frames = malloc((size_t)count * FRAME);

	for (size_t i = 0; i < count; i++) {
		wire_write16(frames + i * FRAME, QUESTION);
		loopback_question(frames + i * FRAME + 2,
		                  (uint16_t)(first + i));
	}
	bench_send(bench, client, frames, (size_t)count * FRAME);
	free(frames);
}

/* The next octets from the server: how many, 0 at the end, -1 for a reset, -2
 * for none within so many milliseconds. */
static inline ssize_t
bench_hear(struct tcp_bench *bench, int client, uint8_t *octets, size_t size,
           uint64_t milliseconds)
{
	const uint64_t end = uv_hrtime() + milliseconds * 1000000;

	do {
		ssize_t got = recv(client, octets, size, 0);

		if (got >= 0 || errno != EAGAIN)
			return got;
		bench_turn(bench);
	} while (uv_hrtime() < end);
	return -2;
}

/* The next answer's octets; its length. */
static inline size_t
bench_answer(struct tcp_bench *bench, int client, uint8_t answer[WIRE_MESSAGE])
{
	uint8_t length[2];
	size_t size;

	for (size_t got = 0; got < 2; got++)
		ck_assert_int_eq(bench_hear(bench, client, length + got, 1,
		                            LOOPBACK_PATIENCE),
		                 1);
	size = wire_read16(length);
	for (size_t done = 0; done < size;) {
		ssize_t got = bench_hear(bench, client, answer + done,
		                         size - done, LOOPBACK_PATIENCE);

		ck_assert_int_gt(got, 0);
		done += (size_t)got;
	}
	return size;
}

/* Demands answers to the questions with ids from first on, in order. */
static inline void
bench_answers(struct tcp_bench *bench, int client, unsigned first,
              unsigned count)
{
	uint8_t *answer = malloc(WIRE_MESSAGE);

	for (unsigned i = 0; i < count; i++) {
		ck_assert_uint_ge(bench_answer(bench, client, answer),
		                  WIRE_HEADER);
		ck_assert_uint_eq(wire_read16(answer), (first + i) & 0xffff);
	}
	free(answer);
}

/* The server's end comes within so many milliseconds, and nothing before. */
static inline bool
bench_ends(struct tcp_bench *bench, int client, uint64_t milliseconds)
{
	uint8_t octet;
	ssize_t got = bench_hear(bench, client, &octet, 1, milliseconds);

	return got == 0 || got == -1;
}

static inline struct worker_counts
bench_counts(const struct tcp_bench *bench)
{
	struct worker_counts counts = {0};

	tcp_count(bench->tcp, &counts);
	return counts;
}

#endif
