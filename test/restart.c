/* SPDX-License-Identifier: ISC */

/*
 * Processes that die: a view's is replaced at once, on the same sockets, and
 * the other views notice nothing; with the supervisor all go; and a stop as
 * asked isn't held up by connections that stay open.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/wire.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/packet.h"
#include "test/process.h"
#include "test/tally.h"

enum { CHILDREN = 16, ROUNDS = 5, BACK_MILLISECONDS = 1500 };

static struct endpoint to;

/* The process that serves the view; "" is the refuser's. 0: none. */
static pid_t
process_of(const struct live *live, const char *view)
{
	pid_t children[CHILDREN];
	size_t count = live_children(live, children, CHILDREN);
	char name[PROCESS_PATH];

	for (size_t i = 0; i < count; i++) {
		if (view[0] == '\0'
		        ? process_option(children[i], "--refuse", name)
		        : process_option(children[i], "--view", name)
		              && strcmp(name, view) == 0)
			return children[i];
	}
	return 0;
}

/* Asks www.split.example from there; the rcode, or what ask() returned. */
static int
ask_from(const char *client, int type)
{
	static uint8_t reply[ASK_MESSAGE];
	char name[] = "www.split.example";
	char qtype[] = "A";
	char *const words[] = {name, qtype};
	struct endpoint from;
	struct packet packet;
	const char *why;
	ssize_t got;

	packet_from_words(&packet, words, 2, &why);
	ask_endpoint(&from, client, 0);
	got = ask(type, &from, &to, packet.octets, packet.size, reply);
	return got >= WIRE_HEADER ? reply[3] & 0xf : (int)got;
}

static void
kill_view(const struct live *live, const char *view, const char *client,
          int rcode)
{
	pid_t before = process_of(live, view);
	pid_t neighbour = process_of(live, "partner");
	uint64_t start = live_now();
	int got;

	if (!tally(before > 0, "\"%s\" has no process", view))
		return;
	kill(before, SIGKILL);
	/* until its last thread is gone it may take a packet with it; then the
	 * supervisor hears of it */
	while (kill(before, 0) == 0 && live_now() < start + BACK_MILLISECONDS)
		live_sleep(1);
	got = ask_from(client, SOCK_DGRAM);
	tally(got == rcode, "\"%s\" killed: rcode %d over UDP", view, got);
	got = ask_from(client, SOCK_STREAM);
	tally(got == rcode, "\"%s\" killed: rcode %d over TCP", view, got);
	tally(live_now() - start < BACK_MILLISECONDS,
	      "\"%s\" was away for %d ms", view, (int)(live_now() - start));
	tally(process_of(live, view) != before, "the dead still serves");
	tally(neighbour > 0 && process_of(live, "partner") == neighbour,
	      "another view's process was disturbed");
}

/* PDEATHSIG, and the end of the control socket. */
static void
kill_supervisor(struct live *live)
{
	pid_t children[CHILDREN];
	size_t count = live_children(live, children, CHILDREN);
	uint64_t end = live_now() + BACK_MILLISECONDS;
	size_t left = count;

	tally(count >= 4, "%zu processes", count);
	kill(live->pid, SIGKILL);
	while (left > 0 && live_now() < end) {
		left = 0;
		for (size_t i = 0; i < count; i++)
			left += process_runs(children[i]);
		live_sleep(5);
	}
	tally(left == 0, "%zu processes outlive the supervisor", left);
	live_stop(live);
}

/* A client that holds its connection open. */
static void
stop_with_client(struct live *live, int signal)
{
	struct endpoint from;
	uint64_t start;
	int s;

	ask_endpoint(&from, "127.9.0.1", 0);
	s = ask_connect(SOCK_STREAM, &from, &to);
	tally(s >= 0 && ask_from("127.9.0.1", SOCK_STREAM) == RCODE_NOERROR,
	      "no connection");
	start = live_now();
	kill(live->pid, signal);
	tally(live_stop(live) == 0 && live_now() - start < 5000,
	      "signal %d and an open connection: not stopped in peace", signal);
	close(s);
}

static bool
start(struct live *live)
{
	uint16_t port = live_port();
	char listen[32];
	const char *arguments[] = {"-l", listen, live->images, NULL};
	static const char *const clients[] = {"127.0.1.1", "127.0.3.1",
	                                      "127.9.0.1", "127.0.5.1"};

	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	ask_endpoint(&to, "127.0.0.1", port);
	if (!tally(live_start(live, arguments) == 0, "not started"))
		return false;
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		struct endpoint from;

		ask_endpoint(&from, clients[i], 0);
		if (!tally(ask_ready(live, &from, &to) == 0, "%s: no answer",
		           clients[i]))
			return false;
	}
	return true;
}

int
main(void)
{
	struct live live;

	if (!tally(live_open(&live) == 0
	               && live_compile(&live, "test/cases/split") == 0,
	           "the site isn't compiled"))
		return tally_end();
	if (start(&live)) {
		for (int i = 0; i < ROUNDS; i++)
			kill_view(&live, "internal", "127.0.1.1",
			          RCODE_NOERROR);
		kill_view(&live, "external", "127.9.0.1", RCODE_NOERROR);
		kill_view(&live, "", "127.0.5.1", RCODE_REFUSED);
		stop_with_client(&live, SIGTERM);
	}
	if (start(&live))
		stop_with_client(&live, SIGINT);
	if (start(&live))
		kill_supervisor(&live);
	if (tally_failed() > 0)
		live_show_log(&live);
	live_close(&live);
	return tally_end();
}
