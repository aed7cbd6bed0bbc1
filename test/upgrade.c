/* SPDX-License-Identifier: ISC */

/*
 * `mullion ctl upgrade` under streams of questions over UDP and TCP, to a
 * listener that views share and to one that is a view's alone: none is lost, no
 * answer is of two versions or of another view, and the process id stays. Then
 * to programs that can't take over: the old one serves on. And a signal that
 * comes while there is nobody to hear it is heard by the new one.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/live.h"
#include "test/stream.h"
#include "test/tally.h"

enum {
	UPGRADES = 5,
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	PATIENCE = 20000,
#else
	PATIENCE = 5000,
#endif
	TURN = 10, /* milliseconds for each of the streams */
};

struct place {
	char bin[LIVE_PATH + 8]; /* where the programs are copied to */
	char site[LIVE_PATH + 8];
	char config[LIVE_PATH + 16];
	char socket[LIVE_PATH + 16];
};

static struct stream shared, alone;

static void
ask_both(void)
{
	stream_run(&shared, TURN);
	stream_run(&alone, TURN);
}

static bool
run(const char *format, const char *a, const char *b)
{
	char command[4 * LIVE_PATH];

	snprintf(command, sizeof(command), format, a, b);
	return system(command) == 0;
}

/* Its exit status, while all clients ask. */
static int
ctl(const struct place *place, const char *command)
{
	char path[LIVE_PATH + 32];
	int status = 0;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/mullion", place->bin);
	pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL
		    || freopen("/dev/null", "w", stdout) == NULL)
			_exit(126);
		execl(path, path, "ctl", "-s", place->socket, command,
		      (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0)
		ask_both();
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
expect_settled(int version, const char *when)
{
	tally(stream_settle(&shared, version, PATIENCE),
	      "%s: version %d, not %d", when, shared.newest, version);
	tally(stream_settle(&alone, version, PATIENCE),
	      "%s: version %d, not %d, of a view alone", when, alone.newest,
	      version);
}

/* Every other time there is a new version of the site, too. */
static void
upgrade(const struct live *live, const struct place *place)
{
	int version = 1;

	for (int i = 0; i < UPGRADES; i++) {
		if (i % 2 == 1)
			tally(stream_write_site(place->site, ++version, true),
			      "not written");
		tally(ctl(place, "upgrade") == 0, "upgrade %d fails", i);
		tally(kill(live->pid, 0) == 0, "another process");
		expect_settled(version, "upgraded");
	}
	tally(live_logged(live, "has taken the place"), "none took over");
}

/* A program in its place that can't do it. */
static void
fail_with(const struct place *place, const char *script, const char *when)
{
	tally(run("cp %s/mulliond %s/kept", place->bin, place->bin)
	          && run("rm %s/mulliond%s", place->bin, ""),
	      "not put away");
	tally(run("printf '%s' >%s/mulliond", script, place->bin)
	          && run("chmod +x %s/mulliond%s", place->bin, ""),
	      "not put there");
	tally(ctl(place, "upgrade") == 1, "%s: it isn't said", when);
	expect_settled(shared.newest, when);
	tally(run("mv %s/kept %s/mulliond", place->bin, place->bin),
	      "not put back");
}

static void
fail(struct live *live, const struct place *place)
{
	const int version = shared.newest + 1;

	fail_with(place, "", "an empty program");
	fail_with(place, "#!/bin/sh\\nexit 3\\n", "a program that fails");
	fail_with(place, "#!/bin/sh\\nkill -SEGV $$\\n", "one that crashes");
	/* it is good, and what it is to serve isn't */
	tally(stream_write_file(place->site, "zone.json", "{\"zone\": "),
	      "not broken");
	tally(ctl(place, "upgrade") == 1, "a broken site isn't said");
	expect_settled(shared.newest, "a broken site");
	tally(live_running(live), "it has left");
	tally(stream_write_site(place->site, version, true), "not written");
	tally(ctl(place, "reload") == 0, "no reload behind it");
	expect_settled(version, "the site is good again");
}

static void
signal_it(const struct live *live, const struct place *place)
{
	const int version = shared.newest + 1;

	tally(stream_write_site(place->site, version, true), "not written");
	for (int i = 0; i < 3; i++) {
		tally(ctl(place, "upgrade") == 0, "no upgrade");
		kill(live->pid, SIGHUP);
	}
	expect_settled(version, "SIGHUP");
	tally(live_logged(live, "asked by user"), "who asks isn't logged");
}

static bool
write_config(const struct live *live, struct place *place, uint16_t port)
{
	const char *steering = getenv("STEERING");
	FILE *file;

	snprintf(place->config, sizeof(place->config), "%s/mulliond.json",
	         live->folder);
	snprintf(place->socket, sizeof(place->socket), "%s/state/control",
	         live->folder);
	file = fopen(place->config, "we");
	if (file == NULL)
		return false;
	fprintf(file,
	        "{\"listen\": [\"127.0.0.1:%u\", {\"address\": \"127.0.0.1\","
	        " \"port\": %u, \"views\": [\"in\"]}], \"threads\": 2,\n"
	        " \"steering\": \"%s\", \"state\": \"%s/state\","
	        " \"serve\": \"%s\"}\n",
	        port, port + 1u,
	        steering != NULL && *steering != '\0' ? steering : "auto",
	        live->folder, place->site);
	return fclose(file) == 0;
}

static bool
set_up(struct live *live, struct place *place)
{
	const char *build = getenv("B");
	char program[LIVE_PATH + 32];
	uint16_t port = live_port();

	snprintf(place->bin, sizeof(place->bin), "%s/bin", live->folder);
	snprintf(place->site, sizeof(place->site), "%s/site", live->folder);
	snprintf(program, sizeof(program), "%s/mulliond", place->bin);
	return mkdir(place->bin, 0755) == 0 && mkdir(place->site, 0755) == 0
	       && run("cd %s && cp mullion mulliond mulliond-view mullion-ctl"
	              " %s",
	              build != NULL ? build : "build", place->bin)
	       && stream_write_site(place->site, 1, true)
	       && write_config(live, place, port)
	       && setenv("B", place->bin, 1) == 0
	       && stream_open(&shared, port, STREAM_CLIENTS)
	       && stream_open(&alone, (uint16_t)(port + 1), 1);
}

int
main(void)
{
	struct live live;
	struct place place;
	const char *arguments[] = {"-c", place.config, NULL};

	if (!tally(live_open(&live) == 0 && set_up(&live, &place), "no place"))
		return tally_end();
	shared.tcp = alone.tcp = true;
	if (tally(live_start(&live, arguments) == 0
	              && stream_ready(&shared, &live)
	              && stream_ready(&alone, &live),
	          "not started")) {
		upgrade(&live, &place);
		fail(&live, &place);
		signal_it(&live, &place);
		tally(stream_lost(&shared, -1) == 0
		          && stream_lost(&alone, -1) == 0,
		      "%u and %u questions are lost", stream_lost(&shared, -1),
		      stream_lost(&alone, -1));
		tally(stream_wrong(&shared) == 0 && stream_wrong(&alone) == 0,
		      "%u and %u wrong answers", stream_wrong(&shared),
		      stream_wrong(&alone));
		printf("%u and %u answers\n", stream_answers(&shared),
		       stream_answers(&alone));
		tally(live_stop(&live) == 0, "not stopped in peace");
	}
	stream_close(&shared);
	stream_close(&alone);
	if (tally_failed() > 0)
		live_show_log(&live);
	live_close(&live);
	return tally_end();
}
