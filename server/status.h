/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STATUS_H
#define MULLION_STATUS_H

#include <jansson.h>

#include "server/control_request.h"
#include "server/reload.h"

/*
 * What the server tells of itself, as JSON (mulliond(8) lists the members):
 * itself, its listeners, and each view with its process and its image. It is
 * put together when it is asked for, from what the supervisor knows anyway;
 * of images that is what their loaders reported.
 */

/* How it went up to now. Times are those of the loop's clock, in milliseconds:
 * they don't jump when the calendar is set, and are told as ages. */
struct status_history {
	uint64_t started;
	bool serving;
	uint64_t loaded; /* when what is served was taken over */
	unsigned reloads;
	unsigned upgrades;
	unsigned failures;
	uint64_t failed; /* the last of these */
	uint64_t run;    /* the last run's number (reload.h) */
	int status;      /* ... and what came of it */
	char why[1024];
};

struct status_source {
	const uv_loop_t *loop;
	const struct config *config;
	const struct launch *launch;
	const struct listener *listeners;
	size_t listener_count;
	const struct reload_source *serve;
	const struct reload *reload; /* NULL: it isn't there yet */
	const struct status_history *history;
	const bool *stopping;
};

/* Each returns a new object, or NULL for want of memory. */
json_t *status_server(const struct status_source *source);
json_t *status_listeners(const struct status_source *source);

/* Views, and the refuser; with counters alone or with all. */
json_t *status_views(const struct status_source *source, bool counters);

/*
 * Zones by view, those that the request wants: an empty array when there are
 * none. *more: how many there are besides that no loader has told.
 */
json_t *status_zones(const struct status_source *source,
                     const struct control_request *request, size_t *more);

#endif
