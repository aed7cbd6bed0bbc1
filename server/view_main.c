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
#include "server/verifier.h"
#include "server/view_options.h"

/*
 * mulliond-view: the process of one view, or of none (the refuser), or the
 * one that loads an image or verifies a manifest (worker.h). It holds nothing
 * of the supervisor that started it, and it gives up what it has been given
 * beyond its descriptors before it looks at the image, and reads no packet
 * before that is open.
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

/*
 * A process's one descent (sandbox.h): what it was started with is given up
 * but for its descriptors and, in a worker, threads, which wait.
 */
static int
descend(struct view_options *options, struct sandbox *sandbox)
{
	int result;

	sandbox->change_user = options->change_user;
	sandbox->user = options->user;
	sandbox->group = options->group;
	sandbox->strict = options->strict;
	sandbox->keep =
	    calloc(options->udp_count + options->tcp_count + VIEW_DESCRIPTORS,
	           sizeof(int));
	if (sandbox->keep == NULL) {
		log_error("no memory");
		return ERR_REPORTED;
	}
	sandbox->kept = view_options_descriptors(options, sandbox->keep);
	result = sandbox_enter(sandbox);
	free(sandbox->keep);
	return result;
}

static int
start_hash(void *context)
{
	struct loader *loader = context;
	int result = image_hash_new(&loader->hash);

	if (result < 0) {
		log_error("%s", err_text(result));
		return ERR_REPORTED;
	}
	return 0;
}

static int
load(struct view_options *options, pid_t parent)
{
	struct loader loader = {
	    .view = options->view,
	    .wanted = options->hash,
	    .image = options->image,
	    .memfd = options->memfd,
	    .report = options->report,
	};
	struct sandbox sandbox = {
	    .parent = parent,
	    .calls = &loader_calls,
	    .descriptors = LOOP_DESCRIPTORS,
	    .memory = loader_memory(&loader),
	    .start = start_hash,
	    .context = &loader,
	};
	int result = descend(options, &sandbox);

	return result < 0 ? result : loader_run(&loader);
}

static int
verify(struct view_options *options, pid_t parent)
{
	const struct verifier verifier = {
	    .keys = options->keys,
	    .key_count = options->key_count,
	    .manifest = options->manifest,
	    .signature = options->signature,
	    .report = options->report,
	};
	struct sandbox sandbox = {
	    .parent = parent,
	    .calls = &loader_calls,
	    .descriptors = LOOP_DESCRIPTORS,
	    .memory = verifier_memory(&verifier),
	};
	int result = descend(options, &sandbox);

	return result < 0 ? result : verifier_run(&verifier);
}

struct worker {
	struct view_options *options;
	struct sandbox *sandbox;
	struct answerer answerer;
	struct loop *loop;
};

static int
start_loop(void *context)
{
	struct worker *worker = context;
	int result =
	    fit_connections(worker->options, worker->sandbox->descriptors);

	if (result == 0)
		result = loop_open(&worker->loop, worker->options,
		                   &worker->answerer);
	return result;
}

static int
serve_image(struct worker *worker)
{
	const struct view_options *options = worker->options;
	struct image_map map;
	int result = image_map(&map, options->image, options->view);

	if (result < 0) {
		loop_drop(worker->loop);
		return result;
	}
	close(options->image); /* the map stays */
	worker->answerer.image = &map.image;
	loop_run(worker->loop, worker->sandbox->measures);
	worker->answerer.image = NULL;
	image_unmap(&map);
	return 0;
}

static int
serve(struct view_options *options, pid_t parent)
{
	struct sandbox sandbox = {
	    .parent = parent,
	    .calls = &worker_calls,
	    .descriptors = LOOP_DESCRIPTORS + options->limits.connections,
	    .memory = loop_memory(options),
	    .start = start_loop,
	};
	struct worker worker = {
	    .options = options,
	    .sandbox = &sandbox,
	    .answerer = {.version = options->version,
	                 .identity = options->identity},
	};
	int result;

	sandbox.context = &worker;
	result = descend(options, &sandbox);
	if (result < 0) {
		if (worker.loop != NULL)
			loop_drop(worker.loop);
		return result;
	}
	if (options->task == VIEW_SERVE)
		return serve_image(&worker);
	loop_run(worker.loop, sandbox.measures);
	return 0;
}

static const char *
name_of(const struct view_options *options)
{
	if (options->view != NULL)
		return options->view;
	return options->task == VIEW_VERIFY ? "verifier" : "refuser";
}

static int
run(struct view_options *options, pid_t parent)
{
	switch (options->task) {
	case VIEW_LOAD:
		return load(options, parent);
	case VIEW_VERIFY:
		return verify(options, parent);
	case VIEW_SERVE:
	case VIEW_REFUSE:
		break;
	}
	return serve(options, parent);
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
	log_name(name_of(&options));
	signal(SIGPIPE, SIG_IGN);
	/* A nap (nap.h) ends when it should, not as much later again. Threads
	 * inherit it; set now, since there is no prctl(2) later. */
	prctl(PR_SET_TIMERSLACK, 1);
	result = run(&options, parent);
	view_options_free(&options);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
