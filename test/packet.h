/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_PACKET_H
#define MULLION_TEST_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A query as the words of a case write it, and its octets. Two forms:
 *
 *   NAME TYPE [+OPTION]...     a whole query, made with ldns
 *   hex WORD... [+OPTION]...   octets, for what no resolver would send: two
 *                              hexadecimal digits an octet, or a domain name
 *                              (with its final dot) in wire form, or
 *                              HEX*COUNT: the octets so many times
 *
 * The first two octets are the message's id, which is set anew at each asking.
 *
 *   +udp +tcp        ask over this transport alone
 *   +rd +ad +cd +tc +aa +z +ra   set the bit in the header
 *   +opcode=N        +class=IN|CH|HS|ANY|N
 *   +edns[=SIZE]     an OPT of this size, 1232 without one
 *   +do +version=N +option=CODE:HEX   an OPT with these
 */
enum { PACKET_WORDS = 64, PACKET_MAX = 4096 };

struct packet {
	bool udp;
	bool tcp;
	bool edns; /* there is a well-formed OPT */
	bool dnssec_ok;
	uint16_t size_limit; /* of an answer over UDP */
	size_t size;
	uint8_t octets[PACKET_MAX];
};

/* *why is a constant text when ERR_MALFORMED comes back. */
int packet_from_words(struct packet *packet, char *const *words, size_t count,
                      const char **why);

#endif
