/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test/faults.h"
#include "test/tally.h"

enum { TRUNCATIONS = 10 };

/* The reload has failed, in a way that the log tells, and changes nothing. */
static void
expect_failure(struct fault_rig *rig, int before, const char *why)
{
	tally(fault_logged(rig, "reload failed"), "no reload fails (%s)", why);
	tally(live_logged(&rig->live, why), "the log doesn't say: %s", why);
	stream_run(&rig->stream, 50);
	tally(rig->stream.newest == before, "version %d instead of %d (%s)",
	      rig->stream.newest, before, why);
}

void
fault_breaks_site(struct fault_rig *rig)
{
	const int before = rig->version;

	tally(stream_write_file(rig->site, "zone.json", "{\"zone\": "),
	      "the site isn't broken");
	fault_reload(rig);
	expect_failure(rig, before, "zone.json:1:");
	fault_renew(rig);
}

/* A view goes, whose clients another has from then on, and comes back. */
void
fault_shrinks(struct fault_rig *rig)
{
	struct stream_client *lab = &rig->stream.clients[STREAM_LAB];

	lab->also = STREAM_OUT;
	/* what waits for a view that goes (mulliond(8), CAVEATS) */
	rig->may_lose[STREAM_LAB] = FAULT_ANY;
	tally(fault_write(rig, false), "no smaller site");
	fault_reload(rig);
	tally(stream_until(&rig->stream, rig->version, FAULT_SERVED_MS)
	          && stream_settle(&rig->stream, rig->version, FAULT_SERVED_MS),
	      "a smaller site isn't served");
	lab->refused = 0; /* as the same page says */
	lab->view = STREAM_OUT;
	stream_run(&rig->stream, 50);
	tally(fault_process(rig, STREAM_LAB) == 0,
	      "a view that is gone has a process");
	lab->view = STREAM_LAB;
	fault_renew(rig);
	lab->refused = 0;
	lab->also = STREAM_LAB;
}

/* The compiler's own folder is full: before, there was room for a version. */
void
fault_fills_disk(struct fault_rig *rig)
{
	const int before = rig->version;

	tally(fault_write(rig, true), "no new version");
	tally(!fault_shell(rig, "cat /dev/zero >%s/site/full", rig->state),
	      "the disk has no end");
	fault_reload(rig);
	expect_failure(rig, before, "No space left on device");
	tally(fault_shell(rig, "rm %s/site/full", rig->state), "still full");
	fault_renew(rig);
}

/* An image is cut short, sooner or later after the server was told of it. What
 * is served is a copy, or refused; and never ends a process. */
void
fault_truncates(struct fault_rig *rig)
{
	const pid_t serving = fault_process(rig, STREAM_IN);

	tally(fault_shell(rig, "truncate -s 100 %s/in.view", rig->live.images),
	      "not cut short");
	stream_run(&rig->stream, 100);
	tally(fault_process(rig, STREAM_IN) == serving,
	      "a process dies with the file that it was loaded from");
	for (int i = 0; i < TRUNCATIONS; i++) {
		fault_shell(rig, "rm -f %s/*.view", rig->live.images);
		tally(fault_write(rig, true), "no new version");
		fault_reload(rig);
		stream_run(&rig->stream, i * 3);
		fault_shell(rig, "truncate -s 4K %s/in.view", rig->live.images);
		fault_logged(rig, "reload");
		tally(live_running(&rig->live)
		          && !live_logged(&rig->live, "was killed by"),
		      "a process dies of a file that is cut short");
	}
	fault_shell(rig, "rm -f %s/*.view", rig->live.images);
	fault_renew(rig);
}

/* A compiler by whose clock it is years ago, where serials were chosen by now:
 * what it makes is newer all the same. No timer of the server asks what time
 * it is (scripts/layers.sh). */
void
fault_turns_clock_back(struct fault_rig *rig)
{
	static const char *const times[] = {"2000000000", "1000000000"};
	const char *build = getenv("B") != NULL ? getenv("B") : "build";

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		rig->version++;
		tally(stream_write_site(rig->site, rig->version, true)
		          && fault_shell(rig,
		                         "SOURCE_DATE_EPOCH=%s %s/mullion "
		                         "compile %s -o %s",
		                         times[i], build, rig->site,
		                         rig->live.images),
		      "not compiled at %s", times[i]);
		fault_reload(rig);
		tally(stream_until(&rig->stream, rig->version, FAULT_SERVED_MS)
		          && stream_settle(&rig->stream, rig->version,
		                           FAULT_SERVED_MS),
		      "what was compiled at %s isn't served", times[i]);
	}
	tally(fault_shell(rig,
	                  "%s/mullion show %s/in.view | "
	                  "grep -E 'SOA.* 2000000[0-9]{3} '",
	                  build, rig->live.images),
	      "a serial has gone back with the clock");
}

/*
 * Files are put into the folder that is served one by one, in an order that
 * leaves them unfit for each other until the last, as rsync(1) does, and the
 * server is told too early: it waits until they fit.
 */
void
fault_publishes_slowly(struct fault_rig *rig)
{
	tally(fault_shell(rig, "cp -r %s %s/old", rig->live.images,
	                  rig->live.folder)
	          && fault_write(rig, true)
	          && fault_shell(rig, "cd %s && mv images new && mv old images",
	                         rig->live.folder),
	      "no two generations");
	tally(fault_shell(rig,
	                  "cd %s/images && cp ../new/out.view .new && "
	                  "mv .new out.view",
	                  rig->live.folder),
	      "nothing is published");
	fault_reload(rig);
	for (int i = 0; i < 5; i++) {
		stream_run(&rig->stream, 100);
		fault_shell(rig, "echo %d >>%s/.growing", i, rig->live.images);
	}
	tally(!live_logged(&rig->live, "reload failed"),
	      "a folder that is being written is refused");
	fault_shell(rig,
	            "cd %s/images && cp ../new/* . && rm -r .growing ../new",
	            rig->live.folder);
	tally(stream_until(&rig->stream, rig->version, FAULT_SERVED_MS),
	      "a folder that was written slowly isn't served");
	tally(stream_settle(&rig->stream, rig->version, FAULT_SERVED_MS),
	      "version %d after version %d", rig->stream.newest, rig->version);
}
