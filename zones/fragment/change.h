/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FRAGMENT_CHANGE_H
#define MULLION_FRAGMENT_CHANGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "zones/arena.h"

/*
 * One change of a fragment's file: a record added, or taken away. Whatever
 * forms its records are written in, and whatever else stands in the file, stays
 * as it is.
 */
struct fragment_change {
	const uint8_t *apex;  /* names are relative to it */
	const uint8_t *owner; /* absolute, lower case */
	const char *name;     /* as a new member would call it */
	uint16_t type;
	const char *key;   /* the type, as a new member would call it */
	const char *value; /* TXT and SPF: the text as it is, else the
	                    * presentation form; NULL: all records */
	bool remove;
};

/*
 * Makes it in the file's JSON, which is an object; `records` may be missing.
 * Returns whether anything changed. ERR_MALFORMED: some of it isn't of the form
 * that a fragment has; ERR_REPORTED: the value isn't the type's, *message says
 * why (in the arena).
 */
int fragment_change(struct arena *arena, json_t *file,
                    const struct fragment_change *change, const char **message);

#endif
