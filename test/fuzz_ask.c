/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "server/ask.h"

/*
 * What a live server, or whoever answers in its place, sends to mullion-ask,
 * of any octets: it counts as the answer to a question when it has its id and
 * QR, and repeats it to the octet or, as RFC 9619 lets an error do, has none.
 * The first octet is the length of the question's name, which follows.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { NAME_MAX_HERE = 63, ID = 0x1234 };

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

/* A question for a name of one label, and its length. */
static size_t
ask(uint8_t message[WIRE_HEADER + NAME_MAX_HERE + 2 + WIRE_QUESTION],
    const uint8_t *label, uint8_t length)
{
	uint8_t *behind = message + WIRE_HEADER;

	memset(message, 0, WIRE_HEADER);
	wire_write16(message, ID);
	message[5] = 1;
	*behind++ = length;
	memcpy(behind, label, length);
	behind += length;
	*behind++ = 0;
	wire_write16(behind, 1);
	wire_write16(behind + 2, 1);
	return (size_t)(behind + WIRE_QUESTION - message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	uint8_t question[WIRE_HEADER + NAME_MAX_HERE + 2 + WIRE_QUESTION];
	size_t length = size > 0 ? 1 + octets[0] % NAME_MAX_HERE : 0, asked;
	const uint8_t *answer = octets + 1 + length;
	size_t got = size - 1 - length;

	if (length == 0 || size < 1 + length || got > WIRE_MESSAGE)
		return 0;
	asked = ask(question, octets + 1, (uint8_t)length);
	if (!ask_answers(answer, got, question, asked))
		return 0;
	expect(got >= WIRE_HEADER);
	expect(wire_read16(answer) == ID && (answer[2] & FLAG_QR) != 0);
	expect(wire_read16(answer + 4) == 0
	       || (got >= asked
	           && memcmp(answer + WIRE_HEADER, question + WIRE_HEADER,
	                     asked - WIRE_HEADER)
	                  == 0));
	return 0;
}
