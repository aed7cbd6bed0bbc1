/* SPDX-License-Identifier: ISC */
#include "test/stream.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "test/live.h"

enum {
	MARKS = 3,       /* of its version, in an answer */
	VIEW_MARKS = 2,  /* of its view */
	SETTLE_MS = 125, /* of one version alone */
	NO_VERSION = -2, /* that never comes */
};

static const char *const names[] = {"in", "lab", "out"};
static const char *const addresses[] = {"127.0.1.1", "127.0.2.1", "127.0.3.1",
                                        "127.0.4.1"};

bool
stream_write_file(const char *folder, const char *name, const char *text)
{
	char path[LIVE_PATH + 64];
	char temporary[LIVE_PATH + 64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	snprintf(temporary, sizeof(temporary), "%s/.%s", folder, name);
	file = fopen(temporary, "we");
	if (file == NULL)
		return false;
	fputs(text, file);
	return fclose(file) == 0 && rename(temporary, path) == 0;
}

/* What one view sees at the end of the chain. */
static int
write_overlay(char *text, size_t room, const char *view, int version)
{
	return snprintf(text, room,
	                "  \"%s\": {\"at-version-%04d\": {\"TXT\": {\"text\":"
	                " [\"version-%04d view-%s\","
	                " \"a-version-%04d view-%s\"]}}}",
	                view, version, version, view, version, view);
}

static bool
write_zone(const char *folder, int version, bool lab)
{
	char in[256], alab[256] = "", out[256], zone[2048];

	write_overlay(in, sizeof(in), "in", version);
	write_overlay(out, sizeof(out), "out", version);
	if (lab)
		write_overlay(alab, sizeof(alab), "lab", version);
	snprintf(zone, sizeof(zone),
	         "{\"zone\": \"stream.test\", \"views\": [\"in\", %s\"out\"],\n"
	         " \"records\": {\"@\": {\"NS\": \"ns.other.test.\"},\n"
	         "  \"alias\": {\"CNAME\": \"at-version-%04d\"}},\n"
	         " \"overlays\": {\n%s,\n%s%s%s}}\n",
	         lab ? "\"lab\", " : "", version, in, alab, lab ? ",\n" : "",
	         out);
	return stream_write_file(folder, "zone.json", zone);
}

bool
stream_write_site(const char *folder, int version, bool lab)
{
	char views[1024];

	snprintf(views, sizeof(views),
	         "{\"views\": {\n"
	         " \"in\": {\"trust\": \"internal\", "
	         "\"networks\": [\"127.0.1.0/24\"]},\n"
	         " %s\"out\": {\"trust\": \"external\", "
	         "\"networks\": [\"0.0.0.0/0\"]}},\n"
	         " \"refuse\": [\"127.0.4.0/24\"]}\n",
	         lab ? "\"lab\": {\"trust\": \"internal\", "
	               "\"networks\": [\"127.0.2.0/24\"]},\n "
	             : "");
	return stream_write_file(folder, "views.json", views)
	       && write_zone(folder, version, lab);
}

/* How often a mark stands there; the octets behind it, each time the same, are
 * in text[length]. */
static int
count_marks(const uint8_t *answer, size_t size, const char *mark, char *text,
            size_t length)
{
	const uint8_t *at = answer;
	const uint8_t *end = answer + size;
	int count = 0;

	while ((at = memmem(at, (size_t)(end - at), mark, strlen(mark)))
	       != NULL) {
		at += strlen(mark);
		if ((size_t)(end - at) < length)
			return ERR_MALFORMED;
		if (count++ == 0)
			memcpy(text, at, length);
		else if (memcmp(text, at, length) != 0)
			return ERR_MALFORMED;
	}
	return count;
}

/* The version of an answer to this view; ERR_MALFORMED when it isn't of one
 * version, or of another view. */
static int
version_of(const uint8_t *answer, size_t size, const char *view)
{
	char digits[5] = "", name[4] = "";

	if (count_marks(answer, size, "version-", digits, 4) != MARKS
	    || count_marks(answer, size, "view-", name, strlen(view))
	           != VIEW_MARKS
	    || strcmp(name, view) != 0)
		return ERR_MALFORMED;
	return atoi(digits);
}

static void
note_version(struct stream *stream, int version)
{
	stream->newest = version;
	if (version != stream->wanted)
		stream->others++;
}

static void
note_gap(struct stream_client *client)
{
	uint64_t gap = live_now() - client->heard;

	if (gap > client->gap)
		client->gap = (unsigned)gap;
}

/* One answer, of the view or the other view that are right for the client. */
static void
note(struct stream *stream, struct stream_client *client, const uint8_t *answer,
     size_t size)
{
	const bool refused = size >= WIRE_HEADER
	                     && (answer[3] & 0xf) == RCODE_REFUSED
	                     && wire_read16(answer + 6) == 0;
	const int views[] = {client->view, client->also};

	client->answers++;
	note_gap(client);
	client->heard = live_now();
	for (size_t i = 0; i < 2; i++) {
		int version;

		if (views[i] == STREAM_NOBODY) {
			if (refused)
				return;
			continue;
		}
		version = version_of(answer, size, names[views[i]]);
		if (version < 0)
			continue;
		note_version(stream, version);
		return;
	}
	if (refused)
		client->refused++;
	else
		client->mixed++;
}

static void
take_answers(struct stream *stream, struct stream_client *client,
             struct asker *asker)
{
	static uint8_t reply[ASK_MESSAGE];
	ssize_t got;

	while ((got = ask_receive(asker->s, SOCK_DGRAM, reply, 0)) > 0) {
		unsigned id =
		    got >= 2 ? wire_read16(reply) : STREAM_OUTSTANDING;

		if (id < STREAM_OUTSTANDING && asker->due[id] != 0) {
			asker->due[id] = 0;
			note(stream, client, reply, (size_t)got);
		}
	}
}

/* Counts what has been away too long, and sends what may be on its way. */
static void
send_questions(struct stream *stream, struct stream_client *client,
               struct asker *asker, bool more)
{
	uint64_t now = live_now();

	for (unsigned i = 0; i < STREAM_OUTSTANDING; i++) {
		if (asker->due[i] != 0 && asker->due[i] > now)
			continue;
		if (asker->due[i] != 0)
			client->lost++;
		asker->due[i] = 0;
		if (!more)
			continue;
		wire_write16(stream->packet.octets, (uint16_t)i);
		asker->due[i] = now + STREAM_PATIENCE;
		ask_send(asker->s, SOCK_DGRAM, stream->packet.octets,
		         stream->packet.size);
	}
}

static void
ask_tcp(struct stream *stream, struct stream_client *client)
{
	static uint8_t reply[ASK_MESSAGE];
	struct endpoint from;
	ssize_t got;

	ask_endpoint(&from, client->address, 0);
	got = ask(SOCK_STREAM, &from, &stream->to, stream->packet.octets,
	          stream->packet.size, reply);
	if (got > 0)
		note(stream, client, reply, (size_t)got);
	else
		client->tcp_lost++;
}

/* All sockets once. Returns how many questions are on their way. */
static unsigned
turn(struct stream *stream, bool more)
{
	struct pollfd pollers[STREAM_CLIENTS * STREAM_SOCKETS];
	unsigned away = 0;
	nfds_t count = 0;

	for (size_t c = 0; c < stream->client_count; c++) {
		struct stream_client *client = &stream->clients[c];

		for (size_t i = 0; i < STREAM_SOCKETS; i++) {
			struct asker *asker = &client->askers[i];

			take_answers(stream, client, asker);
			send_questions(stream, client, asker, more);
			for (size_t id = 0; id < STREAM_OUTSTANDING; id++)
				away += asker->due[id] != 0;
			pollers[count++] = (struct pollfd){
			    .fd = asker->s,
			    .events = POLLIN,
			};
		}
		if (stream->tcp && more)
			ask_tcp(stream, client);
	}
	if (away > 0)
		poll(pollers, count, 5);
	return away;
}

bool
stream_until(struct stream *stream, int version, int milliseconds)
{
	uint64_t end = live_now() + (uint64_t)milliseconds;

	/* nobody was asked before, so the time without an answer begins */
	for (size_t c = 0; c < stream->client_count; c++)
		stream->clients[c].heard = live_now();
	do {
		turn(stream, true);
	} while (stream->newest != version && live_now() < end);
	for (size_t c = 0; c < stream->client_count; c++)
		note_gap(&stream->clients[c]);
	return stream->newest == version;
}

void
stream_run(struct stream *stream, int milliseconds)
{
	stream_until(stream, NO_VERSION, milliseconds);
}

/* What is on its way to this client counts as lost. */
static void
give_up(struct stream_client *client)
{
	for (size_t i = 0; i < STREAM_SOCKETS; i++)
		for (size_t id = 0; id < STREAM_OUTSTANDING; id++)
			if (client->askers[i].due[id] != 0)
				client->askers[i].due[id] = 1;
}

void
stream_drain(struct stream *stream, const bool hopeless[STREAM_CLIENTS])
{
	uint64_t end = live_now() + SETTLE_MS;

	while (turn(stream, false) > 0 && live_now() < end)
		;
	for (size_t c = 0; c < stream->client_count; c++)
		if (hopeless[c])
			give_up(&stream->clients[c]);
	while (turn(stream, false) > 0)
		;
}

bool
stream_settle(struct stream *stream, int version, int milliseconds)
{
	uint64_t end = live_now() + (uint64_t)milliseconds;

	do {
		stream->wanted = version;
		stream->others = 0;
		stream_run(stream, SETTLE_MS);
	} while (stream->others > 0 && live_now() < end);
	return stream->others == 0 && stream->newest == version;
}

bool
stream_open(struct stream *stream, uint16_t port, size_t count)
{
	char *const words[] = {(char[]){"alias.stream.test"}, (char[]){"TXT"}};
	const char *why;
	bool opened = true;

	*stream = (struct stream){.newest = -1, .client_count = count};
	packet_from_words(&stream->packet, words, 2, &why);
	ask_endpoint(&stream->to, "127.0.0.1", port);
	for (size_t c = 0; c < count; c++) {
		struct stream_client *client = &stream->clients[c];
		struct endpoint from;

		client->address = addresses[c];
		client->view = client->also = (int)c;
		ask_endpoint(&from, client->address, 0);
		for (size_t i = 0; i < STREAM_SOCKETS; i++) {
			client->askers[i].s =
			    ask_connect(SOCK_DGRAM, &from, &stream->to);
			opened = opened && client->askers[i].s >= 0;
		}
	}
	return opened;
}

void
stream_close(struct stream *stream)
{
	for (size_t c = 0; c < stream->client_count; c++)
		for (size_t i = 0; i < STREAM_SOCKETS; i++)
			close(stream->clients[c].askers[i].s);
}

bool
stream_ready(struct stream *stream, struct live *live)
{
	for (size_t c = 0; c < stream->client_count; c++) {
		struct endpoint from;

		ask_endpoint(&from, stream->clients[c].address, 0);
		if (ask_ready(live, &from, &stream->to) != 0)
			return false;
	}
	return true;
}

unsigned
stream_lost(const struct stream *stream, int except)
{
	unsigned lost = 0;

	for (size_t c = 0; c < stream->client_count; c++)
		if ((int)c != except)
			lost += stream->clients[c].lost
			        + stream->clients[c].tcp_lost;
	return lost;
}

unsigned
stream_wrong(const struct stream *stream)
{
	unsigned wrong = 0;

	for (size_t c = 0; c < stream->client_count; c++)
		wrong += stream->clients[c].mixed + stream->clients[c].refused;
	return wrong;
}

unsigned
stream_answers(const struct stream *stream)
{
	unsigned answers = 0;

	for (size_t c = 0; c < stream->client_count; c++)
		answers += stream->clients[c].answers;
	return answers;
}

void
stream_forget_gaps(struct stream *stream)
{
	for (size_t c = 0; c < stream->client_count; c++)
		stream->clients[c].gap = 0;
}
