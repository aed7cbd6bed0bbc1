/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "lib/net.h"
#include "server/handover.h"
#include "server/takeover_form.h"

enum { THREADS_MAX = UINT16_MAX };

static bool
is_number(const json_t *value, json_int_t min, json_int_t max)
{
	return json_is_integer(value) && json_integer_value(value) >= min
	       && json_integer_value(value) <= max;
}

static bool
has_number(const json_t *object, const char *name, json_int_t max)
{
	return is_number(json_object_get(object, name), 0, max);
}

/* -1: what it would be of is closed, or isn't there. */
static bool
is_descriptor(const json_t *value)
{
	return is_number(value, -1, INT_MAX);
}

static bool
has_descriptor(const json_t *object, const char *name)
{
	return is_descriptor(json_object_get(object, name));
}

static bool
has_text(const json_t *object, const char *name)
{
	return json_is_string(json_object_get(object, name));
}

static bool
has_answer(const json_t *object, const char *name)
{
	return json_is_boolean(json_object_get(object, name));
}

/* "": the refuser. */
static bool
is_owner(const json_t *value)
{
	const char *name = json_string_value(value);

	return name != NULL && (*name == '\0' || view_name_valid(name));
}

static bool
is_state(const json_t *state)
{
	return json_is_null(state)
	       || (has_descriptor(state, "lock") && has_text(state, "path")
	           && has_answer(state, "temporary"));
}

static bool
is_control(const json_t *control)
{
	return json_is_null(control)
	       || (has_descriptor(control, "socket")
	           && has_text(control, "path"));
}

static bool
is_steering(const json_t *steering)
{
	return json_is_null(steering)
	       || (has_descriptor(steering, "link")
	           && has_descriptor(steering, "egress"));
}

static bool
are_ids(const json_t *ids)
{
	const json_t *views = json_object_get(ids, "views"), *view;
	size_t i;

	json_array_foreach(views, i, view)
	{
		if (!is_owner(view))
			return false;
	}
	return has_number(ids, "first", UINT32_MAX)
	       && has_number(ids, "room", UINT32_MAX) && json_is_array(views);
}

static bool
is_block(const json_t *block, json_int_t threads)
{
	const json_t *owner = json_object_get(block, "owner"), *socket;
	const json_t *udp = json_object_get(block, "udp");
	size_t i;

	json_array_foreach(udp, i, socket)
	{
		if (!is_descriptor(socket))
			return false;
	}
	if (!is_owner(owner)
	    && (!json_is_string(owner)
	        || strcmp(json_string_value(owner), LISTENER_NOBODY) != 0))
		return false;
	return json_array_size(udp) == (size_t)threads
	       && has_descriptor(block, "tcp");
}

/* Steered by sk_lookup it has as many threads as the server. */
static bool
is_kind(const json_t *listener, const json_t *root)
{
	const bool looked_up =
	    json_is_object(json_object_get(root, "steering"));
	const json_int_t kind =
	    json_integer_value(json_object_get(listener, "kind"));

	if (!has_number(listener, "kind", STEERING_STRANGERS))
		return false;
	return kind <= STEERING_CLASSIC
	       || (looked_up
	           && json_equal(json_object_get(listener, "threads"),
	                         json_object_get(root, "threads")));
}

static bool
is_listener(const json_t *listener, const json_t *root)
{
	const json_t *blocks = json_object_get(listener, "blocks"), *block;
	const json_t *threads = json_object_get(listener, "threads");
	size_t i;

	if (!is_number(threads, 1, THREADS_MAX) || json_array_size(blocks) == 0)
		return false;
	json_array_foreach(blocks, i, block)
	{
		if (!is_block(block, json_integer_value(threads)))
			return false;
	}
	return has_text(listener, "address") && has_answer(listener, "six-only")
	       && is_kind(listener, root) && has_answer(listener, "mute")
	       && has_answer(listener, "listening")
	       && has_answer(listener, "passed");
}

static bool
is_view(const json_t *view)
{
	const json_t *name = json_object_get(view, "view");

	return is_owner(name) && *json_string_value(name) != '\0'
	       && has_answer(view, "external") && has_text(view, "hash")
	       && has_number(view, "zones", UINT32_MAX)
	       && has_descriptor(view, "image");
}

static bool
is_one_of(const json_t *views, const json_t *owner)
{
	const json_t *view;
	size_t i;

	json_array_foreach(views, i, view)
	{
		if (json_equal(json_object_get(view, "view"), owner))
			return true;
	}
	return is_owner(owner) && *json_string_value(owner) == '\0';
}

/* Where a socket's answers leave from; empty: the kernel knows. */
static bool
is_source(const json_t *from)
{
	const char *text = json_string_value(from);
	struct net_address address;

	return text != NULL
	       && (*text == '\0' || net_address_from_text(&address, text) == 0);
}

static bool
is_process(const json_t *process, const json_t *views)
{
	const json_t *sockets = json_object_get(process, "sockets"), *socket;
	const json_t *past = json_object_get(process, "past"), *count;
	size_t i;

	json_array_foreach(sockets, i, socket)
	{
		if (!has_descriptor(socket, "socket")
		    || !has_answer(socket, "tcp")
		    || !has_answer(socket, "alone")
		    || !is_source(json_object_get(socket, "from")))
			return false;
	}
	json_array_foreach(past, i, count)
	{
		if (!is_number(count, 0, INT64_MAX))
			return false;
	}
	return is_one_of(views, json_object_get(process, "view"))
	       && has_number(process, "pid", INT_MAX)
	       && has_descriptor(process, "control")
	       && has_answer(process, "ready")
	       && has_number(process, "measures", UINT32_MAX)
	       && has_number(process, "restarts", UINT32_MAX)
	       && json_is_array(sockets) && json_is_array(past);
}

static bool
are_listed(const json_t *root)
{
	const json_t *listeners = json_object_get(root, "listeners");
	const json_t *processes = json_object_get(root, "processes");
	const json_t *views = json_object_get(root, "views"), *one;
	size_t i;

	json_array_foreach(listeners, i, one)
	{
		if (!is_listener(one, root))
			return false;
	}
	json_array_foreach(views, i, one)
	{
		if (!is_view(one))
			return false;
	}
	json_array_foreach(processes, i, one)
	{
		if (!is_process(one, views))
			return false;
	}
	return json_is_array(listeners) && json_is_array(views)
	       && json_is_array(processes);
}

bool
takeover_form(const json_t *root)
{
	const json_t *asker = json_object_get(root, "asker");

	return is_number(json_object_get(root, "format"), HANDOVER_FORMAT,
	                 HANDOVER_FORMAT)
	       && has_number(root, "protocol", INT_MAX)
	       && has_number(root, "message", INT_MAX)
	       && has_number(root, "log", LOG_DEBUG)
	       && has_number(root, "upgrades", UINT32_MAX)
	       && has_number(root, "threads", THREADS_MAX)
	       && is_state(json_object_get(root, "state"))
	       && is_control(json_object_get(root, "control"))
	       && is_steering(json_object_get(root, "steering"))
	       && has_descriptor(asker, "socket")
	       && has_number(asker, "user", UINT32_MAX)
	       && are_ids(json_object_get(root, "ids")) && are_listed(root);
}
