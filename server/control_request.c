/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "server/control_request.h"

const char *const control_levels[] = {"error", "warning", "info", "debug",
                                      NULL};

static const char *const commands[] = {
    [CONTROL_STATUS] = "status",           [CONTROL_STATS] = "stats",
    [CONTROL_ZONE_STATUS] = "zone-status", [CONTROL_RELOAD] = "reload",
    [CONTROL_LOG_LEVEL] = "log-level",     [CONTROL_STOP] = "stop",
    [CONTROL_UPGRADE] = "upgrade",         NULL,
};

static int
fail(char *why, const char *text)
{
	snprintf(why, CONTROL_WHY, "%s", text);
	return ERR_MALFORMED;
}

/* The value's place among the names, or ERR_NOTHING. */
static int
choose(const json_t *value, const char *const *names)
{
	const char *text = json_string_value(value);

	for (int i = 0; text != NULL && names[i] != NULL; i++)
		if (strcmp(text, names[i]) == 0)
			return i;
	return ERR_NOTHING;
}

/* As the loader writes it: images know no capital letters. */
static int
read_zone(struct control_request *request, const json_t *value)
{
	const char *text = json_string_value(value);
	uint8_t name[DNAME_MAX];

	if (text == NULL
	    || dname_from_text(name, text, json_string_length(value), NULL) < 0)
		return ERR_MALFORMED;
	dname_lower(name, name);
	dname_to_text(request->zone, name);
	return 0;
}

static int
read_view(struct control_request *request, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL || !view_name_valid(text))
		return ERR_MALFORMED;
	memcpy(request->view, text, strlen(text) + 1);
	return 0;
}

static int
read_level(struct control_request *request, const json_t *value)
{
	int level = choose(value, control_levels);

	if (level < 0)
		return level;
	request->leveled = true;
	request->level = (enum log_level)level;
	return 0;
}

static int
read_force(struct control_request *request, const json_t *value)
{
	request->force = json_is_true(value);
	return json_is_boolean(value) ? 0 : ERR_MALFORMED;
}

static const struct {
	const char *name;
	enum control_command command; /* that it goes with */
	int (*read)(struct control_request *request, const json_t *value);
	const char *what; /* it must be */
} members[] = {
    {"force", CONTROL_RELOAD, read_force, "true or false"},
    {"zone", CONTROL_ZONE_STATUS, read_zone, "a domain name"},
    {"view", CONTROL_ZONE_STATUS, read_view, "a view's name"},
    {"level", CONTROL_LOG_LEVEL, read_level, "error, warning, info or debug"},
};

static int
read_member(struct control_request *request, const char *name,
            const json_t *value, char *why)
{
	if (strcmp(name, "version") == 0 || strcmp(name, "command") == 0)
		return 0;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (strcmp(name, members[i].name) != 0
		    || request->command != members[i].command)
			continue;
		if (members[i].read(request, value) == 0)
			return 0;
		snprintf(why, CONTROL_WHY, "%s must be %s", members[i].name,
		         members[i].what);
		return ERR_MALFORMED;
	}
	snprintf(why, CONTROL_WHY, "%s takes no such member or option",
	         commands[request->command]);
	return ERR_MALFORMED;
}

static int
read_object(struct control_request *request, json_t *object, char *why)
{
	const json_t *version = json_object_get(object, "version");
	int command = choose(json_object_get(object, "command"), commands);
	int result = 0;
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return fail(why, "a request is a JSON object");
	if (!json_is_integer(version)
	    || json_integer_value(version) != CONTROL_VERSION)
		return fail(why, "requests of another version than 1: mullion"
		                 " and mulliond must be of one release");
	if (command < 0)
		return fail(why, "there is no such command");
	request->command = (enum control_command)command;
	json_object_foreach(object, name, value)
	{
		result = read_member(request, name, value, why);
		if (result < 0)
			break;
	}
	return result;
}

int
control_request_read(struct control_request *request, const char *text,
                     size_t length, char *why)
{
	json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	int result;

	*request = (struct control_request){0};
	if (object == NULL)
		return fail(why, "the request isn't a line of JSON");
	result = read_object(request, object, why);
	json_decref(object);
	return result;
}
