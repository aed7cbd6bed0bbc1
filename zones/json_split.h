/* SPDX-License-Identifier: ISC */
#ifndef MULLION_JSON_SPLIT_H
#define MULLION_JSON_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"

/*
 * The text of one large object, cut so that jansson needn't hold all of it at
 * a time. Of the object at the top, the members of one member's object are
 * taken out, in parts of some thousand members each; what is left has an empty
 * object in their place. Each part is an object's inside: with braces around
 * it, it is JSON if and only if the whole was.
 *
 *   { "zone": "a.", "records": { "@": {…}, "b": {…},  "c": {…} }, "ttl": 5 }
 *                               |----- part 0 -----| |- part 1-|
 *   { "zone": "a.", "records": {}, "ttl": 5 }
 */
struct json_part {
	const char *text;
	size_t length;
};

struct json_split {
	char *rest;
	size_t rest_length;
	struct json_part *parts;
	size_t count;
};

/*
 * Cuts the text at its member `name`, into parts of `least` octets or more but
 * for the last; rest and parts are in the arena. False when it can't be cut:
 * no such member, no object, or none of it JSON.
 */
bool json_split(struct json_split *split, struct arena *arena, const char *text,
                size_t length, const char *name, size_t least);

#endif
