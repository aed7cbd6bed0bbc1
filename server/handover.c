/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/handover.h"
#include "server/worker.h"

struct writer {
	const struct handover *from;
	struct handover_descriptors *descriptors;
	bool failed;
};

/* The descriptor's number, which is noted; -1 stays that. */
static json_t *
pass(struct writer *writer, int descriptor)
{
	struct handover_descriptors *list = writer->descriptors;
	int *grown;

	if (descriptor < 0)
		return json_integer(-1);
	grown = reallocarray(list->items, list->count + 1, sizeof(*grown));
	if (grown == NULL) {
		writer->failed = true;
		return NULL;
	}
	list->items = grown;
	grown[list->count++] = descriptor;
	return json_integer(descriptor);
}

static json_t *
state_json(struct writer *writer)
{
	const struct state *state = writer->from->state;

	if (state->lock < 0)
		return json_null();
	return json_pack("{sosssb}", "lock", pass(writer, state->lock), "path",
	                 state->path, "temporary", state->temporary);
}

static json_t *
control_json(struct writer *writer)
{
	if (writer->from->control_path == NULL)
		return json_null();
	return json_pack("{soss}", "socket",
	                 pass(writer, writer->from->control), "path",
	                 writer->from->control_path);
}

static json_t *
steering_json(struct writer *writer)
{
	const struct steer_lookup *lookup = writer->from->steering->lookup;
	struct steer_links links;

	if (lookup == NULL)
		return json_null();
	links = steer_lookup_links(lookup);
	return json_pack("{soso}", "link", pass(writer, links.steer), "egress",
	                 pass(writer, links.egress));
}

static json_t *
ids_json(const struct view_ids *ids)
{
	json_t *views = json_array();

	for (size_t i = 0; i < ids->count; i++)
		json_array_append_new(views, json_string(ids->views[i]));
	return json_pack("{sIsIso}", "first", (json_int_t)ids->first, "room",
	                 (json_int_t)ids->room, "views", views);
}

static json_t *
block_json(struct writer *writer, const struct listener *listener, size_t block)
{
	json_t *udp = json_array();

	for (size_t i = 0; i < listener->threads; i++)
		json_array_append_new(
		    udp,
		    pass(writer, listener->udp[block * listener->threads + i]));
	return json_pack("{sssoso}", "owner", listener->owners[block], "udp",
	                 udp, "tcp", pass(writer, listener->tcp[block]));
}

static json_t *
listener_json(struct writer *writer, const struct listener *listener)
{
	json_t *blocks = json_array();

	for (size_t i = 0; i < listener->block_count; i++)
		json_array_append_new(blocks, block_json(writer, listener, i));
	return json_pack(
	    "{sssbsisisbsbsbso}", "address", listener->config->endpoint.text,
	    "six-only", listener->options.six_only, "threads",
	    (int)listener->threads, "kind", (int)listener->kind, "mute",
	    listener->mute, "listening", listener->listening, "passed",
	    listener->passed, "blocks", blocks);
}

static json_t *
view_json(struct writer *writer, const struct loaded *view)
{
	const struct view_report *report = &view->report;

	return json_pack("{sssbsssIso}", "view", report->name, "external",
	                 report->external, "hash", report->hash, "zones",
	                 (json_int_t)report->zones, "image",
	                 pass(writer, view->image));
}

static json_t *
sockets_json(struct writer *writer, const struct launch_worker *worker)
{
	json_t *sockets = json_array();

	for (size_t i = 0; i < worker->socket_count; i++) {
		const struct launch_socket *one = &worker->sockets[i];

		json_array_append_new(sockets,
		                      json_pack("{sosbsbss}", "socket",
		                                pass(writer, one->descriptor),
		                                "tcp", one->tcp, "alone",
		                                one->alone, "from", one->from));
	}
	return sockets;
}

static json_t *
counts_array(const struct worker_counts *counts)
{
	const uint64_t *numbers = (const uint64_t *)counts;
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof(*counts) / sizeof(*numbers); i++)
		json_array_append_new(
		    array, json_integer((json_int_t)(numbers[i] & INT64_MAX)));
	return array;
}

static json_t *
process_json(struct writer *writer, const struct process *process)
{
	struct process_handover left = process_hand_over(process);

	return json_pack(
	    "{sssisosbsIsIsoso}", "view",
	    left.worker->view != NULL ? left.worker->view : "", "pid",
	    (int)left.pid, "control", pass(writer, left.control), "ready",
	    left.ready, "measures", (json_int_t)left.measures, "restarts",
	    (json_int_t)left.restarts, "past", counts_array(&left.past),
	    "sockets", sockets_json(writer, left.worker));
}

static json_t *
listeners_json(struct writer *writer)
{
	json_t *listeners = json_array();

	for (size_t i = 0; i < writer->from->listener_count; i++)
		json_array_append_new(
		    listeners,
		    listener_json(writer, &writer->from->listeners[i]));
	return listeners;
}

static json_t *
views_json(struct writer *writer)
{
	const struct generation *serving = writer->from->serving;
	json_t *views = json_array();

	for (size_t i = 0; i < serving->view_count; i++)
		json_array_append_new(views,
		                      view_json(writer, &serving->views[i]));
	return views;
}

static json_t *
processes_json(struct writer *writer)
{
	const struct generation *serving = writer->from->serving;
	json_t *processes = json_array();

	for (size_t i = 0; i <= serving->view_count; i++)
		if (serving->processes[i] != NULL)
			json_array_append_new(
			    processes,
			    process_json(writer, serving->processes[i]));
	return processes;
}

static json_t *
make(struct writer *writer)
{
	const struct handover *from = writer->from;

	return json_pack(
	    "{sisisIsIsIsososos{sosI}sososososo}", "format", HANDOVER_FORMAT,
	    "protocol", WORKER_PROTOCOL, "message",
	    (json_int_t)sizeof(struct worker_message), "log",
	    (json_int_t)from->launch->log, "upgrades",
	    (json_int_t)from->upgrades, "state", state_json(writer), "control",
	    control_json(writer), "steering", steering_json(writer), "asker",
	    "socket", pass(writer, from->asker), "user",
	    (json_int_t)from->asker_user, "ids", ids_json(from->launch->ids),
	    "listeners", listeners_json(writer), "views", views_json(writer),
	    "processes", processes_json(writer), "threads",
	    json_integer((json_int_t)from->steering->config->threads));
}

static int
write_all(int memfd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t wrote = write(memfd, text, left);

		if (wrote < 0)
			return ERR_SYSTEM;
		text += wrote;
		left -= (size_t)wrote;
	}
	return lseek(memfd, 0, SEEK_SET) < 0 ? ERR_SYSTEM : 0;
}

int
handover_write(const struct handover *handover,
               struct handover_descriptors *descriptors)
{
	struct writer writer = {.from = handover, .descriptors = descriptors};
	int memfd = memfd_create("handover", MFD_CLOEXEC), result = 0;
	json_t *root;
	char *text;

	*descriptors = (struct handover_descriptors){0};
	if (memfd < 0)
		return ERR_SYSTEM;
	root = make(&writer);
	json_decref(pass(&writer, memfd));
	text = root != NULL && !writer.failed ? json_dumps(root, 0) : NULL;
	json_decref(root);
	result = text != NULL ? write_all(memfd, text) : ERR_MALFORMED;
	free(text);
	if (result == 0)
		return memfd;
	close(memfd);
	free(descriptors->items);
	*descriptors = (struct handover_descriptors){0};
	return result;
}
