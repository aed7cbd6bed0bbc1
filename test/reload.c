/* SPDX-License-Identifier: ISC */

/*
 * SIGHUP under a stream of questions: none is lost, no answer is of two
 * versions, the new one is served within two seconds, and a broken site or
 * image, or a site whose own test fails, leaves the old one served. Once with a
 * folder of images, once with a site.
 *
 * Each version of the site says its number in every record of one chain:
 *
 *   alias CNAME at-version-0007   at-version-0007 TXT "version-0007" twice
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/packet.h"
#include "test/tally.h"

enum {
	SOCKETS = 8,
	OUTSTANDING = 8, /* questions on their way, for each socket */
	VERSIONS = 10,
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	NEW_MILLISECONDS = 10000,
#else
	NEW_MILLISECONDS = 2000, /* the contract's */
#endif
	MARKS = 3, /* of its version, in an answer */
};

/* A client with its questions on their way. Their ids say which. */
struct asker {
	int s;
	uint64_t due[OUTSTANDING]; /* when each counts as lost; 0: none */
};

struct stream {
	struct endpoint to;
	struct packet packet;
	struct asker askers[SOCKETS];
	unsigned answers;
	unsigned lost;
	unsigned mixed;
	int newest; /* the last answer's version */
	int wanted;
	unsigned others; /* answers of another version than `wanted` */
};

/* The version of an answer; ERR_MALFORMED when it isn't of one version. */
static int
version_of(const uint8_t *answer, size_t size)
{
	static const char mark[] = "version-";
	const uint8_t *at = answer;
	int version = ERR_MALFORMED;
	int marks = 0;

	while ((at = memmem(at, size - (size_t)(at - answer), mark,
	                    sizeof(mark) - 1))
	       != NULL) {
		char digits[5] = "";
		int one;

		at += sizeof(mark) - 1;
		memcpy(digits, at, 4);
		one = atoi(digits);
		if (marks++ > 0 && one != version)
			return ERR_MALFORMED;
		version = one;
	}
	return marks == MARKS ? version : ERR_MALFORMED;
}

static void
note(struct stream *stream, const uint8_t *answer, size_t size)
{
	int version = version_of(answer, size);

	stream->answers++;
	if (version < 0)
		stream->mixed++;
	else
		stream->newest = version;
	if (version != stream->wanted)
		stream->others++;
}

/* Sends what may be on its way, and counts what has been away too long. */
static void
send_questions(struct stream *stream, struct asker *asker)
{
	uint64_t now = live_now();

	for (unsigned i = 0; i < OUTSTANDING; i++) {
		if (asker->due[i] != 0 && asker->due[i] > now)
			continue;
		if (asker->due[i] != 0)
			stream->lost++;
		wire_write16(stream->packet.octets, (uint16_t)i);
		asker->due[i] = now + ASK_MILLISECONDS;
		ask_send(asker->s, SOCK_DGRAM, stream->packet.octets,
		         stream->packet.size);
	}
}

static void
take_answers(struct stream *stream, struct asker *asker)
{
	static uint8_t reply[ASK_MESSAGE];
	ssize_t got;

	while ((got = ask_receive(asker->s, SOCK_DGRAM, reply, 0)) > 0) {
		unsigned id = got >= 2 ? wire_read16(reply) : OUTSTANDING;

		if (id < OUTSTANDING && asker->due[id] != 0) {
			asker->due[id] = 0;
			note(stream, reply, (size_t)got);
		}
	}
}

static void
ask_tcp(struct stream *stream, const struct endpoint *from)
{
	static uint8_t reply[ASK_MESSAGE];
	ssize_t got = ask(SOCK_STREAM, from, &stream->to, stream->packet.octets,
	                  stream->packet.size, reply);

	if (got > 0)
		note(stream, reply, (size_t)got);
	else
		stream->lost++;
}

/* Asks on until the version is served, or so many milliseconds are over. */
static bool
run_until(struct stream *stream, int version, int milliseconds)
{
	uint64_t end = live_now() + (uint64_t)milliseconds;
	struct endpoint from;

	ask_endpoint(&from, "127.0.1.1", 0);
	do {
		struct pollfd pollers[SOCKETS];

		for (size_t i = 0; i < SOCKETS; i++) {
			send_questions(stream, &stream->askers[i]);
			pollers[i].fd = stream->askers[i].s;
			pollers[i].events = POLLIN;
		}
		ask_tcp(stream, &from);
		poll(pollers, SOCKETS, 5);
		for (size_t i = 0; i < SOCKETS; i++)
			take_answers(stream, &stream->askers[i]);
	} while (stream->newest != version && live_now() < end);
	return stream->newest == version;
}

static bool
write_file(const char *folder, const char *name, const char *text)
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

static bool
write_site(const char *site, int version)
{
	char zone[1024];

	snprintf(zone, sizeof(zone),
	         "{\"zone\": \"reload.test\", \"views\": [\"in\", \"out\"],\n"
	         " \"soa\": {\"serial\": %d},\n"
	         " \"records\": {\"@\": {\"NS\": \"ns.other.test.\"},\n"
	         "  \"alias\": {\"CNAME\": \"at-version-%04d\"},\n"
	         "  \"at-version-%04d\": {\"TXT\": "
	         "[\"version-%04d\", \"a-version-%04d\"]}}}\n",
	         version, version, version, version, version);
	return write_file(site, "views.json",
	                  "{\"views\": {\n"
	                  " \"in\": {\"trust\": \"internal\", "
	                  "\"networks\": [\"127.0.1.0/24\"]},\n"
	                  " \"out\": {\"trust\": \"external\", "
	                  "\"networks\": [\"0.0.0.0/0\"]}}}\n")
	       && write_file(site, "zone.json", zone);
}

/* Damages an image in its middle, in a new file as the compiler would. */
static bool
damage_image(const struct live *live)
{
	char command[3 * LIVE_PATH];

	snprintf(command, sizeof(command),
	         "cd %s && cp in.view x && printf '\\377\\377' | dd of=x "
	         "bs=1 seek=300 conv=notrunc status=none && mv x in.view",
	         live->images);
	return system(command) == 0;
}

/* Both old and new processes may answer for a moment: until an eighth of a
 * second has had the new version alone. */
static bool
settles(struct stream *stream, int version)
{
	uint64_t end = live_now() + NEW_MILLISECONDS;

	do {
		stream->wanted = version;
		stream->others = 0;
		run_until(stream, -1, 125);
	} while (stream->others > 0 && live_now() < end);
	return stream->others == 0 && stream->newest == version;
}

/* One new version: published, and served in time. */
static void
renew(struct live *live, struct stream *stream, const char *site, int version,
      bool images)
{
	uint64_t start;
	bool served;

	tally(write_site(site, version), "%s isn't written", site);
	if (images)
		tally(live_compile(live, site) == 0, "version %d: not compiled",
		      version);
	start = live_now();
	kill(live->pid, SIGHUP);
	served = run_until(stream, version, NEW_MILLISECONDS);
	tally(served, "version %d isn't served after %d ms (%s)", version,
	      (int)(live_now() - start), images ? "images" : "site");
	tally(settles(stream, version), "version %d after version %d",
	      stream->newest, version);
}

static void
break_it(struct live *live, struct stream *stream, const char *site,
         int version, bool images)
{
	tally(images ? damage_image(live)
	             : write_file(site, "zone.json", "{\"zone\": "),
	      "not broken");
	kill(live->pid, SIGHUP);
	run_until(stream, -1, 800);
	tally(live_running(live), "a broken %s stops the server",
	      images ? "image" : "site");
	tally(stream->newest == version, "version %d instead of %d when broken",
	      stream->newest, version);
	tally(live_logged(live, images ? "in.view" : "zone.json:1:"),
	      "a broken %s isn't in the log", images ? "image" : "site");
	/* serials go on from an image, and the compiler takes no damaged one */
	if (images) {
		char path[LIVE_PATH + 16];

		snprintf(path, sizeof(path), "%s/in.view", live->images);
		unlink(path);
	}
}

/* A site whose own tests don't hold is as broken as one that doesn't parse,
 * though all of it could be served. */
static void
fail_test(struct live *live, struct stream *stream, const char *site,
          int version)
{
	char path[LIVE_PATH + 32];

	snprintf(path, sizeof(path), "%s/tests.json", site);
	tally(write_site(site, version + 1)
	          && write_file(site, "tests.json",
	                        "{\"expect\": [{\"from\": \"127.0.1.1\",\n"
	                        " \"query\": \"alias.reload.test CNAME\",\n"
	                        " \"expect\": \"NXDOMAIN\"}]}\n"),
	      "no test written");
	kill(live->pid, SIGHUP);
	run_until(stream, -1, 800);
	tally(live_running(live), "a failing test stops the server");
	tally(stream->newest == version,
	      "version %d instead of %d when a test fails", stream->newest,
	      version);
	tally(live_logged(live, "tests.json:3:12: ")
	          && live_logged(live, "[test-failed]"),
	      "a failing test isn't in the log");
	tally(unlink(path) == 0, "%s isn't removed", path);
}

static bool
start(struct live *live, struct stream *stream, const char *what)
{
	uint16_t port = live_port();
	char listen[32];
	const char *arguments[] = {"-l", listen, what, NULL};
	char name[] = "alias.reload.test";
	char type[] = "TXT";
	char *const words[] = {name, type};
	struct endpoint from;
	const char *why;

	*stream = (struct stream){.newest = -1};
	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	packet_from_words(&stream->packet, words, 2, &why);
	ask_endpoint(&stream->to, "127.0.0.1", port);
	for (size_t i = 0; i < SOCKETS; i++) {
		/* views in turn */
		ask_endpoint(&from, i % 2 == 0 ? "127.0.1.1" : "127.0.2.1", 0);
		stream->askers[i].s =
		    ask_connect(SOCK_DGRAM, &from, &stream->to);
	}
	ask_endpoint(&from, "127.0.1.1", 0);
	return tally(live_start(live, arguments) == 0
	                 && ask_ready(live, &from, &stream->to) == 0,
	             "%s isn't served", what);
}

static void
try(bool images)
{
	struct live live;
	struct stream stream;
	char site[LIVE_PATH + 8];
	const char *what = images ? "images" : "site";

	if (!tally(live_open(&live) == 0, "no folder"))
		return;
	snprintf(site, sizeof(site), "%s/site", live.folder);
	tally(mkdir(site, 0755) == 0 && write_site(site, 1)
	          && live_compile(&live, site) == 0,
	      "no site");
	if (start(&live, &stream, images ? live.images : site)) {
		tally(run_until(&stream, 1, NEW_MILLISECONDS), "no version 1");
		for (int version = 2; version <= VERSIONS; version++)
			renew(&live, &stream, site, version, images);
		break_it(&live, &stream, site, VERSIONS, images);
		if (!images)
			fail_test(&live, &stream, site, VERSIONS);
		renew(&live, &stream, site, VERSIONS + 1, images);
		tally(stream.lost == 0, "%s: %u of %u answers were lost", what,
		      stream.lost, stream.answers);
		tally(stream.mixed == 0, "%s: %u of %u were of two versions",
		      what, stream.mixed, stream.answers);
		printf("%s: %u answers during %d reloads\n", what,
		       stream.answers, VERSIONS + 1);
		tally(live_stop(&live) == 0, "not stopped in peace");
	}
	for (size_t i = 0; i < SOCKETS; i++)
		close(stream.askers[i].s);
	if (tally_failed() > 0)
		live_show_log(&live);
	live_close(&live);
}

int
main(void)
{
	try(true);
	try(false);
	return tally_end();
}
