/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/generation.h"

struct generation *
generation_new(const struct runtime *runtime, struct listener *listeners,
               size_t listener_count, size_t views)
{
	struct generation *generation = calloc(1, sizeof(*generation));

	if (generation == NULL)
		return NULL;
	*generation = (struct generation){
	    .runtime = runtime,
	    .listeners = listeners,
	    .listener_count = listener_count,
	    .views = calloc(views + 1, sizeof(*generation->views)),
	    .processes = calloc(views + 1, sizeof(struct process *)),
	};
	if (generation->views == NULL || generation->processes == NULL) {
		generation_drop(generation, false);
		return NULL;
	}
	return generation;
}

void
generation_drop(struct generation *generation, bool drain)
{
	if (generation == NULL)
		return;
	for (size_t i = 0;
	     generation->processes != NULL && i <= generation->view_count;
	     i++) {
		if (generation->processes[i] == NULL)
			continue;
		if (drain)
			process_drain(generation->processes[i]);
		else
			process_kill(generation->processes[i]);
	}
	for (size_t i = 0; i < generation->view_count; i++)
		loaded_clear(&generation->views[i]);
	for (size_t i = 0;
	     generation->plans != NULL && i < generation->listener_count; i++)
		listener_plan_clear(&generation->plans[i]);
	free(generation->plans);
	free(generation->views);
	free(generation->processes);
	free(generation);
}

int
generation_add(struct generation *generation, struct loaded *loaded)
{
	for (size_t i = 0; i < generation->view_count; i++)
		if (strcmp(generation->views[i].report.name,
		           loaded->report.name)
		    == 0)
			return ERR_RANGE;
	generation->views[generation->view_count++] = *loaded;
	return 0;
}

static int
plan_listeners(struct generation *generation,
               const struct view_report *const *reports, char *why)
{
	for (size_t i = 0; i < generation->listener_count; i++) {
		struct listener *listener = &generation->listeners[i];
		int result =
		    listener_plan_make(&generation->plans[i], listener, reports,
		                       generation->view_count, why);

		if (result < 0)
			return result;
		result = listener_grow(listener, &generation->plans[i]);
		if (result < 0) {
			snprintf(
			    why, LISTENER_WHY, "no more sockets for %s: %s",
			    listener->config->endpoint.text, err_text(result));
			return result;
		}
	}
	return 0;
}

int
generation_plan(struct generation *generation, char *why)
{
	const struct view_report **reports =
	    calloc(generation->view_count + 1, sizeof(struct view_report *));
	int result = ERR_MEMORY;

	snprintf(why, LISTENER_WHY, "out of memory");
	generation->plans =
	    calloc(generation->listener_count + 1, sizeof(*generation->plans));
	for (size_t i = 0; reports != NULL && i < generation->view_count; i++)
		reports[i] = &generation->views[i].report;
	if (reports != NULL && generation->plans != NULL)
		result = plan_listeners(generation, reports, why);
	free(reports);
	return result;
}

static size_t
add_block(struct launch_socket *sockets, const struct listener *listener,
          size_t block, bool alone)
{
	size_t count = 0;

	for (size_t i = 0; i < listener->threads; i++) {
		sockets[count] = (struct launch_socket){
		    .descriptor = listener->udp[block * listener->threads + i],
		    .alone = alone,
		};
		listener_source(listener, block, sockets[count++].from);
	}
	sockets[count++] = (struct launch_socket){
	    .descriptor = listener->tcp[block],
	    .tcp = true,
	    .alone = alone,
	};
	return count;
}

/* The sockets of all blocks whose owner is of this name. */
static int
find_sockets(struct launch_socket **sockets, size_t *count,
             const struct generation *generation, const char *owner)
{
	size_t room = 1;

	*count = 0;
	for (size_t i = 0; i < generation->listener_count; i++)
		room += generation->plans[i].block_count
		        * (generation->listeners[i].threads + 1);
	*sockets = calloc(room, sizeof(**sockets));
	if (*sockets == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < generation->listener_count; i++) {
		const struct listener_plan *plan = &generation->plans[i];

		for (size_t block = 0; block < plan->block_count; block++)
			if (strcmp(plan->owners[block], owner) == 0)
				*count +=
				    add_block(*sockets + *count,
				              &generation->listeners[i], block,
				              plan->alone && *owner);
	}
	return 0;
}

int
generation_start(struct generation *generation, size_t index,
                 void (*tried)(void *context, struct process *process,
                               const char *why),
                 void *context)
{
	const bool refuser = index == generation->view_count;
	const struct loaded *view = &generation->views[index];
	struct launch_worker worker = {
	    .view = refuser ? NULL : view->report.name,
	    .image = refuser ? -1 : view->image,
	};
	struct launch_socket *sockets;
	int result;

	result = find_sockets(&sockets, &worker.socket_count, generation,
	                      refuser ? "" : view->report.name);
	if (result < 0)
		return result;
	worker.sockets = sockets;
	if (worker.socket_count > 0) {
		result =
		    process_new(&generation->processes[index],
		                generation->runtime, &worker, tried, context);
		if (result == 0)
			result = 1;
	}
	free(sockets);
	return result;
}

void
generation_forget(struct generation *generation, const struct process *process)
{
	for (size_t i = 0; i <= generation->view_count; i++)
		if (generation->processes[i] == process)
			generation->processes[i] = NULL;
}

/* Who asks a view doesn't see that its process is another. */
static void
follow(struct generation *generation, const struct generation *before)
{
	for (size_t i = 0; i <= generation->view_count; i++) {
		const struct process *process = NULL;

		if (i == generation->view_count)
			process = before->processes[before->view_count];
		for (size_t j = 0; j < before->view_count; j++)
			if (i < generation->view_count
			    && strcmp(generation->views[i].report.name,
			              before->views[j].report.name)
			           == 0)
				process = before->processes[j];
		if (process != NULL && generation->processes[i] != NULL)
			process_follow(generation->processes[i], process);
	}
}

/* Behind the first of what a new supervisor serves. */
static void
switch_steering(struct generation *generation)
{
	if (generation->listener_count == 0
	    || !steering_switch(generation->listeners[0].steering))
		return;
	for (size_t i = 0; i < generation->listener_count; i++)
		if (listener_enlist(&generation->listeners[i]) < 0)
			log_error(
			    "%s: steering can't be renewed",
			    generation->listeners[i].config->endpoint.text);
}

void
generation_take_over(struct generation *generation, struct generation *before)
{
	if (before != NULL)
		follow(generation, before);
	generation_drop(before, true);
	for (size_t i = 0; i < generation->listener_count; i++)
		listener_follow(&generation->listeners[i],
		                &generation->plans[i]);
	switch_steering(generation);
	for (size_t i = 0; i <= generation->view_count; i++)
		if (generation->processes[i] != NULL)
			process_serve(generation->processes[i]);
}

void
generation_count(const struct generation *generation, bool logged)
{
	for (size_t i = 0; i <= generation->view_count; i++)
		if (generation->processes[i] != NULL)
			process_count(generation->processes[i], logged);
}

bool
generation_counting(const struct generation *generation)
{
	for (size_t i = 0; i <= generation->view_count; i++)
		if (generation->processes[i] != NULL
		    && process_status(generation->processes[i]).counting)
			return true;
	return false;
}

void
generation_log(const struct generation *generation, enum log_level level)
{
	for (size_t i = 0; i <= generation->view_count; i++)
		if (generation->processes[i] != NULL)
			process_log(generation->processes[i], level);
}

bool
generation_answers(const struct generation *generation)
{
	size_t processes = 0, serve = 0;

	for (size_t i = 0; i <= generation->view_count; i++) {
		const struct process *process = generation->processes[i];

		if (process == NULL)
			continue;
		if (process_hangs(process))
			return false;
		processes++;
		serve += process_serves(process);
	}
	return processes == 0 || serve > 0;
}

unsigned
generation_zones(const struct generation *generation)
{
	unsigned zones = 0;

	for (size_t i = 0; i < generation->view_count; i++)
		zones += generation->views[i].report.zones;
	return zones;
}
