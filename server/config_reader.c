/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/config_reader.h"

enum { MEMBERS_MAX = 32 };

void
reader_wrong(struct reader *reader, const struct json_value *value,
             const char *what)
{
	json_text_error(&reader->file, value->at, "schema", "\"%s\" must be %s",
	                value->name != NULL ? value->name : "an item", what);
}

void
reader_text(struct reader *reader, const struct json_value *value, char **text,
            size_t max)
{
	size_t length = json_string_length(value->json);

	if (!json_is_string(value->json) || length == 0 || length > max) {
		json_text_error(&reader->file, value->at, "schema",
		                "\"%s\" must be a string of 1 to %zu octets",
		                value->name, max);
		return;
	}
	free(*text);
	*text = strdup(json_string_value(value->json));
}

void
reader_number(struct reader *reader, const struct json_value *value,
              unsigned *number, unsigned min, unsigned max)
{
	json_int_t integer = json_integer_value(value->json);

	if (!json_is_integer(value->json) || integer < min || integer > max)
		json_text_error(&reader->file, value->at, "schema",
		                "\"%s\" must be a whole number from %u to %u",
		                value->name, min, max);
	else
		*number = (unsigned)integer;
}

int
reader_choice(struct reader *reader, const struct json_value *value,
              const char *const *names)
{
	const char *text = json_string_value(value->json);
	char all[128] = "one of ";
	size_t length = strlen(all);

	for (int i = 0; names[i] != NULL; i++) {
		if (text != NULL && strcmp(text, names[i]) == 0)
			return i;
		length +=
		    (size_t)snprintf(all + length, sizeof(all) - length,
		                     "%s\"%s\"", i > 0 ? ", " : "", names[i]);
	}
	reader_wrong(reader, value, all);
	return -1;
}

/* Says which members there are: the message is the manual page's short form. */
static void
unknown_member(struct reader *reader, const struct json_value *value,
               const struct reader_member *members)
{
	char known[256] = "";
	size_t length = 0;

	for (size_t i = 0; members[i].name != NULL; i++) {
		int written =
		    snprintf(known + length, sizeof(known) - length, "%s%s",
		             i > 0 ? ", " : "", members[i].name);

		length += (size_t)written;
		if (length >= sizeof(known))
			break;
	}
	json_text_error(&reader->file, value->name_at, "schema",
	                "unknown member \"%s\"; there are %s", value->name,
	                known);
}

void
reader_object(struct reader *reader, const struct json_value *object,
              const struct reader_member *members)
{
	bool seen[MEMBERS_MAX] = {false};
	struct json_value value;
	struct json_walk walk;

	json_walk_start(&walk, &reader->file, object);
	for (; json_walk_next(&walk, &value); json_value_clear(&value)) {
		size_t i = 0;

		while (members[i].name != NULL
		       && strcmp(members[i].name, value.name) != 0)
			i++;
		assert(i < MEMBERS_MAX);
		if (members[i].name == NULL) {
			unknown_member(reader, &value, members);
		} else if (seen[i]) {
			json_text_error(&reader->file, value.name_at,
			                "duplicate-member",
			                "\"%s\" stands here twice", value.name);
		} else {
			seen[i] = true;
			members[i].read(reader, &value);
		}
	}
}
