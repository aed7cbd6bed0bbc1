/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/handover.h"
#include "server/takeover.h"
#include "server/takeover_form.h"
#include "server/worker.h"

static json_int_t
number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static const char *
text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value != NULL ? value : "";
}

static bool
is_set(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

/* It was left open for us, and isn't for those whom we start. */
static int
take(const json_t *value)
{
	int descriptor = (int)json_integer_value(value);

	if (!json_is_integer(value) || descriptor < 0)
		return -1;
	fcntl(descriptor, F_SETFD, FD_CLOEXEC);
	return descriptor;
}

int
takeover_open(struct takeover *takeover, int handover)
{
	takeover->root = json_loadfd(handover, 0, NULL);
	close(handover);
	if (takeover->root != NULL && takeover_form(takeover->root))
		return 0;
	takeover_close(takeover);
	log_error("what the mulliond before has left can't be read by this"
	          " release: stop it, and start this one");
	return ERR_REPORTED;
}

static int
refuse(const char *what)
{
	log_error("%s: that takes a stop and a start", what);
	return ERR_REPORTED;
}

/* One that the configuration has, or NULL. */
static const json_t *
find_listener(const struct takeover *takeover, const struct endpoint *endpoint)
{
	const json_t *listener;
	size_t i;

	json_array_foreach(json_object_get(takeover->root, "listeners"), i,
	                   listener)
	{
		struct endpoint at;

		if (endpoint_from_text(&at, text(listener, "address")) == 0
		    && endpoint_equal(&at, endpoint))
			return listener;
	}
	return NULL;
}

static int
check_listeners(const struct takeover *takeover, const struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		const struct endpoint *at = &config->listeners[i].endpoint;
		const json_t *before = find_listener(takeover, at);
		const struct socket_options options =
		    listeners_options(config, at);

		if (before == NULL && sockets_probe(at, &options) < 0) {
			log_error("%s can't be listened on: %s", at->text,
			          strerror(errno));
			return ERR_REPORTED;
		}
		if (before != NULL
		    && is_set(before, "six-only") != options.six_only)
			return refuse("whether [::] takes IPv4 has changed");
	}
	return 0;
}

static int
check_steering(const struct takeover *takeover, const struct config *config)
{
	int result;

	if (!json_is_object(json_object_get(takeover->root, "steering")))
		return 0;
	if (config->steering == CONFIG_STEERING_CLASSIC)
		return refuse("listeners are steered by sk_lookup");
	result = steer_lookup_try(config);
	if (result < 0)
		log_error("listeners are steered by sk_lookup, and this"
		          " mulliond can't: %s",
		          err_text(result));
	return result < 0 ? ERR_REPORTED : 0;
}

/* Where others look for it. */
static bool
is_path(const json_t *object, const char *path)
{
	if (!json_is_object(object) || path == NULL)
		return !json_is_object(object) && path == NULL;
	return strcmp(text(object, "path"), path) == 0;
}

int
takeover_check(const struct takeover *takeover, const struct config *config)
{
	const json_t *root = takeover->root;
	const json_t *state = json_object_get(root, "state");
	char *control = config_control(config);
	const bool same = is_path(json_object_get(root, "control"), control);

	free(control);
	if (number(root, "protocol") != WORKER_PROTOCOL
	    || number(root, "message") != sizeof(struct worker_message))
		return refuse("view processes of the two releases speak"
		              " differently");
	if (number(root, "threads") != config->threads)
		return refuse("\"threads\" has changed");
	if (!is_set(state, "temporary") && !is_path(state, config->state))
		return refuse("\"state\" has changed");
	if (is_set(state, "temporary") && config->state != NULL)
		return refuse("\"state\" has changed");
	if (!same)
		return refuse("where the control socket is has changed");
	if (check_listeners(takeover, config) < 0)
		return ERR_REPORTED;
	return check_steering(takeover, config);
}

void
takeover_launch(const struct takeover *takeover, struct launch *launch)
{
	const json_t *ids = json_object_get(takeover->root, "ids");
	const json_t *view;
	uid_t id;
	size_t i;

	launch->log = (enum log_level)number(takeover->root, "log");
	log_limit(launch->log);
	if (number(ids, "first") != launch->ids->first
	    || number(ids, "room") != (json_int_t)launch->ids->room)
		return;
	json_array_foreach(json_object_get(ids, "views"), i, view)
	{
		view_ids_find(launch->ids, json_string_value(view), &id);
	}
}

/* A listener as it was left: sockets, owners and how it is steered. */
static int
adopt(struct listener *listener, struct steering *steering,
      const struct config_listener *config,
      const struct socket_options *options, const json_t *left)
{
	const json_t *blocks = json_object_get(left, "blocks"), *block, *socket;
	struct listener_left given = {
	    .threads = (unsigned)number(left, "threads"),
	    .kind = (enum steering_kind)number(left, "kind"),
	    .mute = is_set(left, "mute"),
	    .listening = is_set(left, "listening"),
	    .passed = is_set(left, "passed"),
	    .block_count = json_array_size(blocks),
	};
	size_t i, j;
	int result =
	    listener_adopt(listener, steering, config, options, &given);

	if (result < 0)
		return result;
	json_array_foreach(blocks, i, block)
	{
		strncpy(listener->owners[i], text(block, "owner"),
		        VIEW_NAME - 1);
		listener->tcp[i] = take(json_object_get(block, "tcp"));
		json_array_foreach(json_object_get(block, "udp"), j, socket)
		{
			listener->udp[i * given.threads + j] = take(socket);
		}
	}
	return listener_enlist(listener);
}

static void
close_block(const json_t *block)
{
	const json_t *socket;
	size_t i;

	json_array_foreach(json_object_get(block, "udp"), i, socket)
	{
		close(take(socket));
	}
	close(take(json_object_get(block, "tcp")));
}

void
takeover_close_others(const struct takeover *takeover,
                      const struct config *config)
{
	const json_t *listener, *block;
	size_t i, j;

	json_array_foreach(json_object_get(takeover->root, "listeners"), i,
	                   listener)
	{
		bool stays = false;

		for (size_t k = 0; k < config->listener_count; k++)
			stays = stays
			        || find_listener(takeover,
			                         &config->listeners[k].endpoint)
			               == listener;
		if (stays)
			continue;
		json_array_foreach(json_object_get(listener, "blocks"), j,
		                   block)
		{
			close_block(block);
		}
	}
}

void
takeover_close(struct takeover *takeover)
{
	json_decref(takeover->root);
	takeover->root = NULL;
}

static int
take_steering(const struct takeover *takeover, struct steering *steering)
{
	const json_t *left = json_object_get(takeover->root, "steering");
	struct steer_links links;

	if (!json_is_object(left))
		return 0;
	links.steer = take(json_object_get(left, "link"));
	links.egress = take(json_object_get(left, "egress"));
	return steering_follow(steering, &links);
}

int
takeover_listeners(const struct takeover *takeover, struct listeners *listeners,
                   struct steering *steering, const struct config *config)
{
	int result = take_steering(takeover, steering);

	listeners->items =
	    calloc(config->listener_count + 1, sizeof(*listeners->items));
	if (listeners->items == NULL)
		result = ERR_MEMORY;
	for (size_t i = 0; result == 0 && i < config->listener_count; i++) {
		const struct config_listener *one = &config->listeners[i];
		const json_t *left = find_listener(takeover, &one->endpoint);
		struct listener *listener = &listeners->items[i];
		struct socket_options options =
		    listeners_options(config, &one->endpoint);

		result = left != NULL
		             ? adopt(listener, steering, one, &options, left)
		             : listener_open(listener, steering, one, &options);
		if (result < 0)
			log_error("%s can't be taken over: %s",
			          one->endpoint.text, err_text(result));
		else
			listeners->count++;
	}
	return result < 0 ? ERR_REPORTED : 0;
}

int
takeover_state(const struct takeover *takeover, struct state *state, bool site,
               uid_t uid, gid_t gid)
{
	const json_t *left = json_object_get(takeover->root, "state");

	if (!json_is_object(left))
		return 0;
	return state_adopt(state, text(left, "path"), is_set(left, "temporary"),
	                   take(json_object_get(left, "lock")), site, uid, gid);
}

int
takeover_control(const struct takeover *takeover)
{
	return take(json_object_get(json_object_get(takeover->root, "control"),
	                            "socket"));
}

int
takeover_asker(const struct takeover *takeover, uid_t *user)
{
	const json_t *asker = json_object_get(takeover->root, "asker");

	*user = (uid_t)number(asker, "user");
	return take(json_object_get(asker, "socket"));
}

unsigned
takeover_upgrades(const struct takeover *takeover)
{
	return (unsigned)number(takeover->root, "upgrades");
}

static void
take_counts(struct worker_counts *counts, const json_t *array)
{
	uint64_t *numbers = (uint64_t *)counts;
	const json_t *one;
	size_t i;

	json_array_foreach(array, i, one)
	{
		if (i < sizeof(*counts) / sizeof(*numbers))
			numbers[i] = (uint64_t)json_integer_value(one);
	}
}

static void
take_socket(struct launch_socket *socket, const json_t *left)
{
	socket->descriptor = take(json_object_get(left, "socket"));
	socket->tcp = is_set(left, "tcp");
	socket->alone = is_set(left, "alone");
	strncpy(socket->from, text(left, "from"), sizeof(socket->from) - 1);
}

static int
take_process(struct generation *generation, const json_t *left)
{
	const json_t *sockets = json_object_get(left, "sockets"), *socket;
	const char *view = text(left, "view");
	struct launch_socket *list =
	    calloc(json_array_size(sockets) + 1, sizeof(*list));
	struct launch_worker worker = {.image = -1, .sockets = list};
	struct process_handover given = {
	    .worker = &worker,
	    .pid = (pid_t)number(left, "pid"),
	    .control = take(json_object_get(left, "control")),
	    .ready = is_set(left, "ready"),
	    .measures = (uint32_t)number(left, "measures"),
	    .restarts = (unsigned)number(left, "restarts"),
	};
	size_t at = 0, i;
	int result;

	if (list == NULL)
		return ERR_MEMORY;
	json_array_foreach(sockets, i, socket)
	{
		take_socket(&list[worker.socket_count++], socket);
	}
	take_counts(&given.past, json_object_get(left, "past"));
	while (at < generation->view_count
	       && strcmp(generation->views[at].report.name, view) != 0)
		at++;
	if (at < generation->view_count) {
		worker.view = view;
		worker.image = generation->views[at].image;
	}
	result = process_adopt(&generation->processes[at], generation->runtime,
	                       &given);
	free(list);
	return result;
}

static void
take_view(struct generation *generation, const json_t *left)
{
	struct loaded *view = &generation->views[generation->view_count++];

	view->image = take(json_object_get(left, "image"));
	strncpy(view->report.name, text(left, "view"), VIEW_NAME - 1);
	strncpy(view->report.hash, text(left, "hash"), VIEW_HASH - 1);
	view->report.external = is_set(left, "external");
	view->report.zones = (unsigned)number(left, "zones");
}

struct generation *
takeover_serving(const struct takeover *takeover, const struct runtime *runtime,
                 struct listeners *listeners)
{
	const json_t *views = json_object_get(takeover->root, "views"), *one;
	struct generation *generation =
	    generation_new(runtime, listeners->items, listeners->count,
	                   json_array_size(views));
	size_t i;

	if (generation == NULL)
		return NULL;
	json_array_foreach(views, i, one)
	{
		take_view(generation, one);
	}
	json_array_foreach(json_object_get(takeover->root, "processes"), i, one)
	{
		if (take_process(generation, one) < 0) {
			generation_drop(generation, false);
			return NULL;
		}
	}
	return generation;
}
