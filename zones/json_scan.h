/* SPDX-License-Identifier: ISC */
#ifndef MULLION_JSON_SCAN_H
#define MULLION_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"

/*
 * Walks over the text of JSON, to see where things stand in it: jansson says
 * what they are. It takes more than JSON and must not be asked whether a text
 * is right, but whatever the text it never leaves it.
 */
struct json_scan {
	const char *at;
	const char *end;
	const char *line_start;
	size_t line;  /* from 1 */
	size_t inner; /* octets of this line that begin no character: UTF-8 */
};

/* A spot in the text: line and column in octets, and in characters. */
struct json_mark {
	size_t line;
	size_t column;
	size_t character;
};

/* A member's name, decoded; not terminated. */
struct json_key {
	const char *text;
	size_t length;
};

void json_scan_start(struct json_scan *scan, const char *text, size_t length);

/* Steps over blanks and tells what comes then, '\0' at the end. */
char json_scan_next(struct json_scan *scan);

/* Steps over blanks and over this character, or false. */
bool json_scan_take(struct json_scan *scan, char wanted);

struct json_mark json_scan_mark(const struct json_scan *scan);

/* Steps over a string, or false. The key is in the text, or in the arena
 * where it had escapes; it may be NULL. */
bool json_scan_string(struct json_scan *scan, struct arena *arena,
                      struct json_key *key);

/* Steps over a value whole, whatever its depth, or false. */
bool json_scan_skip(struct json_scan *scan);

/*
 * The walk through an object or array whose bracket was taken: true when
 * there is one more member or item to come. Start with *first true.
 */
bool json_scan_more(struct json_scan *scan, char close, bool *first);

/* <0, 0, >0 as strcmp(3) orders them. */
int json_key_compare(const struct json_key *a, const struct json_key *b);

#endif
