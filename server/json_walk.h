/* SPDX-License-Identifier: ISC */
#ifndef MULLION_JSON_WALK_H
#define MULLION_JSON_WALK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A JSON text that remembers where its values stand. jansson keeps no places,
 * but it says how far it has read, so the text is walked value by value: each
 * one is parsed at its own offset.
 *
 *   { "listen": [ "127.0.0.1:53", ... ], ...
 *     ^name_at  ^at
 *
 * The configuration's reader uses it; a file of a few kilobytes may be parsed
 * as often as it is deep.
 */
struct json_text {
	const char *path; /* as messages name it */
	char *text;
	size_t length;
	unsigned errors; /* printed so far */
};

struct json_value {
	json_t *json; /* owned: json_value_clear() */
	size_t at;
	json_t *label;    /* a member's name, owned; NULL for an item */
	const char *name; /* its text */
	size_t name_at;
};

struct json_walk {
	struct json_text *file;
	size_t at;
	bool object;
};

/*
 * Reads the file and checks its syntax, and that it is an object: 0, or
 * ERR_SYSTEM (errno), or ERR_REPORTED.
 */
int json_text_read(struct json_text *file, const char *path,
                   struct json_value *top);
void json_text_clear(struct json_text *file);

/* "FILE:LINE:COL: error: MESSAGE [RULE]" on standard error. */
void json_text_error(struct json_text *file, size_t at, const char *rule,
                     const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Each member of an object or item of an array, in the order of the text:
 * true with one more value, false behind the last. Members whose names begin
 * with "//" are comments, and left out.
 */
void json_walk_start(struct json_walk *walk, struct json_text *file,
                     const struct json_value *value);
bool json_walk_next(struct json_walk *walk, struct json_value *value);

void json_value_clear(struct json_value *value);

#endif
