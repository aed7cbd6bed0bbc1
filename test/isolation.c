/* SPDX-License-Identifier: ISC */

/*
 * Another view is out of reach: mullion(7) says why, in clauses, and here each
 * is tried on a live server with three views. Each view has canaries, texts
 * that stand in its own zones and nowhere else, and the search is shown to
 * work on the view that does hold them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "server/worker.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/packet.h"
#include "test/process.h"
#include "test/tally.h"

enum { VIEWS = 3, CANARIES = 6, CHILDREN = 16, NOBODY = VIEWS };

static const struct audience {
	const char *view;
	const char *client;
	const char *canaries[CANARIES]; /* the first is the view's name */
	const char *names[3];           /* that this view alone has */
} audiences[VIEWS] = {
    {
	"alpha-4f1c",
	"127.0.1.1",
	{"alpha-4f1c", "alpha-zone-1b7e", "alpha-host-canary",
         "alpha-text-canary", "alpha-overlay-canary", "alpha-overlaid-canary"},
	{"alpha-host-canary.alpha-zone-1b7e.test", "alpha-zone-1b7e.test",
         "alpha-overlay-canary.shared.test"},
    },
    {
	"beta-9e2d",
	"127.0.2.1",
	{"beta-9e2d", "beta-zone-5a90", "beta-host-canary", "beta-text-canary",
         "beta-overlay-canary", "beta-overlaid-canary"},
	{"beta-host-canary.beta-zone-5a90.test", "beta-zone-5a90.test",
         "beta-overlay-canary.shared.test"},
    },
    {
	"gamma-c73b",
	"127.9.0.1",
	{"gamma-c73b", "gamma-zone-8d04", "gamma-host-canary",
         "gamma-text-canary", "gamma-overlay-canary", "gamma-overlaid-canary"},
	{"gamma-host-canary.gamma-zone-8d04.test", "gamma-zone-8d04.test",
         "gamma-overlay-canary.shared.test"},
    },
};

/* The index of the view that the process serves; NOBODY for the refuser. */
static int
view_of(pid_t pid)
{
	char name[PROCESS_PATH];

	if (!process_option(pid, "--view", name))
		return process_option(pid, "--refuse", name) ? NOBODY
		                                             : ERR_NOTHING;
	for (int i = 0; i < VIEWS; i++) {
		if (strcmp(audiences[i].view, name) == 0)
			return i;
	}
	return ERR_NOTHING;
}

/* Clauses 3 and 6: an image says nothing of another view. */
static void
search_images(const struct live *live)
{
	for (int i = 0; i < VIEWS; i++) {
		char path[LIVE_PATH + 64];
		static char octets[1 << 20];
		size_t size;
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s.view", live->images,
		         audiences[i].view);
		file = fopen(path, "re");
		if (!tally(file != NULL, "%s isn't there", path))
			continue;
		size = fread(octets, 1, sizeof(octets), file);
		fclose(file);
		for (int j = 0; j < VIEWS * CANARIES; j++) {
			int owner = j / CANARIES;
			const char *text =
			    audiences[owner].canaries[j % CANARIES];
			bool found =
			    memmem(octets, size, text, strlen(text)) != NULL;

			tally(found == (owner == i), "%s: \"%s\" is %s", path,
			      text, found ? "in it" : "not in it");
		}
	}
}

/* Clauses 1, 2 and 6: view i's canaries, in nobody's memory but its own. */
static void
search_memory(pid_t pid, int view)
{
	for (int j = 0; j < VIEWS * CANARIES; j++) {
		int owner = j / CANARIES;
		const char *text = audiences[owner].canaries[j % CANARIES];
		int found = process_search(pid, text);

		tally((found > 0) == (owner == view) && found >= 0,
		      "process %d of %s: \"%s\" is in its memory %d times",
		      (int)pid,
		      view < VIEWS ? audiences[view].view : "the refuser", text,
		      found);
	}
}

/* Clause 2: the supervisor knows the names of views and, from the manifest, of
 * zones, and nothing of what is in them. */
static void
search_supervisor(const struct live *live)
{
	static struct process_list maps;

	for (int j = 0; j < VIEWS * CANARIES; j++) {
		const char *text =
		    audiences[j / CANARIES].canaries[j % CANARIES];

		if (j % CANARIES < 2)
			continue;
		tally(process_search(live->pid, text) == 0,
		      "the supervisor has read \"%s\"", text);
	}
	tally(process_maps(&maps, live->pid) == 0
	          && process_list_count(&maps, "/memfd:") == 0
	          && process_list_count(&maps, live->folder) == 0,
	      "the supervisor maps an image");
}

/* Clause 1: one image, and programs. */
static void
check_maps(const struct live *live, pid_t pid, int view)
{
	static struct process_list maps;
	size_t images;
	size_t programs = 0;

	if (!tally(process_maps(&maps, pid) == 0, "%d: no maps", (int)pid))
		return;
	images = process_list_count(&maps, "/memfd:");
	tally(images == (view < VIEWS ? 1 : 0), "%d maps %zu images", (int)pid,
	      images);
	tally(process_list_count(&maps, live->folder) == 0,
	      "%d maps a file of %s", (int)pid, live->folder);
	for (size_t i = 0; i < maps.count; i++) {
		if (strstr(maps.items[i], ".so") != NULL
		    || strstr(maps.items[i], "/mulliond-view") != NULL)
			programs++;
	}
	tally(programs + images == maps.count,
	      "%d maps %zu files, which are %zu programs and %zu images",
	      (int)pid, maps.count, programs, images);
}

/* Clause 1: no descriptor but standard ones, sockets of its own, and what an
 * event loop is made of. */
static void
check_descriptors(pid_t pid, struct process_list *list)
{
	if (!tally(process_descriptors(list, pid) == 0, "%d: no descriptors",
	           (int)pid))
		return;
	for (size_t i = 0; i < list->count; i++) {
		const char *item = list->items[i];

		tally(strncmp(item, "socket:", 7) == 0
		          || strncmp(item, "anon_inode:", 11) == 0
		          || strncmp(item, "pipe:", 5) == 0
		          || strncmp(item, "/memfd:", 7) == 0
		          || strcmp(item, "/dev/null") == 0
		          || strstr(item, "/log") != NULL,
		      "%d has %s open", (int)pid, item);
	}
	tally(process_list_count(list, "/memfd:") <= 1,
	      "%d holds several images", (int)pid);
}

static void
check_disjoint(const struct process_list *a, const struct process_list *b)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			bool same = strcmp(a->items[i], b->items[j]) == 0
			            && strncmp(a->items[i], "socket:", 7) == 0;

			tally(!same, "two views share %s", a->items[i]);
		}
	}
}

static void
look_into(const struct live *live)
{
	static struct process_list lists[CHILDREN];
	pid_t children[CHILDREN];
	size_t count = live_children(live, children, CHILDREN);
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		int view = view_of(children[i]);

		if (!tally(view >= 0, "%d: whose is it?", (int)children[i]))
			continue;
		seen |= 1u << view;
		check_maps(live, children[i], view);
		check_descriptors(children[i], &lists[i]);
		search_memory(children[i], view);
		for (size_t j = 0; j < i; j++)
			check_disjoint(&lists[i], &lists[j]);
	}
	tally((seen & ((1u << VIEWS) - 1)) == (1u << VIEWS) - 1,
	      "a view has no process");
}

/* Clause 6: a view's names, asked from another view. What comes back is what
 * comes for a name that exists nowhere: REFUSED, or NXDOMAIN below a zone that
 * both views have. */
static void
ask_across(const struct endpoint *to)
{
	static uint8_t reply[ASK_MESSAGE];

	for (int k = 0; k < VIEWS * VIEWS * 3 * 2; k++) {
		const struct audience *asker = &audiences[k % VIEWS];
		const struct audience *owner = &audiences[k / VIEWS % VIEWS];
		const char *name = owner->names[k / VIEWS / VIEWS % 3];
		int type =
		    k / VIEWS / VIEWS / 3 == 0 ? SOCK_DGRAM : SOCK_STREAM;
		char words[3][128];
		char *const list[] = {words[0], words[1]};
		struct packet packet;
		struct endpoint from;
		const char *why;
		ssize_t got;
		bool own = asker == owner;

		snprintf(words[0], sizeof(words[0]), "%s", name);
		snprintf(words[1], sizeof(words[1]), "TXT");
		packet_from_words(&packet, list, 2, &why);
		ask_endpoint(&from, asker->client, 0);
		got = ask(type, &from, to, packet.octets, packet.size, reply);
		if (!tally(got >= WIRE_HEADER, "%s asked from %s: no answer",
		           name, asker->view))
			continue;
		tally(own == ((reply[3] & 0xf) == RCODE_NOERROR),
		      "%s asked from %s: rcode %d", name, asker->view,
		      reply[3] & 0xf);
		for (int c = 0; c < CANARIES && !own; c++) {
			const char *text = owner->canaries[c];

			tally(memmem(reply + packet.size,
			             (size_t)got - packet.size, text,
			             strlen(text))
			          == NULL,
			      "%s asked from %s: \"%s\" in the answer", name,
			      asker->view, text);
		}
	}
}

/* Runs mulliond-view with descriptors 3, 4, 5; its exit status when it left
 * by itself, or 0 when it has said READY on the control socket. */
static int
run_view(struct live *live, const char *const *arguments, const int fds[3],
         int control)
{
	struct worker_message message = {0};
	char path[LIVE_PATH];
	const char *folder = getenv("B");
	bool ready;
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/mulliond-view",
	         folder != NULL && *folder != '\0' ? folder : "build");
	pid = fork();
	if (pid == 0) {
		int log = open(live->log, O_WRONLY | O_CREAT | O_APPEND, 0644);
		int kept[3];

		for (int i = 0; i < 3; i++)
			kept[i] = fcntl(fds[i], F_DUPFD, 32);
		dup2(log, 2);
		for (int i = 0; i < 3; i++)
			dup2(kept[i], 3 + i);
		close_range(6, ~0u, 0);
		execv(path, (char *const *)(uintptr_t)arguments);
		_exit(127);
	}
	close(fds[1]);
	ready = control >= 0 && recv(control, &message, sizeof(message), 0) > 0
	        && message.say == WORKER_READY;
	if (control >= 0)
		close(control);
	waitpid(pid, &status, 0);
	if (ready)
		return 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Clause 3: what opens an image demands its view's name. */
static void
open_foreign(struct live *live, const char *wanted, bool own)
{
	const char *load[] = {"mulliond-view", "--load", "--view",  wanted,
	                      "--image",       "3",      "--memfd", "4",
	                      "--report",      "5",      NULL};
	const char *serve[] = {
	    "mulliond-view", "--view", wanted, "--image", "3",
	    "--control",     "4",      NULL};
	char path[LIVE_PATH + 64];
	int image;
	int memory;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int control[2];
	int status;

	snprintf(path, sizeof(path), "%s/%s.view", live->images,
	         audiences[0].view);
	image = open(path, O_RDONLY | O_CLOEXEC);
	memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	status = run_view(
	    live, load,
	    (const int[]){image, fcntl(memory, F_DUPFD_CLOEXEC, 3), null}, -1);
	tally((status == 0) == own, "loading %s as %s: exit status %d", path,
	      wanted, status);
	/* for the worker the right image's sealed copy, under a wrong name */
	if (!own) {
		lseek(image, 0, SEEK_SET);
		close(memory);
		memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		load[3] = audiences[0].view;
		status = run_view(
		    live, load,
		    (const int[]){image, fcntl(memory, F_DUPFD_CLOEXEC, 3),
		                  null},
		    -1);
		tally(status == 0, "loading %s: exit status %d", path, status);
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control)
	    == 0) {
		status = run_view(live, serve,
		                  (const int[]){memory, control[1], null},
		                  control[0]);
		tally((status == 0) == own, "serving %s as %s: exit status %d",
		      path, wanted, status);
	}
	close(image);
	close(memory);
	close(null);
}

static void
look_at_server(struct live *live)
{
	char listen[64];
	struct endpoint from;
	struct endpoint to;
	uint16_t port = live_port();
	const char *arguments[] = {"-l", listen, live->images, NULL};

	snprintf(listen, sizeof(listen), "127.0.0.1:%u", port);
	ask_endpoint(&to, "127.0.0.1", port);
	if (!tally(live_start(live, arguments) == 0, "no server"))
		return;
	for (int i = 0; i < VIEWS; i++) {
		ask_endpoint(&from, audiences[i].client, 0);
		tally(ask_ready(live, &from, &to) == 0, "%s isn't served",
		      audiences[i].view);
	}
	if (geteuid() == 0) {
		look_into(live);
		search_supervisor(live);
	} else {
		puts("not root: memory and descriptors aren't looked at");
	}
	ask_across(&to);
	tally(live_stop(live) == 0, "mulliond didn't leave in peace");
}

int
main(void)
{
	struct live live;

	if (tally(live_open(&live) == 0
	              && live_compile(&live, "test/cases/isolation") == 0,
	          "the site isn't compiled")) {
		search_images(&live);
		open_foreign(&live, audiences[0].view, true);
		open_foreign(&live, audiences[1].view, false);
		look_at_server(&live);
		if (tally_failed() > 0)
			live_show_log(&live);
	}
	live_close(&live);
	return tally_end();
}
