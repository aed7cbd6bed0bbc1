/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_LOAD_H
#define MULLION_TEST_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/wire.h"
#include "test/latency.h"
#include "test/questions.h"

/*
 * Clients of a name server, each a socket, that ask over UDP as fast as they
 * are answered (closed loop: each has `window` questions on their way at most)
 * or at a rate, whatever comes back (open loop). Questions are those of a
 * file, in order, over and over.
 *
 * A question's id is its number among its client's, so where it stands in the
 * client's ring of those on their way is known:
 *
 *   asked   | 512 | 513 | - | 515 | ... | 510 | - |    LOAD_RING of them
 *                          ^ answered
 *
 * One that is still there when the ring has come round is lost; so are all of
 * a client's when for LOAD_PATIENCE nothing has come.
 */
enum {
	LOAD_CLIENTS = 512,        /* at most */
	LOAD_RING = 1024,          /* a power of two, that divides 65536 */
	LOAD_BATCH = 32,           /* packets in a system call */
	LOAD_PATIENCE = 300000000, /* ns */
};

struct load_client {
	int socket;
	uint16_t next;    /* id of the next question */
	unsigned waiting; /* questions on their way */
	uint64_t heard;   /* when something came, or was first waited for */
	uint64_t asked[LOAD_RING]; /* when; 0: answered */
};

struct load_options {
	struct sockaddr_in server;
	const struct in_addr *sources; /* of the clients, in turn */
	unsigned source_count;         /* 0: the kernel's choice */
	unsigned clients;
	unsigned window; /* closed loop */
	double rate;     /* questions a second; 0: closed loop */
	double seconds;
};

struct load_result {
	double seconds;
	uint64_t asked;
	uint64_t answered;
	uint64_t lost;
	uint64_t strange; /* packets that answer nothing that was asked */
	uint64_t octets;  /* of the answers */
	uint64_t rcodes[RCODE_REFUSED + 1];
	struct latency latency;
};

/* Asks for options->seconds and waits for what is still on its way. Says what
 * is wrong on standard error: ERR_REPORTED. */
int load_run(struct load_result *result, const struct questions *questions,
             const struct load_options *options);

#endif
