/* SPDX-License-Identifier: ISC */

/*
 * Faults, while clients of three views and of none ask without a pause: what
 * dies, hangs, is cut short or has no room left costs at most what the fault
 * itself says, the clients of other views nothing, and no answer is mixed.
 *
 *   faults                   each fault once: part of `make check`
 *   faults SECONDS [SEED]    in random order, for so long (scripts/soak.sh)
 *
 * Prints for each fault how often it was made, and what was asked and lost.
 * The full disk takes root, for a mount namespace of the test's own.
 */
#include "test/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/process.h"
#include "test/tally.h"

enum { CHILDREN = 16, LEAVE_MS = 1000, STATE_ROOM_MIB = 4 };

/* What a fault needs to be made. */
enum {
	SITE = 1,
	IMAGES = 2,
	ROOT = 4,
	PLAIN = 8, /* no sanitizer */
	TIME = 16, /* another test has it for `make check` (reload.c) */
};

static struct fault {
	const char *name;
	void (*make)(struct fault_rig *rig);
	int needs;
	unsigned times;
	unsigned answers;
	unsigned lost;
	unsigned away; /* ms, the longest */
	uint64_t took; /* ms */
} faults[] = {
    {.name = "ten reloads",
     .make = fault_reloads,
     .needs = SITE | IMAGES | TIME},
    {.name = "kill -9 of each process",
     .make = fault_kills,
     .needs = SITE | IMAGES},
    {.name = "kill -9 of compiler or loader",
     .make = fault_kills_in_reload,
     .needs = SITE},
    {.name = "no descriptors",
     .make = fault_no_descriptors,
     .needs = SITE | IMAGES},
    {.name = "no memory",
     .make = fault_no_memory,
     .needs = SITE | IMAGES | PLAIN},
    {.name = "a broken site", .make = fault_breaks_site, .needs = SITE},
    {.name = "a full disk", .make = fault_fills_disk, .needs = SITE | ROOT},
    {.name = "a view less", .make = fault_shrinks, .needs = SITE | IMAGES},
    {.name = "an image cut short", .make = fault_truncates, .needs = IMAGES},
    {.name = "a clock that goes back",
     .make = fault_turns_clock_back,
     .needs = IMAGES},
    {.name = "a folder half written",
     .make = fault_publishes_slowly,
     .needs = IMAGES},
    {.name = "SIGSTOP of a process",
     .make = fault_stops,
     .needs = SITE | IMAGES},
};

enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };

static bool own_mounts; /* a mount namespace of our own */

pid_t
fault_process(const struct fault_rig *rig, int view)
{
	static const char *const names[] = {"in", "lab", "out"};
	pid_t children[CHILDREN];
	size_t count = live_children(&rig->live, children, CHILDREN);
	char name[PROCESS_PATH];

	for (size_t i = 0; i < count; i++) {
		if (process_option(children[i], "--load", name)
		    || !process_runs(children[i]))
			continue;
		if (view == STREAM_NOBODY
		        ? process_option(children[i], "--refuse", name)
		        : process_option(children[i], "--view", name)
		              && strcmp(name, names[view]) == 0)
			return children[i];
	}
	return 0;
}

pid_t
fault_helper(const struct fault_rig *rig)
{
	pid_t children[CHILDREN];
	size_t count = live_children(&rig->live, children, CHILDREN);
	char name[PROCESS_PATH];

	for (size_t i = 0; i < count; i++)
		if (process_option(children[i], "compile", name)
		    || process_option(children[i], "--load", name))
			return children[i];
	return 0;
}

bool
fault_write(struct fault_rig *rig, bool lab)
{
	rig->version++;
	return stream_write_site(rig->site, rig->version, lab)
	       && (!rig->images || live_compile(&rig->live, rig->site) == 0);
}

void
fault_reload(struct fault_rig *rig)
{
	if (truncate(rig->live.log, 0) != 0)
		perror(rig->live.log);
	kill(rig->live.pid, SIGHUP);
}

bool
fault_logged(struct fault_rig *rig, const char *text)
{
	uint64_t end = live_now() + FAULT_SERVED_MS;

	while (!live_logged(&rig->live, text) && live_now() < end)
		stream_run(&rig->stream, 20);
	return live_logged(&rig->live, text);
}

void
fault_renew(struct fault_rig *rig)
{
	tally(fault_write(rig, true), "no version %d", rig->version);
	fault_reload(rig);
	tally(stream_until(&rig->stream, rig->version, FAULT_SERVED_MS),
	      "version %d isn't served", rig->version);
	tally(stream_settle(&rig->stream, rig->version, FAULT_SERVED_MS),
	      "version %d after version %d", rig->stream.newest, rig->version);
}

bool
fault_shell(struct fault_rig *rig, const char *format, ...)
{
	char line[4 * LIVE_PATH];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	return live_run(&rig->live, "/bin/sh", "-c", line, (char *)NULL) == 0;
}

/* Makes one fault, and compares what was lost with what it allows. */
static void
make_fault(struct fault_rig *rig, struct fault *fault)
{
	const struct stream before = rig->stream;
	const unsigned failed = tally_failed();
	const uint64_t start = live_now();
	bool hopeless[STREAM_CLIENTS];

	memset(rig->may_lose, 0, sizeof(rig->may_lose));
	memset(rig->away, 0, sizeof(rig->away));
	fault->make(rig);
	for (size_t c = 0; c < STREAM_CLIENTS; c++)
		hopeless[c] = rig->may_lose[c] == FAULT_ANY;
	stream_drain(&rig->stream, hopeless);
	for (size_t c = 0; c < rig->stream.client_count; c++) {
		const struct stream_client *now = &rig->stream.clients[c];
		unsigned lost = now->lost - before.clients[c].lost
		                + now->tcp_lost - before.clients[c].tcp_lost;

		tally(lost <= rig->may_lose[c], "%s: %u lost, of view %zu",
		      fault->name, lost, c);
		fault->lost += lost;
		if (rig->away[c] > fault->away)
			fault->away = rig->away[c];
	}
	tally(stream_wrong(&rig->stream) == stream_wrong(&before),
	      "%s: %u answers of two versions, or of another view", fault->name,
	      stream_wrong(&rig->stream) - stream_wrong(&before));
	fault->answers +=
	    stream_answers(&rig->stream) - stream_answers(&before);
	fault->times++;
	fault->took += live_now() - start;
	if (tally_failed() > failed)
		live_show_log(&rig->live);
}

/* A small file system for the server's state, that nobody else sees. */
static void
mount_state(const struct fault_rig *rig)
{
	char options[32];

	if (!own_mounts || rig->images)
		return;
	snprintf(options, sizeof(options), "mode=755,size=%dm", STATE_ROOM_MIB);
	tally(mount("none", rig->state, "tmpfs", MS_NOSUID | MS_NODEV, options)
	          == 0,
	      "no small file system: %s", strerror(errno));
}

static bool
open_rig(struct fault_rig *rig, bool images)
{
	uint16_t port = live_port();
	char listen[32], config[LIVE_PATH + 16], text[2 * LIVE_PATH];
	const char *arguments[] = {
	    "-c", config, "-l", listen, images ? rig->live.images : rig->site,
	    NULL};

	*rig = (struct fault_rig){.images = images};
	if (live_open(&rig->live) != 0)
		return false;
	snprintf(rig->site, sizeof(rig->site), "%s/specs", rig->live.folder);
	snprintf(rig->state, sizeof(rig->state), "%s/state", rig->live.folder);
	snprintf(config, sizeof(config), "%s/conf.json", rig->live.folder);
	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	snprintf(text, sizeof(text), "{\"state\": \"%s\", \"threads\": %d}",
	         rig->state, FAULT_THREADS);
	if (mkdir(rig->site, 0755) != 0 || mkdir(rig->state, 0755) != 0)
		return false;
	mount_state(rig);
	return stream_write_file(rig->live.folder, "conf.json", text)
	       && fault_write(rig, true)
	       && stream_open(&rig->stream, port, STREAM_CLIENTS)
	       && live_start(&rig->live, arguments) == 0
	       && stream_ready(&rig->stream, &rig->live)
	       && stream_settle(&rig->stream, 1, FAULT_SERVED_MS);
}

/* The last fault: with the supervisor, all that it has started goes. */
static void
kill_supervisor(struct fault_rig *rig)
{
	pid_t children[CHILDREN];
	size_t count, left;
	uint64_t end;

	fault_write(rig, true);
	fault_reload(rig);
	live_sleep((unsigned)rand() % 50);
	count = left = live_children(&rig->live, children, CHILDREN);
	tally(count > STREAM_NOBODY, "%zu processes", count);
	end = live_now() + LEAVE_MS * FAULT_SLOWLY;
	kill(rig->live.pid, SIGKILL);
	while (left > 0 && live_now() < end) {
		left = 0;
		for (size_t i = 0; i < count; i++)
			left += process_runs(children[i]);
		live_sleep(5);
	}
	tally(left == 0, "%zu processes outlive the supervisor", left);
	live_stop(&rig->live);
}

static void
close_rig(struct fault_rig *rig)
{
	stream_close(&rig->stream);
	if (own_mounts && !rig->images)
		umount2(rig->state, MNT_DETACH);
	live_close(&rig->live);
}

static bool
can_make(const struct fault *fault, bool images, int seconds)
{
	if (seconds == 0 && ((fault->needs & TIME) != 0 || fault->times > 0))
		return false;
	return (fault->needs & (images ? IMAGES : SITE)) != 0
	       && ((fault->needs & ROOT) == 0 || own_mounts)
	       && ((fault->needs & PLAIN) == 0 || FAULT_SLOWLY == 1);
}

/* Each once, of those that the other rig doesn't make; or at random until the
 * time is over. */
static void
run(bool images, int seconds)
{
	struct fault_rig rig;
	uint64_t end = live_now() + (uint64_t)seconds * 1000;

	if (!tally(open_rig(&rig, images), "%s: no server",
	           images ? "images" : "site"))
		live_show_log(&rig.live);
	else if (seconds == 0)
		for (size_t i = 0; i < FAULTS; i++) {
			if (can_make(&faults[i], images, seconds))
				make_fault(&rig, &faults[i]);
		}
	else
		while (live_now() < end && tally_failed() == 0) {
			struct fault *fault = &faults[rand() % FAULTS];

			if (can_make(fault, images, seconds))
				make_fault(&rig, fault);
		}
	if (rig.live.pid != 0)
		kill_supervisor(&rig);
	close_rig(&rig);
}

static void
report(void)
{
	printf("%-30s %5s %7s %10s %6s %7s\n", "fault", "times", "ms each",
	       "answers", "lost", "away ms");
	for (size_t i = 0; i < FAULTS; i++)
		printf("%-30s %5u %7u %10u %6u %7u\n", faults[i].name,
		       faults[i].times,
		       (unsigned)(faults[i].took
		                  / (faults[i].times + !faults[i].times)),
		       faults[i].answers, faults[i].lost, faults[i].away);
}

int
main(int argc, char **argv)
{
	const int seconds = argc > 1 ? atoi(argv[1]) : 0;
	const unsigned seed =
	    argc > 2 ? (unsigned)atoi(argv[2]) : (unsigned)getpid();

	srand(seed);
	own_mounts = unshare(CLONE_NEWNS) == 0
	             && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	if (!own_mounts)
		printf("a full disk: not tested, that takes root\n");
	if (seconds > 0)
		printf("seed %u\n", seed);
	run(false, seconds / 2);
	run(true, (seconds + 1) / 2);
	report();
	return tally_end();
}
