/* SPDX-License-Identifier: ISC */
#include "test/answer_case.h"

#include <stdlib.h>
#include <string.h>

#include "test/expect.h"
#include "test/packet.h"

struct answerer answer_case_answerer;

static struct made_image made;
static uint8_t buffer[WIRE_MESSAGE];

void
answer_case_serve(const char *const *lines)
{
	make_image(&made, lines);
	answer_case_answerer = (struct answerer){.image = &made.image};
}

void
answer_case_end(void)
{
	if (answer_case_answerer.image != NULL)
		made_image_free(&made);
	answer_case_answerer = (struct answerer){0};
}

static void
run_over(const char *text, const struct packet *packet,
         const struct expect *expect, bool tcp)
{
	struct query q = {
	    .message = buffer,
	    .length = packet->size,
	    .capacity = tcp ? WIRE_MESSAGE : WIRE_UDP_EDNS,
	    .source = {.family = 4, .octets = {192, 0, 2, 200}},
	    .tcp = tcp,
	};
	const char *over = tcp ? "TCP" : "UDP";
	char why[EXPECT_WHY] = "";

	memcpy(buffer, packet->octets, packet->size);
	answer(&answer_case_answerer, &q, 1);
	if (expect->none) {
		ck_assert_msg(q.length == 0, "%s (%s)", text, over);
		ck_assert_int_eq(q.rcode, RCODE_NOERROR);
		return;
	}
	ck_assert_msg(expect_met(expect, packet, tcp, buffer, q.length, why),
	              "%s (%s): %s", text, over, why);
	ck_assert_int_eq(q.rcode, expect->rcode);
}

static void
read_query(struct packet *packet, char *text)
{
	char *words[PACKET_WORDS];
	const char *why = "";
	size_t count = 0;

	while (text != NULL && count < PACKET_WORDS)
		words[count++] = strsep(&text, " ");
	ck_assert_msg(packet_from_words(packet, words, count, &why) == 0,
	              "%s: %s", words[0], why);
}

void
answer_case_run(const char *text)
{
	char *query = strdup(text), *answer = strstr(query, " -> ");
	struct packet *packet = malloc(sizeof(*packet));
	char why[EXPECT_WHY] = "";
	struct expect expect;

	ck_assert_msg(answer != NULL, "%s", text);
	*answer = '\0';
	read_query(packet, query);
	ck_assert_msg(expect_from_text(&expect, answer + 4, why) == 0, "%s: %s",
	              text, why);
	if (packet->udp)
		run_over(text, packet, &expect, false);
	if (packet->tcp)
		run_over(text, packet, &expect, true);
	expect_free(&expect);
	free(packet);
	free(query);
}

void
answer_case_run_all(const char *const *texts)
{
	for (; *texts != NULL; texts++)
		answer_case_run(*texts);
}
