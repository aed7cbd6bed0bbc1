/* SPDX-License-Identifier: ISC */

/*
 * SIGHUP under a stream of questions: none is lost, no answer is of two
 * versions or of another view, the new one is served within two seconds, and
 * a broken site or image, or a site whose own test fails, leaves the old one
 * served. Once with a folder of images, once with a site.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/live.h"
#include "test/stream.h"
#include "test/tally.h"

enum {
	VERSIONS = 10,
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	NEW_MILLISECONDS = 10000,
#else
	NEW_MILLISECONDS = 2000, /* the contract's */
#endif
};

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

/* One new version: published, and served in time. */
static void
renew(struct live *live, struct stream *stream, const char *site, int version,
      bool images)
{
	uint64_t start;
	bool served;

	tally(stream_write_site(site, version, true), "%s isn't written", site);
	if (images)
		tally(live_compile(live, site) == 0, "version %d: not compiled",
		      version);
	start = live_now();
	kill(live->pid, SIGHUP);
	served = stream_until(stream, version, NEW_MILLISECONDS);
	tally(served, "version %d isn't served after %d ms (%s)", version,
	      (int)(live_now() - start), images ? "images" : "site");
	tally(stream_settle(stream, version, NEW_MILLISECONDS),
	      "version %d after version %d", stream->newest, version);
}

static void
break_it(struct live *live, struct stream *stream, const char *site,
         int version, bool images)
{
	tally(images ? damage_image(live)
	             : stream_write_file(site, "zone.json", "{\"zone\": "),
	      "not broken");
	kill(live->pid, SIGHUP);
	stream_run(stream, 800);
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
	tally(stream_write_site(site, version + 1, true)
	          && stream_write_file(
		      site, "tests.json",
		      "{\"expect\": [{\"from\": \"127.0.1.1\",\n"
		      " \"query\": \"alias.stream.test CNAME\",\n"
		      " \"expect\": \"NXDOMAIN\"}]}\n"),
	      "no test written");
	kill(live->pid, SIGHUP);
	stream_run(stream, 800);
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

	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	return tally(stream_open(stream, port, STREAM_CLIENTS)
	                 && live_start(live, arguments) == 0
	                 && stream_ready(stream, live),
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
	tally(mkdir(site, 0755) == 0 && stream_write_site(site, 1, true)
	          && live_compile(&live, site) == 0,
	      "no site");
	if (start(&live, &stream, images ? live.images : site)) {
		stream.tcp = true;
		tally(stream_until(&stream, 1, NEW_MILLISECONDS),
		      "no version 1");
		for (int version = 2; version <= VERSIONS; version++)
			renew(&live, &stream, site, version, images);
		break_it(&live, &stream, site, VERSIONS, images);
		if (!images)
			fail_test(&live, &stream, site, VERSIONS);
		renew(&live, &stream, site, VERSIONS + 1, images);
		stream_drain(&stream, (const bool[STREAM_CLIENTS]){false});
		tally(stream_lost(&stream, -1) == 0,
		      "%s: %u of %u answers were lost", what,
		      stream_lost(&stream, -1), stream_answers(&stream));
		tally(stream_wrong(&stream) == 0,
		      "%s: %u of %u were of two versions, or another view's",
		      what, stream_wrong(&stream), stream_answers(&stream));
		printf("%s: %u answers during %d reloads\n", what,
		       stream_answers(&stream), VERSIONS + 1);
		tally(live_stop(&live) == 0, "not stopped in peace");
	}
	stream_close(&stream);
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
