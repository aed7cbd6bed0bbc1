/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/answer.h"
#include "lib/wire.h"
#include "zones/explain.h"

static size_t
build_query(uint8_t *message, const struct explain_question *question)
{
	size_t length = dname_length(question->name);
	uint8_t *behind = message + WIRE_HEADER + length;

	memset(message, 0, WIRE_HEADER);
	wire_write16(message + 4, 1); /* QDCOUNT */
	memcpy(message + WIRE_HEADER, question->name, length);
	wire_write16(behind, question->type);
	wire_write16(behind + 2, CLASS_IN);
	return WIRE_HEADER + length + WIRE_QUESTION;
}

void
explain_ask(struct query *query, const struct image *image, uint8_t *message,
            const struct explain_question *question)
{
	struct answerer answerer = {.image = image};

	*query = (struct query){
	    .message = message,
	    .length = build_query(message, question),
	    .capacity = WIRE_MESSAGE,
	    .source = question->source,
	    .tcp = true,
	};
	answer(&answerer, query, 1);
}

const char *
explain_rcode(uint16_t rcode)
{
	static const char *const names[] = {
	    [RCODE_NOERROR] = "NOERROR",   [RCODE_FORMERR] = "FORMERR",
	    [RCODE_SERVFAIL] = "SERVFAIL", [RCODE_NXDOMAIN] = "NXDOMAIN",
	    [RCODE_NOTIMP] = "NOTIMP",     [RCODE_REFUSED] = "REFUSED",
	    [RCODE_YXDOMAIN] = "YXDOMAIN",
	};

	return rcode < sizeof(names) / sizeof(names[0]) ? names[rcode] : "?";
}
