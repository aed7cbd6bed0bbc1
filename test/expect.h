/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_EXPECT_H
#define MULLION_TEST_EXPECT_H

#include <ldns/ldns.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/packet.h"

/*
 * What an answer must be, as a case writes it:
 *
 *   RCODE [aa] [tc] [header-only] [opt] [ANSWER [| AUTHORITY [| ADDITIONAL]]]
 *   none
 *
 * Records are separated by " ; ", in presentation form with the TTL. Answer
 * and authority must have these records in this order, additional in any, and
 * none has others. {1..40} in a record makes 40 records of it, and a {} behind
 * it in the same record is the same number. `opt` asks for
 * an OPT where the query is one of octets; queries of words know it
 * themselves.
 *
 * What is true of every answer isn't written but checked each time: id, RD
 * and opcode copied, the other bits clear, the question octet by octet, OPT
 * if and only if the query had one, with size 1232, version 0, no options and
 * DO copied, size, and no octets behind the last record. ldns reads the
 * records, so that it isn't our own code that says what they mean.
 */
enum { EXPECT_SECTIONS = 3, EXPECT_WHY = 2048 };

struct expect {
	bool none;
	bool header_only;
	bool aa;
	bool tc;
	bool opt;
	uint16_t rcode;
	ldns_rr_list *sections[EXPECT_SECTIONS];
};

/* Changes text. ERR_MALFORMED and *why. The caller frees. */
int expect_from_text(struct expect *expect, char *text, char why[EXPECT_WHY]);
void expect_free(struct expect *expect);

/* Whether the answer to the query is as expected; if not, why. tcp: it has no
 * limit of size. */
bool expect_met(const struct expect *expect, const struct packet *query,
                bool tcp, const uint8_t *answer, size_t size,
                char why[EXPECT_WHY]);

#endif
