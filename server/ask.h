/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ASK_H
#define MULLION_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/ask_format.h"
#include "server/endpoint.h"

/*
 * mullion-ask: many questions to one server, from one address of this host.
 * Some are on their way at a time, each in a slot whose number stands in its
 * id; one that isn't answered is asked again a few times, and one whose answer
 * is truncated is asked by TCP.
 *
 *   questions  0 1 2 3 4 5 6 7 8 ...
 *                  |     | |            slots: 3, 5 and 6 wait
 *   answered   0 2 1 4 ...
 */
struct ask_question {
	const uint8_t *message;
	uint16_t length;
};

struct asker {
	struct endpoint server;
	struct endpoint source;
	unsigned patience; /* milliseconds for each try */
	/* Told of each question once. message is gone afterwards. */
	void (*told)(void *context, uint32_t question, enum ask_how how,
	             const uint8_t *message, size_t length);
	void *context;
	int tcp; /* the connection, -1: none */
};

/* ask_udp.c: asks them all. ERR_SYSTEM when the address can't be asked from,
 * or the server can't be asked at all: errno says why. */
int ask_all(struct asker *asker, const struct ask_question *questions,
            size_t count);

/*
 * ask_tcp.c: asks one, whose id is set, over the asker's connection, which is
 * made when there is none. The answer's octets in reply, which has room for
 * 65,535; or ERR_NOTHING.
 */
int ask_tcp(struct asker *asker, const uint8_t *message, size_t length,
            uint8_t *reply);
void ask_tcp_close(struct asker *asker);

/* The answer is to this message: its id, and the question as it was sent. */
bool ask_answers(const uint8_t *answer, size_t length, const uint8_t *message,
                 size_t asked);

/* A socket of the type, bound to the source and, of UDP, connected.
 * ERR_SYSTEM. */
int ask_socket(const struct asker *asker, int type);

/* Milliseconds of a clock that only goes on. */
uint64_t ask_now(void);

#endif
