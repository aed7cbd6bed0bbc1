/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/version.h"
#include "server/counts_json.h"
#include "server/measure.h"
#include "server/plain_json.h"
#include "server/status.h"

/* Whole seconds since then. */
static json_t *
age_json(const struct status_source *source, uint64_t then)
{
	const uint64_t now = uv_now(source->loop);

	return json_integer(now > then ? (json_int_t)((now - then) / 1000) : 0);
}

static const char *
state_of(const struct status_source *source)
{
	if (*source->stopping)
		return "stopping";
	if (!source->history->serving)
		return "starting";
	return reload_runs(source->reload) ? "reloading" : "serving";
}

static json_t *
failure_json(const struct status_source *source)
{
	const struct status_history *history = source->history;

	if (history->failures == 0)
		return json_null();
	return json_pack("{soso}", "seconds", age_json(source, history->failed),
	                 "error", plain_json(history->why));
}

json_t *
status_server(const struct status_source *source)
{
	static const char *const kinds[] = {
	    [IMAGES_SITE] = "site",
	    [IMAGES_FOLDER] = "folder",
	    [IMAGES_FILES] = "images",
	};
	const struct status_history *history = source->history;
	const struct served *served = source->serve->served;

	return json_pack(
	    "{sssssisIsosssosososisisiso}", "version", MULLION_VERSION, "state",
	    state_of(source), "pid", (int)getpid(), "uid",
	    (json_int_t)geteuid(), "serves",
	    plain_json(source->serve->paths[0]), "kind",
	    kinds[source->serve->kind], "generation",
	    served != NULL ? json_integer((json_int_t)served->generation)
			   : json_null(),
	    "up-seconds", age_json(source, history->started), "loaded-seconds",
	    history->serving ? age_json(source, history->loaded) : json_null(),
	    "reloads", (int)history->reloads, "upgrades",
	    (int)history->upgrades, "failures", (int)history->failures,
	    "last-failure", failure_json(source));
}

static json_t *
listener_json(const struct listener *listener)
{
	json_t *views = json_array();

	for (size_t i = 0; i < listener->block_count; i++)
		if (view_name_valid(listener->owners[i]))
			json_array_append_new(views,
			                      json_string(listener->owners[i]));
	return json_pack("{sssssbsiso}", "address",
	                 listener->config->endpoint.text, "steering",
	                 steering_text(listener->kind), "limited",
	                 listener_is_limited(listener), "threads",
	                 (int)listener->threads, "views", views);
}

json_t *
status_listeners(const struct status_source *source)
{
	json_t *listeners = json_array();

	for (size_t i = 0; i < source->listener_count; i++)
		json_array_append_new(listeners,
		                      listener_json(&source->listeners[i]));
	return listeners;
}

/* Octets that it has in memory, its sealed image counted as far as it has
 * looked at it; 0: not known. */
static json_int_t
memory_of(pid_t pid)
{
	char path[32], text[128] = "";
	unsigned long all = 0, resident = 0;
	FILE *file;

	if (pid <= 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fgets(text, sizeof(text), file) == NULL
	    || sscanf(text, "%lu %lu", &all, &resident) != 2)
		resident = 0;
	fclose(file);
	return (json_int_t)resident * sysconf(_SC_PAGESIZE);
}

static json_t *
sandbox_json(uint32_t measures)
{
	json_t *sandbox = json_object();

	for (uint32_t one = 1; one < MEASURE_ALL; one <<= 1)
		json_object_set_new(sandbox, measure_id(one),
		                    json_boolean((measures & one) != 0));
	return sandbox;
}

static json_t *
image_json(const struct loaded *loaded)
{
	const struct view_report *report = &loaded->report;

	return json_pack("{sssIsI}", "hash", report->hash, "serial",
	                 (json_int_t)view_report_serial(report), "zones",
	                 (json_int_t)report->zones);
}

static void
add_process(json_t *view, const struct status_source *source, const char *own,
            const struct process_status *status)
{
	json_object_set_new(view, "state", json_string(status->state));
	json_object_set_new(view, "pid",
	                    status->pid > 0 ? json_integer(status->pid)
	                                    : json_null());
	json_object_set_new(view, "uid",
	                    json_integer(launch_uid(source->launch, own)));
	if (status->pid > 0)
		json_object_set_new(view, "up-seconds",
		                    age_json(source, status->started));
	json_object_set_new(view, "restarts",
	                    json_integer((json_int_t)status->restarts));
	json_object_set_new(view, "memory",
	                    json_integer(memory_of(status->pid)));
	json_object_set_new(view, "sandbox", sandbox_json(status->measures));
}

/* loaded: NULL for the refuser. process: NULL where nobody can ask. */
static json_t *
view_json(const struct status_source *source, const struct loaded *loaded,
          const struct process *process, bool counters)
{
	const char *name = loaded != NULL ? loaded->report.name : "";
	json_t *view = json_object();
	struct process_status status;

	json_object_set_new(view, "view",
	                    loaded != NULL ? json_string(name) : json_null());
	if (loaded != NULL && !counters) {
		json_object_set_new(view, "trust",
		                    json_string(loaded->report.external
		                                    ? "external"
		                                    : "internal"));
		json_object_set_new(view, "image", image_json(loaded));
	}
	if (process == NULL) {
		json_object_set_new(view, "state", json_string("no listener"));
		return view;
	}
	status = process_status(process);
	if (!counters)
		add_process(view, source, name, &status);
	json_object_set_new(view, "counters", counts_json(&status.counts));
	return view;
}

json_t *
status_views(const struct status_source *source, bool counters)
{
	const struct generation *serving = reload_serving(source->reload);
	json_t *views = json_array();
	size_t count = serving != NULL ? serving->view_count : 0;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    views, view_json(source, &serving->views[i],
		                     serving->processes[i], counters));
	if (serving != NULL && serving->processes[count] != NULL)
		json_array_append_new(
		    views, view_json(source, NULL, serving->processes[count],
		                     counters));
	return views;
}

static void
add_zones(json_t *zones, const struct view_report *report,
          const struct control_request *request)
{
	for (size_t i = 0; i < report->told_count; i++) {
		const char *name = view_report_zone(report, i);

		if (request->zone[0] != '\0'
		    && strcmp(request->zone, name) != 0)
			continue;
		json_array_append_new(
		    zones,
		    json_pack("{sssssI}", "view", report->name, "zone", name,
		              "serial", (json_int_t)report->told[i].serial));
	}
}

json_t *
status_zones(const struct status_source *source,
             const struct control_request *request, size_t *more)
{
	const struct generation *serving = reload_serving(source->reload);
	json_t *zones = json_array();

	*more = 0;
	for (size_t i = 0; serving != NULL && i < serving->view_count; i++) {
		const struct view_report *report = &serving->views[i].report;

		if (request->view[0] != '\0'
		    && strcmp(request->view, report->name) != 0)
			continue;
		add_zones(zones, report, request);
		*more += report->zones - report->told_count;
	}
	return zones;
}
