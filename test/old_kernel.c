/* SPDX-License-Identifier: ISC */

/*
 * A server on a kernel that lacks something, or in a container that forbids
 * it: shim.c makes each call fail in a process of its own, and in all that it
 * starts. The whole server starts, from a site too, says in its log what its
 * sandbox lacks, and answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/wire.h"
#include "server/measure.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/packet.h"
#include "test/shim.h"
#include "test/tally.h"

static const char *const site = "test/cases/split";

/* Asks www.split.example as an inner client; the rcode, or what ask() said. */
static int
rcode_of(const struct endpoint *from, const struct endpoint *to, int type)
{
	static uint8_t reply[ASK_MESSAGE];
	char *const words[] = {(char[]){"www.split.example"}, (char[]){"A"}};
	struct packet packet;
	const char *why;
	ssize_t got;

	packet_from_words(&packet, words, 2, &why);
	got = ask(type, from, to, packet.octets, packet.size, reply);
	return got >= WIRE_HEADER ? reply[3] & 0xf : (int)got;
}

static void
check_log(const struct live *live, const struct shim *shim)
{
	char missing[MEASURE_TEXT];

	measure_text(missing, shim->missing);
	if (shim->missing == 0 || geteuid() != 0 || INSTRUMENTED)
		return;
	tally(live_logged(live, missing), "%s: the log doesn't name \"%s\"",
	      shim->what, missing);
}

static void
serve(struct live *live, const struct shim *shim, const char *what)
{
	char listen[32];
	const char *arguments[] = {"-l", listen, what, NULL};
	const uint16_t port = live_port();
	struct endpoint from, to;

	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	ask_endpoint(&to, "127.0.0.1", port);
	ask_endpoint(&from, "127.0.1.1", 0);
	if (!tally(live_start(live, arguments) == 0
	               && ask_ready(live, &from, &to) == 0,
	           "%s: %s isn't served", shim->what, what)) {
		live_show_log(live);
		return;
	}
	tally(rcode_of(&from, &to, SOCK_DGRAM) == RCODE_NOERROR,
	      "%s: %s: no answer over UDP", shim->what, what);
	tally(rcode_of(&from, &to, SOCK_STREAM) == RCODE_NOERROR,
	      "%s: %s: no answer over TCP", shim->what, what);
	tally(live_stop(live) == 0, "%s: %s: not stopped in peace", shim->what,
	      what);
	check_log(live, shim);
}

/* Whether all holds; what doesn't is printed. */
static int
try(const struct shim *shim)
{
	struct live live;

	shim_enter(shim);
	if (tally(live_open(&live) == 0 && live_compile(&live, site) == 0,
	          "%s: the site isn't compiled", shim->what)) {
		serve(&live, shim, live.images);
		serve(&live, shim, site);
	}
	live_close(&live);
	return tally_failed() == 0 ? 0 : 1;
}

int
main(void)
{
	for (size_t i = 0; i < shim_count; i++) {
		int status = 1;
		pid_t pid = fork();

		if (pid == 0)
			exit(try(&shims[i]));
		waitpid(pid, &status, 0);
		tally(status == 0, "%s: no server", shims[i].what);
	}
	return tally_end();
}
