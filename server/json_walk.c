/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/json_walk.h"

enum { FILE_MAX = 1 << 20 };

/* Parses the value at the offset, and tells where it ends. */
static json_t *
parse(const struct json_text *file, size_t at, size_t *end)
{
	json_error_t error;
	json_t *json =
	    json_loadb(file->text + at, file->length - at,
	               JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);

	*end = at + (size_t)error.position;
	return json;
}

static size_t
skip_blanks(const struct json_text *file, size_t at)
{
	while (at < file->length && strchr(" \t\r\n", file->text[at]) != NULL)
		at++;
	return at;
}

static int
read_whole(struct json_text *file)
{
	FILE *in = fopen(file->path, "re");
	int result = 0;

	if (in == NULL)
		return ERR_SYSTEM;
	file->text = malloc(FILE_MAX + 2);
	if (file->text == NULL) {
		fclose(in);
		return ERR_MEMORY;
	}
	file->length = fread(file->text, 1, FILE_MAX + 1, in);
	if (ferror(in))
		result = ERR_SYSTEM;
	file->text[file->length] = '\0';
	if (file->length > FILE_MAX) {
		errno = EFBIG;
		result = ERR_SYSTEM;
	}
	fclose(in);
	return result;
}

int
json_text_read(struct json_text *file, const char *path, struct json_value *top)
{
	json_error_t error;
	int result;

	*file = (struct json_text){.path = path};
	*top = (struct json_value){0};
	result = read_whole(file);
	if (result < 0)
		return result;
	top->json = json_loadb(file->text, file->length, 0, &error);
	if (top->json == NULL) {
		size_t at = error.position > 0 ? (size_t)error.position - 1 : 0;

		json_text_error(file, at, "syntax", "%s", error.text);
		return ERR_REPORTED;
	}
	top->at = skip_blanks(file, 0);
	if (!json_is_object(top->json)) {
		json_text_error(file, top->at, "schema",
		                "this isn't an object: write { ... }");
		json_value_clear(top);
		return ERR_REPORTED;
	}
	return 0;
}

void
json_text_clear(struct json_text *file)
{
	free(file->text);
	file->text = NULL;
}

void
json_text_error(struct json_text *file, size_t at, const char *rule,
                const char *format, ...)
{
	size_t line = 1, column = 1;
	char message[512];
	va_list arguments;

	for (size_t i = 0; i < at && i < file->length; i++) {
		column++;
		if (file->text[i] == '\n') {
			line++;
			column = 1;
		}
	}
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	fprintf(stderr, "%s:%zu:%zu: error: %s [%s]\n", file->path, line,
	        column, message, rule);
	file->errors++;
}

void
json_walk_start(struct json_walk *walk, struct json_text *file,
                const struct json_value *value)
{
	/* Behind its bracket. */
	*walk = (struct json_walk){
	    .file = file,
	    .at = value->at + 1,
	    .object = json_is_object(value->json),
	};
}

/* The name and the colon of the member that begins here. */
static bool
take_name(struct json_walk *walk, struct json_value *value)
{
	value->name_at = walk->at;
	value->label = parse(walk->file, walk->at, &walk->at);
	if (value->label == NULL)
		return false;
	value->name = json_string_value(value->label);
	walk->at = skip_blanks(walk->file, walk->at) + 1;
	walk->at = skip_blanks(walk->file, walk->at);
	return true;
}

/* The member or item that comes, a comment too. */
static bool
take_value(struct json_walk *walk, struct json_value *value)
{
	const struct json_text *file = walk->file;

	*value = (struct json_value){0};
	walk->at = skip_blanks(file, walk->at);
	if (file->text[walk->at] == ',')
		walk->at = skip_blanks(file, walk->at + 1);
	if (strchr("}]", file->text[walk->at]) != NULL)
		return false;
	if (walk->object && !take_name(walk, value))
		return false;
	value->at = walk->at;
	value->json = parse(file, walk->at, &walk->at);
	if (value->json == NULL)
		json_value_clear(value);
	return value->json != NULL;
}

bool
json_walk_next(struct json_walk *walk, struct json_value *value)
{
	while (take_value(walk, value)) {
		if (value->name == NULL || strncmp(value->name, "//", 2) != 0)
			return true;
		json_value_clear(value);
	}
	return false;
}

void
json_value_clear(struct json_value *value)
{
	json_decref(value->json);
	json_decref(value->label);
	*value = (struct json_value){0};
}
