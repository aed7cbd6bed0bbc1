/* SPDX-License-Identifier: ISC */

/*
 * End to end: each case file named on the command line is served by a live
 * mulliond, and each of its questions is asked four times, alone over UDP and
 * TCP, then in the company of all others in bursts of datagrams and in one
 * TCP stream. The first answer is compared with what the case says, each
 * later one with the first, octet by octet: neither the transport nor the
 * neighbours in a batch may change an answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "test/live.h"
#include "test/script.h"
#include "test/tally.h"

enum {
	SILENCE_MILLISECONDS = 60, /* no answer is one that doesn't come */
	BURST = 32,
};

static void
count(const struct script *script, const struct claim *claim, const char *how,
      const char *why)
{
	tally(why == NULL, "%s:%u: %s (%s): %s", script->path, claim->line,
	      claim->text, how, why != NULL ? why : "");
}

static void
set_id(struct claim *claim, size_t id)
{
	if (claim->packet.size >= 2)
		wire_write16(claim->packet.octets, (uint16_t)(id + 1));
}

static bool
same_answer(const struct claim *claim, const uint8_t *answer, ssize_t size)
{
	return claim->answer_size == size && size >= 2
	       && memcmp(claim->answer + 2, answer + 2, (size_t)size - 2) == 0;
}

/* The answer to a claim asked alone: why it is wrong, or NULL. */
static const char *
judge(struct claim *claim, bool tcp, const uint8_t *reply, ssize_t got,
      char why[EXPECT_WHY])
{
	if (claim->expect.none) {
		/* over TCP the connection may be closed as well */
		bool silent = got == ERR_NOTHING || (tcp && got == ERR_SHORT);

		return silent ? NULL : "an answer";
	}
	if (got < 0)
		return "no answer";
	if (!expect_met(&claim->expect, &claim->packet, tcp, reply, (size_t)got,
	                why))
		return why;
	if (claim->answer == NULL) {
		claim->answer = malloc((size_t)got);
		if (claim->answer == NULL)
			return err_text(ERR_MEMORY);
		memcpy(claim->answer, reply, (size_t)got);
		claim->answer_size = got;
		return NULL;
	}
	return same_answer(claim, reply, got) ? NULL
	                                      : "UDP and TCP answers differ";
}

static void
ask_alone(struct script *script, int type)
{
	static uint8_t reply[ASK_MESSAGE];
	bool tcp = type == SOCK_STREAM;

	for (size_t i = 0; i < script->claim_count; i++) {
		struct claim *claim = &script->claims[i];
		char why[EXPECT_WHY];
		ssize_t got;
		int s;

		if (!(tcp ? claim->packet.tcp : claim->packet.udp))
			continue;
		set_id(claim, i);
		s = ask_connect(type, &claim->client->from, &claim->client->to);
		got = s < 0 ? s
		            : ask_send(s, type, claim->packet.octets,
		                       claim->packet.size);
		if (got == 0)
			got = ask_receive(s, type, reply,
			                  claim->expect.none
			                      ? SILENCE_MILLISECONDS
			                      : ASK_MILLISECONDS);
		if (s >= 0)
			close(s);
		count(script, claim, tcp ? "tcp" : "udp",
		      judge(claim, tcp, reply, got, why));
	}
}

/* Whether a claim is asked again in a batch of its client's. */
static bool
in_batch(const struct claim *claim, const struct client *client, bool tcp)
{
	return claim->client == client && claim->answer != NULL
	       && (tcp ? claim->packet.tcp : claim->packet.udp);
}

/* Takes count answers, in any order, and ticks their claims off. */
static void
take_answers(struct script *script, bool *answered, int s, int type,
             size_t number)
{
	static uint8_t reply[ASK_MESSAGE];

	while (number > 0) {
		ssize_t got = ask_receive(s, type, reply, ASK_MILLISECONDS);
		size_t i;

		if (got < 2)
			return;
		number--;
		i = (size_t)wire_read16(reply) - 1;
		if (i < script->claim_count
		    && same_answer(&script->claims[i], reply, got))
			answered[i] = true;
	}
}

static void
ask_batch(struct script *script, bool *answered, const struct client *client,
          int type)
{
	bool tcp = type == SOCK_STREAM;
	int s = ask_connect(type, &client->from, &client->to);
	size_t sent = 0;

	if (s < 0)
		return;
	for (size_t i = 0; i < script->claim_count; i++) {
		struct claim *claim = &script->claims[i];

		if (!in_batch(claim, client, tcp))
			continue;
		set_id(claim, i);
		if (ask_send(s, type, claim->packet.octets, claim->packet.size)
		    != 0)
			break;
		if (++sent % BURST == 0)
			take_answers(script, answered, s, type, BURST);
	}
	take_answers(script, answered, s, type, sent % BURST);
	close(s);
}

static void
ask_together(struct script *script, int type)
{
	bool tcp = type == SOCK_STREAM;
	bool *answered = calloc(script->claim_count, sizeof(*answered));

	if (answered == NULL)
		return;
	for (size_t i = 0; i < script->client_count; i++)
		ask_batch(script, answered, &script->clients[i], type);
	for (size_t i = 0; i < script->claim_count; i++) {
		const struct claim *claim = &script->claims[i];

		if (in_batch(claim, claim->client, tcp))
			count(script, claim,
			      tcp ? "tcp, pipelined" : "udp, in a burst",
			      answered[i] ? NULL : "no answer, or another one");
	}
	free(answered);
}

/* Starts mulliond with the script's listeners and waits for each client's
 * first answer. */
static int
start(struct live *live, const struct script *script)
{
	const char *arguments[2 * SCRIPT_LISTENERS + 4] = {NULL};
	char listen[SCRIPT_LISTENERS][160];
	size_t used = 0;

	for (size_t i = 0; i < script->listener_count; i++) {
		const struct listener *l = &script->listeners[i];
		bool v6 = strchr(l->address, ':') != NULL;

		snprintf(listen[i], sizeof(listen[i]), "%s%s%s%s:%u", l->views,
		         v6 ? "[" : "", l->address, v6 ? "]" : "", l->port);
		arguments[used++] = "-l";
		arguments[used++] = listen[i];
	}
	if (script->config[0] != '\0') {
		arguments[used++] = "-c";
		arguments[used++] = script->config;
	}
	arguments[used] = script->serve_site ? script->site : live->images;
	if (live_start(live, arguments) != 0)
		return ERR_SYSTEM;
	for (size_t i = 0; i < script->client_count; i++) {
		if (ask_ready(live, &script->clients[i].from,
		              &script->clients[i].to)
		    != 0)
			return ERR_NOTHING;
	}
	return 0;
}

static void
run_script(const char *path)
{
	struct script script;
	struct live live;
	unsigned failed = tally_failed();

	if (!tally(script_read(&script, path) == 0 && live_open(&live) == 0,
	           "%s: can't be run", path)) {
		script_free(&script);
		return;
	}
	if (tally(live_compile(&live, script.site) == 0
	              && start(&live, &script) == 0,
	          "%s: its site isn't served", path)) {
		ask_alone(&script, SOCK_DGRAM);
		ask_alone(&script, SOCK_STREAM);
		ask_together(&script, SOCK_DGRAM);
		ask_together(&script, SOCK_STREAM);
		tally(live_stop(&live) == 0,
		      "%s: mulliond didn't leave in "
		      "peace",
		      path);
	}
	if (tally_failed() != failed)
		live_show_log(&live);
	live_close(&live);
	script_free(&script);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		run_script(argv[i]);
	return tally_end();
}
