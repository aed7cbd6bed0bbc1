/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RELOAD_H
#define MULLION_RELOAD_H

#include "server/generation.h"
#include "server/images.h"
#include "server/served.h"
#include "server/state.h"

/*
 * From what the operator named to a generation that serves: at start, and
 * again at each SIGHUP, one step after the other, each waited for in the loop:
 *
 *   compile (a SITE) --> verify the manifest (where keys are trusted)
 *     --> list the images --> load each --> plan the listeners
 *     --> start each process and wait until it is ready --> take over
 *
 * When a step fails, what was made for the new generation goes, and the old
 * one serves on as if nothing had been. A folder that doesn't fit together is
 * tried again while it changes (settle.h).
 */
struct reload;

struct reload_source {
	enum images_kind kind;
	char *const *paths;
	size_t path_count;
	const struct state *state; /* of a site */
	struct served *served;     /* where keys are trusted, or NULL */
};

/* What came of it. */
struct reload_result {
	uint64_t run;     /* its number, as reload_begin() said */
	int status;       /* 0, or the exit status that it would mean */
	const char *why;  /* unless 0 */
	const char *said; /* by a site's compiler, unless at the start */
	const struct generation *serving; /* the one that serves now, or NULL */
};

/* begun and done are told of each run. NULL: out of memory. What is pointed to
 * must outlive it. */
struct reload *
reload_new(const struct runtime *runtime, const struct reload_source *source,
           struct listener *listeners, size_t listener_count,
           void (*begun)(void *context),
           void (*done)(void *context, const struct reload_result *result),
           void *context);

/* What serves already, before the first run. */
void reload_adopt(struct reload *reload, struct generation *serving);

/* Begins, or, while one is running, once more behind it. Returns the number of
 * the run that will have seen what there is now. */
uint64_t reload_begin(struct reload *reload);

/* The run that begins next may serve an older generation than was served. */
void reload_force(struct reload *reload);

/* Ends it all: what runs is given up, and what serves drains. */
void reload_stop(struct reload *reload);

/* When all children are gone. */
void reload_free(struct reload *reload);

/* What serves now, or NULL; and whether a run is going on. */
const struct generation *reload_serving(const struct reload *reload);
bool reload_runs(const struct reload *reload);

#endif
