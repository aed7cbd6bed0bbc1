/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/explain.h"
#include "zones/explain_place.h"
#include "zones/image_write.h"
#include "zones/message.h"
#include "zones/serial.h"
#include "zones/zonefile.h"

const struct view *
explain_client(const struct checked *checked, const struct net_address *source,
               FILE *out)
{
	const struct network *network;
	const struct view *view = site_client(&checked->site, source, &network);
	char address[NET_TEXT], prefix[NET_PREFIX_TEXT];

	fprintf(out, ";; client %s: ", net_address_to_text(address, source));
	if (network == NULL) {
		fputs("no view, it is in no view's networks\n", out);
		return NULL;
	}
	if (view == NULL)
		fputs("no view, it is refused by", out);
	else
		fprintf(out, "view %s, trust %s, by its network", view->name,
		        view->external ? "external" : "internal");
	fprintf(out, " %s (%s)\n", net_prefix_to_text(prefix, &network->prefix),
	        explain_place(checked->arena, network->place));
	return view;
}

/* The image of tree, or none for a client without a view, is asked. */
static int
ask(struct query *query, struct tree *tree, uint8_t *message,
    const struct explain_question *question)
{
	struct image image;
	uint8_t *octets = NULL;
	size_t size;
	int code = 0;

	if (tree != NULL) {
		code = image_write(&octets, &size, tree);
		if (code < 0)
			return code;
		code = image_open(&image, octets, size, NULL, NULL);
	}
	if (code == 0)
		explain_ask(query, tree != NULL ? &image : NULL, message,
		            question);
	free(octets);
	return code;
}

static void
print_status(const struct query *query, FILE *out)
{
	const uint8_t *head = query->message;

	fprintf(out,
	        ";; status: %s, flags: qr%s%s; answer: %u, authority: %u, "
	        "additional: %u; %zu octets%s\n",
	        explain_rcode(query->rcode), head[2] & FLAG_AA ? " aa" : "",
	        head[2] & FLAG_TC ? " tc" : "", wire_read16(head + 6),
	        wire_read16(head + 8), wire_read16(head + 10), query->length,
	        query->length + WIRE_OPT > WIRE_UDP_EDNS ? ", too many for UDP"
	                                                 : "");
}

static int
print_sections(const struct query *query, struct arena *arena, FILE *out)
{
	static const char *const titles[] = {"ANSWER", "AUTHORITY",
	                                     "ADDITIONAL"};
	struct message message = {
	    .octets = query->message,
	    .size = query->length,
	    .at = query->question_end,
	    .arena = arena,
	};
	struct message_record record;
	int code;

	for (size_t i = 0; i < 3; i++) {
		unsigned count = wire_read16(query->message + 6 + 2 * i);
		bool titled = false;

		for (; count > 0; count--) {
			code = message_next(&message, &record);
			if (code < 0)
				return code;
			if (!titled)
				fprintf(out, "\n;; %s\n", titles[i]);
			titled = true;
			fprintf(out, "%s\n", zonefile_record(arena, &record));
		}
	}
	return 0;
}

int
explain(struct checked *checked, const struct explain_question *question,
        FILE *out)
{
	const struct view *view =
	    explain_client(checked, &question->source, out);
	struct tree *tree = view == NULL ? NULL : &checked->trees[view->index];
	uint8_t *message = arena_alloc(checked->arena, WIRE_MESSAGE);
	struct query *query = arena_alloc(checked->arena, sizeof(*query));
	int code;

	if (tree != NULL)
		serial_choose(tree, NULL, 1, checked->report);
	code = ask(query, tree, message, question);
	if (code < 0)
		return code;
	print_status(query, out);
	code = print_sections(query, checked->arena, out);
	if (code < 0)
		return code;
	explain_why(checked, tree, question, out);
	return 0;
}
