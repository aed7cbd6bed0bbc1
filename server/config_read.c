/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/config_reader.h"
#include "server/view_report.h"

enum { VIEWS_MAX = 1024, IDS_MAX = 0x7fffffff, KEYS_MAX = 16 };

static void
read_ignored(struct reader *reader, const struct json_value *value)
{
	(void)reader;
	(void)value;
}

static void
read_address(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->listen.address, ENDPOINT_TEXT - 9);
}

static void
read_port(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->listen.port, 1, 65535);
}

static void
read_views(struct reader *reader, const struct json_value *value)
{
	struct listen *listen = &reader->listen;
	struct json_value view;
	struct json_walk walk;
	size_t size = json_array_size(value->json);

	if (size == 0 || size > VIEWS_MAX) {
		reader_wrong(reader, value, "an array of views' names");
		return;
	}
	listen->views = calloc(size, sizeof(*listen->views));
	json_walk_start(&walk, &reader->file, value);
	for (; listen->views != NULL && json_walk_next(&walk, &view);
	     json_value_clear(&view)) {
		const char *name = json_string_value(view.json);

		if (name == NULL || !view_name_valid(name))
			json_text_error(&reader->file, view.at, "schema",
			                "this isn't a view's name: letters a-z,"
			                " digits and \"-\", 63 at most");
		else
			listen->views[listen->view_count++] = strdup(name);
	}
}

static void
listen_add(struct reader *reader, const struct json_value *value,
           const struct endpoint *endpoint, const struct listen *listen)
{
	if (config_listen(reader->config, endpoint, listen->views,
	                  listen->view_count)
	    == ERR_RANGE)
		json_text_error(&reader->file, value->at, "schema",
		                "%s is listened on already: name all its views"
		                " in one listener",
		                endpoint->text);
}

/* All its members are read, and good. */
static void
listen_complete(struct reader *reader, const struct json_value *value)
{
	const struct listen *listen = &reader->listen;
	struct endpoint endpoint;

	if (listen->address == NULL)
		json_text_error(&reader->file, value->at, "schema",
		                "a listener needs an \"address\"");
	else if (endpoint_from_parts(&endpoint, listen->address, listen->port)
	         < 0)
		json_text_error(&reader->file, value->at, "schema",
		                "\"%s\" isn't an address: write 192.0.2.1 or"
		                " 2001:db8::1",
		                listen->address);
	else
		listen_add(reader, value, &endpoint, listen);
}

static void
read_listener_object(struct reader *reader, const struct json_value *value)
{
	static const struct reader_member members[] = {
	    {"address", read_address},
	    {"port", read_port},
	    {"views", read_views},
	    {NULL, NULL},
	};
	struct listen *listen = &reader->listen;
	const unsigned errors = reader->file.errors;

	*listen = (struct listen){.port = 53};
	reader_object(reader, value, members);
	if (reader->file.errors == errors)
		listen_complete(reader, value);
	free(listen->address);
	for (size_t i = 0; i < listen->view_count; i++)
		free(listen->views[i]);
	free(listen->views);
}

static void
read_listen(struct reader *reader, const struct json_value *value)
{
	const struct listen all = {0};
	struct json_value listener;
	struct json_walk walk;

	if (json_array_size(value->json) == 0) {
		reader_wrong(reader, value, "an array of listeners");
		return;
	}
	json_walk_start(&walk, &reader->file, value);
	for (; json_walk_next(&walk, &listener); json_value_clear(&listener)) {
		const char *text = json_string_value(listener.json);
		struct endpoint endpoint;

		if (json_is_object(listener.json))
			read_listener_object(reader, &listener);
		else if (text == NULL
		         || endpoint_from_text(&endpoint, text) < 0)
			json_text_error(
			    &reader->file, listener.at, "schema",
			    "this isn't a listener: write"
			    " \"192.0.2.1:53\", \"[2001:db8::1]:53\""
			    " or an object with \"address\"");
		else
			listen_add(reader, &listener, &endpoint, &all);
	}
}

static void
read_serve_path(struct reader *reader, const struct json_value *value)
{
	const char *path = json_string_value(value->json);

	if (path == NULL || *path == '\0')
		json_text_error(&reader->file, value->at, "schema",
		                "\"serve\" must be the path of a site, a"
		                " folder of images or an image, or an array of"
		                " images");
	else
		config_serve(reader->config, path);
}

static void
read_serve(struct reader *reader, const struct json_value *value)
{
	struct json_value path;
	struct json_walk walk;

	if (json_array_size(value->json) == 0) {
		read_serve_path(reader, value);
		return;
	}
	json_walk_start(&walk, &reader->file, value);
	for (; json_walk_next(&walk, &path); json_value_clear(&path))
		read_serve_path(reader, &path);
}

/* What is wrong with it, or NULL. */
static const char *
take_key(struct config *config, const char *text)
{
	uint8_t key[PUBLIC_KEY];
	int result = text == NULL ? ERR_MALFORMED : public_key_read(key, text);

	if (result == ERR_RANGE)
		return "anybody can sign with this key: put one that mullion"
		       " keygen has made";
	if (result < 0)
		return "this isn't a public key: 44 characters, as mullion"
		       " keygen prints it";
	if (config_trust(config, key) == ERR_RANGE)
		return "this key stands here twice";
	return NULL;
}

static void
read_keys(struct reader *reader, const struct json_value *value)
{
	size_t size = json_array_size(value->json);
	struct json_value key;
	struct json_walk walk;

	if (size == 0 || size > KEYS_MAX) {
		reader_wrong(reader, value, "an array of 1 to 16 public keys");
		return;
	}
	json_walk_start(&walk, &reader->file, value);
	for (; json_walk_next(&walk, &key); json_value_clear(&key)) {
		const char *fault =
		    take_key(reader->config, json_string_value(key.json));

		if (fault != NULL)
			json_text_error(&reader->file, key.at, "schema", "%s",
			                fault);
	}
}

static void
read_threads(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->threads, 1, 256);
}

static void
read_user(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->user, 32);
}

static void
read_ids_first(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->ids_first, 1, IDS_MAX);
}

static void
read_ids_last(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->ids_last, 1, IDS_MAX);
}

static void
read_ids(struct reader *reader, const struct json_value *value)
{
	static const struct reader_member members[] = {
	    {"first", read_ids_first},
	    {"last", read_ids_last},
	    {NULL, NULL},
	};
	const struct config *config = reader->config;
	const unsigned errors = reader->file.errors;

	if (json_is_object(value->json))
		reader_object(reader, value, members);
	if (reader->file.errors == errors
	    && (config->ids_first == 0 || config->ids_last < config->ids_first))
		reader_wrong(
		    reader, value,
		    "an object with \"first\" and \"last\", two ids of users"
		    " that nobody has, nor any between them");
}

static void
read_sandbox(struct reader *reader, const struct json_value *value)
{
	const char *text = json_string_value(value->json);

	if (text != NULL && strcmp(text, "strict") == 0)
		reader->config->strict = true;
	else if (text != NULL && strcmp(text, "available") == 0)
		reader->config->strict = false;
	else
		reader_wrong(reader, value, "\"strict\" or \"available\"");
}

static void
read_state(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->state, 4000);
}

static void
read_control(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->control, 107);
}

static void
read_control_group(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->control_group, 32);
}

static void
read_receive_buffer(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->receive_buffer, 4096,
	              1u << 30);
}

static void
read_compiler_memory(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->compiler_memory, 16,
	              1u << 22);
}

/* A CH TXT answer of one character-string (RFC 1035 section 3.3). */
static void
read_version(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->version, 255);
}

static void
read_identity(struct reader *reader, const struct json_value *value)
{
	reader_text(reader, value, &reader->config->identity, 255);
}

static void
read_steering(struct reader *reader, const struct json_value *value)
{
	static const char *const kinds[] = {"auto", "sk_lookup", "classic",
	                                    NULL};
	int kind = reader_choice(reader, value, kinds);

	if (kind >= 0)
		reader->config->steering = (enum config_steering)kind;
}

static void
read_log(struct reader *reader, const struct json_value *value)
{
	static const char *const levels[] = {"error", "warning", "info",
	                                     "debug", NULL};
	int level = reader_choice(reader, value, levels);

	if (level >= 0)
		reader->config->log = (enum log_level)level;
}

static void
read_tcp_connections(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->tcp_connections, 1,
	              1000000);
}

static void
read_tcp_per_client(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->tcp_per_client, 1,
	              1000000);
}

static void
read_tcp_idle(struct reader *reader, const struct json_value *value)
{
	reader_number(reader, value, &reader->config->tcp_idle, 1, 3600);
}

static void
read_tcp(struct reader *reader, const struct json_value *value)
{
	static const struct reader_member members[] = {
	    {"connections", read_tcp_connections},
	    {"per-client", read_tcp_per_client},
	    {"idle", read_tcp_idle},
	    {NULL, NULL},
	};

	if (!json_is_object(value->json))
		reader_wrong(reader, value, "an object");
	else
		reader_object(reader, value, members);
}

int
config_read(struct config *config, const char *path)
{
	static const struct reader_member members[] = {
	    {"$schema", read_ignored},
	    {"listen", read_listen},
	    {"serve", read_serve},
	    {"trusted-keys", read_keys},
	    {"threads", read_threads},
	    {"steering", read_steering},
	    {"user", read_user},
	    {"view-ids", read_ids},
	    {"sandbox", read_sandbox},
	    {"state", read_state},
	    {"control", read_control},
	    {"control-group", read_control_group},
	    {"compiler-memory", read_compiler_memory},
	    {"receive-buffer", read_receive_buffer},
	    {"tcp", read_tcp},
	    {"version", read_version},
	    {"identity", read_identity},
	    {"log", read_log},
	    {NULL, NULL},
	};
	struct reader reader = {.config = config};
	struct json_value top;
	int result = json_text_read(&reader.file, path, &top);

	if (result == 0) {
		reader_object(&reader, &top, members);
		json_value_clear(&top);
		if (reader.file.errors > 0)
			result = ERR_REPORTED;
	}
	json_text_clear(&reader.file);
	return result;
}
