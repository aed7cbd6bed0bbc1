/* SPDX-License-Identifier: ISC */
#include "lib/answer.h"
#include "lib/wire.h"
#include "zones/explain.h"
#include "zones/message.h"

void
explain_ask(struct query *query, const struct image *image, uint8_t *message,
            const struct explain_question *question)
{
	struct answerer answerer = {.image = image};

	*query = (struct query){
	    .message = message,
	    .length = message_query(message, question->name, question->type),
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
