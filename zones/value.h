/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VALUE_H
#define MULLION_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "zones/place.h"
#include "zones/report.h"

/*
 * A JSON value and where it stands. What isn't as it must be is reported by
 * whoever asks for it, as [schema] at its place; what comes back is then
 * false or NULL, and the caller goes on with the rest. `what` is how a message
 * names the value: `"ttl"`, `a view`.
 */
struct reader {
	struct arena *arena;
	struct report *report;
};

struct value {
	json_t *json; /* NULL: the member isn't there */
	const struct place *place;
};

/* A member that an object may have. */
struct value_member {
	const char *name;
	bool required;
};

/* Comments: members whose names begin with two slashes. */
bool value_is_comment(const char *key);

/* The member that an iteration came to; its key is kept by reference. */
struct value value_member(const struct reader *reader, struct value object,
                          const char *key, json_t *json);

/* The member or item. Keys are copied to the arena. */
struct value
value_get(const struct reader *reader, struct value object, const char *key);
struct value
value_item(const struct reader *reader, struct value array, size_t index);

bool value_is_object(const struct reader *reader, struct value value,
                     const char *what);
bool value_is_array(const struct reader *reader, struct value value,
                    const char *what);

/* A string, of the JSON's lifetime; one with a NUL in it is refused. */
const char *
value_text(const struct reader *reader, struct value value, const char *what);

/* A whole number from 0 to max; beyond, the rule (schema, or bad-ttl) is
 * broken. */
bool value_number(const struct reader *reader, struct value value,
                  const char *what, enum rule rule, json_int_t max,
                  json_int_t *number);

/*
 * Reports members that aren't among those named (each at its name, with the
 * one that was probably meant) and required ones that are missing (at the
 * object). False when one is missing.
 */
bool value_check_members(const struct reader *reader, struct value object,
                         const char *what, const struct value_member *members,
                         size_t count);

/* Reports a name that nothing has: the one that was probably meant (near, or
 * NULL), or where it could be added. */
void value_report_unknown(struct report *report, enum rule rule,
                          const struct place *place, const char *what,
                          const char *name, const char *near,
                          const char *where);

/* Something that stands in a member's name: its place. */
const struct place *value_name_place(const struct reader *reader,
                                     struct value object, const char *key);

#endif
