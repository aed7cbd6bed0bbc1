/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/spelling.h"
#include "zones/value.h"

bool
value_is_comment(const char *key)
{
	return key[0] == '/' && key[1] == '/';
}

struct value
value_member(const struct reader *reader, struct value object, const char *key,
             json_t *json)
{
	return (struct value){
	    .json = json,
	    .place = place_member(reader->arena, object.place, key)};
}

struct value
value_get(const struct reader *reader, struct value object, const char *key)
{
	json_t *json = json_object_get(object.json, key);

	if (json == NULL)
		return (struct value){0};
	return value_member(reader, object, arena_string(reader->arena, key),
	                    json);
}

struct value
value_item(const struct reader *reader, struct value array, size_t index)
{
	return (struct value){
	    .json = json_array_get(array.json, index),
	    .place = place_item(reader->arena, array.place, index)};
}

const struct place *
value_name_place(const struct reader *reader, struct value object,
                 const char *key)
{
	return place_name(reader->arena, object.place,
	                  arena_string(reader->arena, key));
}

static const char *
kind_text(const json_t *json)
{
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "true or false";
	case JSON_NULL:
		break;
	}
	return "null";
}

static bool
is_kind(const struct reader *reader, struct value value, const char *what,
        json_type kind, const char *kind_name)
{
	if (json_typeof(value.json) == kind)
		return true;
	report_add(reader->report, RULE_SCHEMA, value.place,
	           "%s must be %s, not %s", what, kind_name,
	           kind_text(value.json));
	return false;
}

bool
value_is_object(const struct reader *reader, struct value value,
                const char *what)
{
	return is_kind(reader, value, what, JSON_OBJECT, "an object");
}

bool
value_is_array(const struct reader *reader, struct value value,
               const char *what)
{
	return is_kind(reader, value, what, JSON_ARRAY, "an array");
}

const char *
value_text(const struct reader *reader, struct value value, const char *what)
{
	const char *text;

	if (!is_kind(reader, value, what, JSON_STRING, "a string"))
		return NULL;
	text = json_string_value(value.json);
	if (strlen(text) == json_string_length(value.json))
		return text;
	report_add(reader->report, RULE_SCHEMA, value.place,
	           "%s holds the character \\u0000: take it out", what);
	return NULL;
}

bool
value_number(const struct reader *reader, struct value value, const char *what,
             enum rule rule, json_int_t max, json_int_t *number)
{
	if (json_is_integer(value.json)) {
		*number = json_integer_value(value.json);
		if (*number >= 0 && *number <= max)
			return true;
		report_add(reader->report, rule, value.place,
		           "%s must be from 0 to %" JSON_INTEGER_FORMAT, what,
		           max);
	} else if (json_is_real(value.json)) {
		report_add(reader->report, RULE_SCHEMA, value.place,
		           "%s must be a whole number, written without \".\" "
		           "or exponent",
		           what);
	} else {
		report_add(reader->report, RULE_SCHEMA, value.place,
		           "%s must be a number, not %s", what,
		           kind_text(value.json));
	}
	return false;
}

static void
report_unknown(const struct reader *reader, struct value object,
               const char *key, const char *what,
               const struct value_member *members, size_t count)
{
	const char *near =
	    spelling_nearest(key, &members[0].name, count, sizeof(members[0]));
	const struct place *place = value_name_place(reader, object, key);

	if (near != NULL)
		report_add(reader->report, RULE_SCHEMA, place,
		           "\"%s\" isn't a member of %s; did you mean "
		           "\"%s\"?",
		           key, what, near);
	else
		report_add(reader->report, RULE_SCHEMA, place,
		           "\"%s\" isn't a member of %s: remove it, or put "
		           "// before its name to make it a comment",
		           key, what);
}

static bool
report_missing(const struct reader *reader, struct value object,
               const char *what, const struct value_member *members,
               size_t count)
{
	const char *missing = "";
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		if (!members[i].required
		    || json_object_get(object.json, members[i].name) != NULL)
			continue;
		missing =
		    arena_format(reader->arena, "%s%s\"%s\"", missing,
		                 found++ > 0 ? ", " : "", members[i].name);
	}
	if (found > 0)
		report_add(reader->report, RULE_SCHEMA, object.place,
		           "%s needs %s", what, missing);
	return found > 0;
}

bool
value_check_members(const struct reader *reader, struct value object,
                    const char *what, const struct value_member *members,
                    size_t count)
{
	const char *key;
	json_t *json;

	json_object_foreach(object.json, key, json)
	{
		size_t i = 0;

		while (i < count && strcmp(members[i].name, key) != 0)
			i++;
		if (i == count && !value_is_comment(key))
			report_unknown(reader, object, key, what, members,
			               count);
	}
	return !report_missing(reader, object, what, members, count);
}

void
value_report_unknown(struct report *report, enum rule rule,
                     const struct place *place, const char *what,
                     const char *name, const char *near, const char *where)
{
	if (near != NULL)
		report_add(report, rule, place,
		           "no %s is called \"%s\"; did you mean \"%s\"?", what,
		           name, near);
	else
		report_add(report, rule, place,
		           "no %s is called \"%s\": add it to %s", what, name,
		           where);
}
