/* SPDX-License-Identifier: ISC */
#ifndef MULLION_QUERY_H
#define MULLION_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/net.h"
#include "lib/trie.h"
#include "lib/wire.h"

/*
 * One query on its way through answer(). The caller sets the first part and
 * reads the second; the rest belongs to lib/ and need not be zeroed.
 */
struct query {
	/* set by the caller */
	uint8_t *message; /* the packet; the answer is written over it */
	size_t length;    /* in: the packet's octets; out: the answer's,
	                   * 0 when none is to be sent */
	size_t capacity;  /* octets at message: at least WIRE_UDP_EDNS for
	                   * UDP, WIRE_MESSAGE for TCP */
	struct net_address source;
	bool tcp;
	bool alone; /* the listener is this view's alone */

	/* for the caller to count */
	uint16_t rcode; /* extended; RCODE_NOERROR when length is 0 */
	bool stranger;  /* REFUSED for its source address */

	/* query_parse() */
	uint16_t qtype;
	uint16_t qclass;
	uint16_t question_end; /* octets of header and question */
	bool edns;
	bool dnssec_ok; /* the DO bit, to be copied */
	size_t limit;   /* octets that the answer may have, OPT included */
	uint8_t qname[DNAME_MAX]; /* lower case */
	uint8_t qname_length;

	/* query_parse(), then locate */
	struct trie_walk walk;
};

/*
 * Reads the packet and checks its form. Returns the rcode to answer with
 * before anything is looked up: NOERROR to go on, FORMERR, NOTIMP or BADVERS,
 * in the order of the contract; or ERR_NOTHING when no answer is to be sent
 * at all. Reads each octet a bounded number of times, whatever the packet
 * holds.
 */
int query_parse(struct query *q);

#endif
