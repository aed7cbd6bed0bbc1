/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "test/faults.h"
#include "test/process.h"
#include "test/tally.h"

enum {
	RELOADS = 10,
	SILENT_MS = 6500, /* the supervisor's patience, and its probe */
	BACK_MS = 1500,   /* on a busy machine; what it was is printed */
	SEVERAL = 20,
};

/* Each has its own version, over UDP and TCP. */
void
fault_reloads(struct fault_rig *rig)
{
	rig->stream.tcp = true;
	for (int i = 0; i < RELOADS; i++)
		fault_renew(rig);
	rig->stream.tcp = false;
}

/* Whether another process serves the view, and answers its client. */
static bool
is_back(struct fault_rig *rig, int view, pid_t before)
{
	uint64_t end = live_now() + FAULT_SERVED_MS;
	const struct stream_client *client = &rig->stream.clients[view];
	pid_t now;

	do {
		stream_run(&rig->stream, 50);
		now = fault_process(rig, view);
	} while ((now == 0 || now == before) && live_now() < end);
	for (unsigned answers = client->answers;
	     client->answers == answers && live_now() < end;)
		stream_run(&rig->stream, 10);
	return now != 0 && now != before && live_now() < end;
}

/* A batch of each thread goes with it, and nothing else. */
static void
kill_one(struct fault_rig *rig, int view)
{
	pid_t pid = fault_process(rig, view);

	if (!tally(pid > 0, "view %d has no process", view))
		return;
	stream_run(&rig->stream, 50);
	stream_forget_gaps(&rig->stream);
	rig->may_lose[view] += FAULT_BATCH * FAULT_THREADS;
	kill(pid, SIGKILL);
	tally(is_back(rig, view, pid), "view %d isn't back", view);
	rig->away[view] = rig->stream.clients[view].gap;
	tally(rig->away[view] < BACK_MS * FAULT_SLOWLY,
	      "view %d was away for %u ms", view, rig->away[view]);
}

void
fault_kills(struct fault_rig *rig)
{
	for (int view = 0; view <= STREAM_NOBODY; view++)
		kill_one(rig, view);
}

/* It is found out by its silence. Till then its clients wait in vain. */
void
fault_stops(struct fault_rig *rig)
{
	const int view = rand() % STREAM_NOBODY;
	pid_t pid = fault_process(rig, view);
	uint64_t end = live_now() + SILENT_MS * FAULT_SLOWLY;

	rig->may_lose[view] = FAULT_ANY;
	kill(pid, SIGSTOP);
	while (process_runs(pid) && live_now() < end)
		stream_run(&rig->stream, 100);
	tally(!process_runs(pid), "a process that hangs isn't killed");
	tally(is_back(rig, view, pid), "view %d isn't back", view);
	tally(live_logged(&rig->live, "gives no sign of life"),
	      "a process that hangs isn't in the log");
}

/* Whatever works at the new version dies: the old one serves on. */
void
fault_kills_in_reload(struct fault_rig *rig)
{
	const int before = rig->version;
	pid_t helper = 0;

	tally(fault_write(rig, true), "no new version");
	fault_reload(rig);
	for (uint64_t end = live_now() + FAULT_SERVED_MS;
	     helper == 0 && live_now() < end;)
		helper = fault_helper(rig);
	if (!tally(helper > 0, "no compiler and no loader is seen"))
		return;
	kill(helper, SIGKILL);
	tally(fault_logged(rig, "reload failed"),
	      "a reload whose helper is killed doesn't fail");
	tally(rig->stream.newest == before, "version %d instead of %d",
	      rig->stream.newest, before);
	fault_renew(rig);
}

static size_t
count_descriptors(pid_t pid)
{
	static struct process_list list;
	char path[64];
	size_t count = 0;
	FILE *names;

	snprintf(path, sizeof(path), "ls /proc/%d/fd | wc -l", (int)pid);
	names = popen(path, "re");
	if (names == NULL || fscanf(names, "%zu", &count) != 1)
		count = list.count;
	if (names != NULL)
		pclose(names);
	return count;
}

/* Under a limit that leaves it nothing, the supervisor fails at a reload, and
 * can't replace who dies; when there is room again it does. */
static void
starve(struct fault_rig *rig, enum __rlimit_resource resource, rlim_t room)
{
	const int before = rig->version;
	const int view = STREAM_LAB;
	struct rlimit old, low;
	pid_t pid;

	tally(fault_write(rig, true), "no new version");
	if (!tally(prlimit(rig->live.pid, resource, NULL, &old) == 0,
	           "no limit is known"))
		return;
	low = (struct rlimit){.rlim_cur = room, .rlim_max = old.rlim_max};
	prlimit(rig->live.pid, resource, &low, NULL);
	fault_reload(rig);
	tally(fault_logged(rig, "reload failed"), "nothing fails for want");
	tally(live_running(&rig->live), "the server is gone");
	tally(rig->stream.newest == before, "version %d instead of %d",
	      rig->stream.newest, before);
	pid = fault_process(rig, view);
	rig->may_lose[view] = FAULT_ANY;
	kill(pid, SIGKILL);
	stream_run(&rig->stream, 200);
	prlimit(rig->live.pid, resource, &old, NULL);
	tally(is_back(rig, view, pid), "view %d isn't back", view);
	fault_renew(rig);
}

void
fault_no_descriptors(struct fault_rig *rig)
{
	starve(rig, RLIMIT_NOFILE, count_descriptors(rig->live.pid));
}

/* What the supervisor starts has the limit too, and is larger than it. */
void
fault_no_memory(struct fault_rig *rig)
{
	starve(rig, RLIMIT_AS, 4u << 20);
}
