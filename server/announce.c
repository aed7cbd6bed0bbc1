/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "server/announce.h"
#include "server/host_warning.h"
#include "server/measure.h"
#include "server/process.h"

enum { LINE = 600 };

/* Appends, and says with "..." that not all had room. */
static void
append(char *line, size_t *length, const char *separator, const char *text)
{
	size_t wanted = strlen(separator) + strlen(text);

	if (*length + wanted + 5 < LINE)
		*length +=
		    (size_t)sprintf(line + *length, "%s%s", separator, text);
	else if (*length < 4 || strcmp(line + *length - 3, "...") != 0)
		*length += (size_t)sprintf(line + *length, " ...");
}

static void
announce_listener(const struct listener *listener)
{
	const char *how[] = {
	    [STEERING_NONE] = "alone",
	    [STEERING_CLASSIC] = "steered by source address (classic BPF)",
	    [STEERING_LOOKUP] = "steered by source address (sk_lookup)",
	    [STEERING_STRANGERS] = "alone, strangers led away (sk_lookup)",
	};
	char line[LINE] = "";
	size_t length = 0, views = 0;

	for (size_t i = 0; i < listener->block_count; i++)
		if (view_name_valid(listener->owners[i]))
			append(line, &length, views++ > 0 ? ", " : "",
			       listener->owners[i]);
	log_info("%s serves %s %s, %s; %u UDP socket%s a view",
	         listener->config->endpoint.text,
	         views == 1 ? "the view" : "the views", line,
	         how[listener->kind], listener->threads,
	         listener->threads == 1 ? "" : "s");
}

static void
announce_views(const struct generation *serving, const char *what)
{
	char line[LINE] = "", one[VIEW_NAME + 32];
	size_t length = 0;

	for (size_t i = 0; i < serving->view_count; i++) {
		const struct view_report *view = &serving->views[i].report;

		snprintf(one, sizeof(one), "%s (%u zone%s)", view->name,
		         view->zones, view->zones == 1 ? "" : "s");
		append(line, &length, i > 0 ? ", " : "", one);
	}
	log_info("%s: %zu view%s, %u zone%s: %s", what, serving->view_count,
	         serving->view_count == 1 ? "" : "s", generation_zones(serving),
	         generation_zones(serving) == 1 ? "" : "s", line);
}

static void
warn_unasked(const struct generation *serving)
{
	for (size_t i = 0; i < serving->view_count; i++)
		if (serving->processes[i] == NULL)
			log_warning("view %s has no listener: nobody can ask"
			            " it",
			            serving->views[i].report.name);
}

static void
warn_host(const struct generation *serving)
{
	const struct view_report **views =
	    calloc(serving->view_count + 1, sizeof(struct view_report *));

	if (views == NULL)
		return;
	for (size_t i = 0; i < serving->view_count; i++)
		views[i] = &serving->views[i].report;
	host_warning(views, serving->view_count);
	free(views);
}

/* All run on one kernel, so what one lacks the others do. */
static void
announce_sandbox(const struct generation *serving)
{
	uint32_t missing = 0;
	char text[MEASURE_TEXT];

	for (size_t i = 0; i <= serving->view_count; i++)
		if (serving->processes[i] != NULL)
			missing |= MEASURE_ALL
			           & ~process_measures(serving->processes[i]);
	if (missing != 0)
		log_warning("the views' sandbox lacks what can't be had here:"
		            " %s",
		            measure_text(text, missing));
}

void
announce(const struct generation *serving, bool first)
{
	warn_unasked(serving);
	if (first) {
		announce_sandbox(serving);
		warn_host(serving);
		for (size_t i = 0; i < serving->listener_count; i++)
			announce_listener(&serving->listeners[i]);
	}
	announce_views(serving, first ? "ready" : "reloaded");
}

void
announce_failure(const char *why, const struct generation *serving)
{
	log_error("reload failed: %s; still serving the %zu view%s from before",
	          why, serving->view_count,
	          serving->view_count == 1 ? "" : "s");
}
