/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/image_map.h"
#include "server/loader.h"
#include "server/loop.h"
#include "server/sandbox.h"
#include "server/view_options.h"

/*
 * mulliond-view: the process of one view, or of none (the refuser), or the
 * one that loads an image (worker.h). It holds nothing of the supervisor that
 * started it, and it gives up what it has been given beyond its descriptors
 * before it looks at the image, and reads no packet before that is open.
 */
enum { EXIT_USAGE = 2 };

/* Fewer connections where the system grants fewer descriptors: told now, they
 * are refused in good order later. */
static int
fit_connections(struct view_options *options, size_t granted)
{
	if (granted <= LOOP_DESCRIPTORS) {
		log_error("the limit of open files is too low");
		return ERR_REPORTED;
	}
	granted -= LOOP_DESCRIPTORS;
	if (granted < options->limits.connections) {
		log_warning("the limit of open files leaves room for %zu TCP "
		            "connections instead of %u",
		            granted, options->limits.connections);
		options->limits.connections = (unsigned)granted;
	}
	return 0;
}

static int
give_up_all_else(struct view_options *options, pid_t parent)
{
	struct sandbox sandbox = {
	    .parent = parent,
	    .change_user = options->change_user,
	    .user = options->user,
	    .group = options->group,
	    .descriptors = LOOP_DESCRIPTORS,
	};
	int result;

	if (options->task != VIEW_LOAD)
		sandbox.descriptors += options->limits.connections;
	sandbox.keep =
	    calloc(options->udp_count + options->tcp_count + 4, sizeof(int));
	if (sandbox.keep == NULL) {
		log_error("no memory");
		return ERR_REPORTED;
	}
	sandbox.kept = view_options_descriptors(options, sandbox.keep);
	result = sandbox_enter(&sandbox);
	free(sandbox.keep);
	if (result == 0 && options->task != VIEW_LOAD)
		result = fit_connections(options, sandbox.descriptors);
	return result;
}

static int
load(const struct view_options *options)
{
	struct loader loader = {
	    .view = options->view,
	    .image = options->image,
	    .memfd = options->memfd,
	    .report = options->report,
	};
	int result = image_hash_new(&loader.hash);

	if (result < 0) {
		log_error("%s", err_text(result));
		return ERR_REPORTED;
	}
	return loader_run(&loader);
}

static int
serve(const struct view_options *options)
{
	struct answerer answerer = {
	    .version = options->version,
	    .identity = options->identity,
	};
	struct image_map map;
	int result;

	if (options->task == VIEW_REFUSE)
		return loop_run(options, &answerer);
	result = image_map(&map, options->image, options->view);
	if (result < 0)
		return result;
	close(options->image); /* the map stays */
	answerer.image = &map.image;
	result = loop_run(options, &answerer);
	image_unmap(&map);
	return result;
}

int
main(int argc, char **argv)
{
	const pid_t parent = getppid();
	struct view_options options;
	int result;

	log_name("mulliond-view");
	if (view_options_read(&options, argc, argv) < 0)
		return EXIT_USAGE;
	log_limit(options.log);
	log_name(options.view != NULL ? options.view : "refuser");
	signal(SIGPIPE, SIG_IGN);
	/* A nap (nap.h) ends when it should, not as much later again. Threads
	 * inherit it; set now, since the sandbox may not leave prctl(2). */
	prctl(PR_SET_TIMERSLACK, 1);
	result = give_up_all_else(&options, parent);
	if (result == 0 && options.task == VIEW_LOAD)
		result = load(&options);
	else if (result == 0)
		result = serve(&options);
	view_options_free(&options);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
