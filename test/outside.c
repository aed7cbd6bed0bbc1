/* SPDX-License-Identifier: ISC */

/*
 * A client learns nothing of other views. Two ways to see that:
 *
 * Every question of cases/split.case, from a client of each view, is answered
 * by the server of all views octet by octet as by a server that has this
 * client's view and no other.
 *
 * A name that only others have is answered as one that nobody has: the two
 * names are equally long, and with one put in the other's place the answers
 * are the same octets.
 */
#include <stdio.h>
#include <string.h>

#include "lib/wire.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/script.h"
#include "test/tally.h"

static const char site[] = "test/cases/split";

static const struct audience {
	const char *view;
	const char *client;
} audiences[] = {
    {"internal", "127.0.1.1"},
    {"staging", "127.0.2.1"},
    {"partner", "127.0.3.1"},
    {"external", "127.9.0.1"},
};

/* What others have, and what nobody has, as seen from outside. */
static const struct twin {
	const char *hidden;
	const char *nowhere;
} twins[] = {
    {"corp.internal", "korb.internol"},
    {"www.corp.internal", "wxw.korb.internol"},
    {"ns.corp.internal", "nz.corp.internal"},
    {"stage.internal", "stage.internol"},
    {"www.stage.internal", "wzw.stage.internal"},
    {"secret.split.example", "sekret.split.example"},
    {"plan.secret.split.example", "plan.sekret.split.example"},
    {"db.split.example", "dq.split.example"},
    {"relay.split.example", "relax.split.example"},
    {"group-only.split.example", "group-none.split.example"},
    {"ns.cut.split.example", "nz.kut.split.example"},
    {"www.cut.split.example", "www.kut.split.example"},
    {"edi.split.example", "edo.split.example"},
    {"inside.two.example", "outsid.two.example"},
};

static const char *const types[] = {
    "A",   "AAAA", "NS",    "SOA",   "DS",   "ANY",       "TXT", "MX",
    "PTR", "SRV",  "CNAME", "DNAME", "AXFR", "TYPE65400", "OPT", "HTTPS",
};

static const char *const options[] = {
    "+rd",        "+edns",     "+do",       "+edns=512", "+option=65001:00",
    "+version=1", "+class=CH", "+opcode=4",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A server with its one listener. */
struct served {
	struct live live;
	struct endpoint to;
};

static bool
serve(struct served *served, const char *what, const char *client)
{
	uint16_t port = live_port();
	char listen[32];
	const char *arguments[] = {"-l", listen, what, NULL};
	struct endpoint from;

	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	ask_endpoint(&served->to, "127.0.0.1", port);
	ask_endpoint(&from, client, 0);
	return tally(live_start(&served->live, arguments) == 0
	                 && ask_ready(&served->live, &from, &served->to) == 0,
	             "%s isn't served", what);
}

/* The same packet to both: the same octets come back. */
static void
compare_servers(const struct claim *claim, const struct audience *audience,
                const struct served *all, const struct served *one)
{
	static uint8_t first[ASK_MESSAGE];
	static uint8_t second[ASK_MESSAGE];
	const struct packet *packet = &claim->packet;
	struct endpoint from;

	ask_endpoint(&from, audience->client, 0);
	for (int tcp = 0; tcp < 2 && !claim->expect.none; tcp++) {
		int type = tcp ? SOCK_STREAM : SOCK_DGRAM;
		ssize_t a = ask(type, &from, &all->to, packet->octets,
		                packet->size, first);
		ssize_t b = ask(type, &from, &one->to, packet->octets,
		                packet->size, second);

		tally(a > 0 && a == b && memcmp(first, second, (size_t)a) == 0,
		      "%s, line %u (%s), %s: %zd octets with other views, "
		      "%zd without",
		      audience->view, claim->line, claim->text,
		      tcp ? "tcp" : "udp", a, b);
	}
}

static void
compare_view(const struct script *script, const struct audience *audience,
             const struct served *all)
{
	struct served one;
	char image[LIVE_PATH + 32];

	snprintf(image, sizeof(image), "%s/%s.view", all->live.images,
	         audience->view);
	if (!tally(live_open(&one.live) == 0, "no folder"))
		return;
	if (serve(&one, image, audience->client)) {
		for (size_t i = 0; i < script->claim_count; i++)
			compare_servers(&script->claims[i], audience, all,
			                &one);
	} else {
		live_show_log(&one.live);
	}
	live_close(&one.live);
}

/* Asks both names, and puts the hidden one where the other was. */
static void
compare_twins(const struct twin *twin, const char *type, const char *option,
              const struct endpoint *to, int transport)
{
	static uint8_t hidden[ASK_MESSAGE];
	static uint8_t nowhere[ASK_MESSAGE];
	char words[4][64];
	char *const first[] = {words[0], words[2], words[3]};
	char *const second[] = {words[1], words[2], words[3]};
	struct packet asked;
	struct packet other;
	struct endpoint from;
	const char *why = "";
	size_t length = strlen(twin->hidden) + 2;
	ssize_t a;
	ssize_t b;

	snprintf(words[0], sizeof(words[0]), "%s", twin->hidden);
	snprintf(words[1], sizeof(words[1]), "%s", twin->nowhere);
	snprintf(words[2], sizeof(words[2]), "%s", type);
	snprintf(words[3], sizeof(words[3]), "%s", option);
	if (!tally(packet_from_words(&asked, first, 3, &why) == 0
	               && packet_from_words(&other, second, 3, &why) == 0
	               && asked.size == other.size,
	           "%s %s %s: %s", twin->hidden, type, option, why))
		return;
	ask_endpoint(&from, "127.9.0.1", 0);
	a = ask(transport, &from, to, asked.octets, asked.size, hidden);
	b = ask(transport, &from, to, other.octets, other.size, nowhere);
	if (b >= WIRE_HEADER + (ssize_t)length)
		memcpy(nowhere + WIRE_HEADER, asked.octets + WIRE_HEADER,
		       length);
	tally(a > 0 && a == b && memcmp(hidden, nowhere, (size_t)a) == 0,
	      "%s %s %s and %s are told apart", twin->hidden, type, option,
	      twin->nowhere);
}

static void
compare_names(const struct served *all)
{
	for (size_t i = 0; i < COUNT(twins) * COUNT(types); i++) {
		const struct twin *twin = &twins[i / COUNT(types)];
		const char *type = types[i % COUNT(types)];

		for (size_t j = 0; j < COUNT(options); j++) {
			compare_twins(twin, type, options[j], &all->to,
			              SOCK_DGRAM);
			compare_twins(twin, type, options[j], &all->to,
			              SOCK_STREAM);
		}
	}
}

int
main(void)
{
	struct served all;
	struct script script;

	if (!tally(script_read(&script, "test/cases/split.case") == 0
	               && live_open(&all.live) == 0
	               && live_compile(&all.live, site) == 0,
	           "%s isn't compiled", site))
		return tally_end();
	if (serve(&all, all.live.images, "127.9.0.1")) {
		compare_names(&all);
		for (size_t i = 0; i < COUNT(audiences); i++)
			compare_view(&script, &audiences[i], &all);
	}
	if (tally_failed() > 0)
		live_show_log(&all.live);
	live_close(&all.live);
	script_free(&script);
	return tally_end();
}
