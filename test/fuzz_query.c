/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/answer.h"
#include "test/make_image.h"

/*
 * libFuzzer: any octets as a packet, through all of answer(), with an image
 * that has one of everything. The first octet says how it came.
 */
enum { OVER_TCP = 1, ALONE = 2, STRANGER = 4, NOBODY = 8 };

static const char *const lines[] = {
    "network 10.0.0.0/8",
    "resolver 192.0.2.1",
    "zone a.",
    "a. 300 SOA ns.a. h.a. 7 2 3 4 60",
    "a. 300 NS ns.a.",
    "a. 300 MX {1..30} mail{}.a.",
    "mail{1..30}.a. 300 A 192.0.2.1",
    "ns.a. 300 A 192.0.2.1",
    "ns.a. 300 AAAA 2001:db8::1",
    "c.a. 300 CNAME d.a.",
    "d.a. 300 CNAME x.e.a.",
    "e.a. 300 DNAME f.a.",
    "*.f.a. 300 CNAME c.a.",
    "g.a. 300 DNAME g.g.a.",
    "h.a. 300 DNAME .",
    "s.a. 300 NS ns.s.a.",
    "s.a. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    "ns.s.a. 300 A 192.0.2.2",
    "t.a. 300 CNAME b.s.a.",
    "*.w.a. 300 HTTPS 1 . alpn=h2",
    "w.a. 300 HTTPS 1 . alpn=h2",
    "w.a. 300 A 192.0.2.4",
    "zone b.a.",
    "b.a. 300 NS ns.a.",
    "x.b.a. 300 TXT \"t\"",
    NULL,
};

static struct made_image made;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	make_image(&made, lines);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t message[WIRE_MESSAGE];
	uint8_t how = size > 0 ? data[0] : 0;
	struct answerer answerer = {
	    .image = how & NOBODY ? NULL : &made.image,
	    .version = "version",
	};
	struct query q = {
	    .message = message,
	    .length = size > 0 ? size - 1 : 0,
	    .capacity = sizeof(message),
	    .source = {.family = 4, .octets = {how & STRANGER ? 11 : 10}},
	    .tcp = how & OVER_TCP,
	    .alone = how & ALONE,
	};

	if (q.length > sizeof(message))
		return 0;
	if (q.length > 0)
		memcpy(message, data + 1, q.length);
	answer(&answerer, &q, 1);
	assert(q.length == 0 || q.length >= WIRE_HEADER);
	assert(q.tcp || q.length <= WIRE_UDP_EDNS);
	assert(q.length == 0 || (message[2] & FLAG_QR) != 0);
	return 0;
}
