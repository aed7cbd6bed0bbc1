/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/json_parse.h"
#include "zones/json_scan.h"

/* The longest whole number that surely fits json_int_t, its sign included. */
enum { NUMBER = 18 };

struct found {
	const struct reader *reader;
	const struct place *file;
};

static void
found_duplicate(void *context, const char *name, size_t line, size_t column)
{
	const struct found *found = context;

	report_add(found->reader->report, RULE_DUPLICATE_MEMBER,
	           place_spot(found->reader->arena, found->file, line, column),
	           "\"%s\" stands in this object already, and JSON would "
	           "take only the last one: merge the two, or remove one",
	           name);
}

/* Writes over one number, from its first character to its last. */
static void
shrink_number(char *from, char *to)
{
	size_t length = (size_t)(to - from);
	bool whole = true;

	for (const char *at = from; at < to; at++)
		if (*at == '.' || *at == 'e' || *at == 'E')
			whole = false;
	if (whole && length > NUMBER) {
		memset(from + 1, '9', NUMBER - 1);
		memset(from + NUMBER, ' ', length - NUMBER);
	} else if (!whole && length > 3) {
		from[0] = '0';
		from[1] = '.';
		from[2] = '5';
		memset(from + 3, ' ', length - 3);
	}
}

/* All numbers of the text that jansson might find too large. */
static void
shrink_numbers(char *text, size_t length)
{
	struct json_scan scan;

	json_scan_start(&scan, text, length);
	while (json_scan_next(&scan) != '\0') {
		size_t from = (size_t)(scan.at - text);
		bool number =
		    *scan.at == '-' || (*scan.at >= '0' && *scan.at <= '9');

		if (*scan.at == '"') {
			if (!json_scan_string(&scan, NULL, NULL))
				return;
		} else if (number) {
			if (!json_scan_skip(&scan))
				return;
			shrink_number(text + from, text + (scan.at - text));
		} else {
			scan.at++;
		}
	}
}

/* The last character before text[end] that is no blank, or '\0'. */
static char
previous(const char *text, size_t end)
{
	while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL)
		end--;
	return end > 0 ? text[end - 1] : '\0';
}

/* What to do about the commonest slips. text[at - 1] ends the token that
 * jansson didn't expect, and error is what it says: one that begins with a
 * bracket was behind a value. */
static const char *
syntax_hint(const char *text, size_t at, const char *error)
{
	char token = at > 0 ? text[at - 1] : '\0';

	if (token == '/' || token == '#')
		return "; a comment is a member, as in \"// why\": \"text\"";
	if (token == '\'')
		return "; strings stand in double quotes";
	if ((token == '}' || token == ']') && previous(text, at - 1) == ',')
		return "; take away the comma before it";
	if ((strncmp(error, "'}'", 3) == 0 || strncmp(error, "']'", 3) == 0)
	    && (token == '"' || token == '{' || token == '['))
		return "; is a comma missing before it?";
	return "";
}

static void
report_syntax(const struct reader *reader, const struct place *file,
              const char *text, size_t length, const json_error_t *error)
{
	size_t at = error->position < 0 ? 0 : (size_t)error->position;
	size_t line = 1, start = 0;

	if (at > length)
		at = length;
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	/* jansson counts what it has read: the spot is the last of that. */
	report_add(
	    reader->report, RULE_SYNTAX,
	    place_spot(reader->arena, file, line, at > start ? at - start : 1),
	    "this isn't JSON: %s%s", error->text,
	    syntax_hint(text, at, error->text));
}

json_t *
json_parse_right(const char *text, size_t length)
{
	return json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
	                  NULL);
}

const char *
json_parse_version(void)
{
	return jansson_version_str();
}

json_t *
json_parse_text(const struct reader *reader, const struct place *file,
                char *text, size_t length)
{
	struct found found = {.reader = reader, .file = file};
	size_t flags =
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY;
	const char *nul = length > 0 ? memchr(text, '\0', length) : NULL;
	bool shrunk = false;
	json_error_t error;
	json_t *json;

	/* jansson takes one behind a number for the end. */
	if (nul != NULL) {
		error = (json_error_t){.position = (int)(nul - text + 1),
		                       .text = "it has a NUL octet"};
		report_syntax(reader, file, text, length, &error);
		return NULL;
	}
	for (;;) {
		json = json_loadb(text, length, flags, &error);
		if (json != NULL)
			break;
		if (json_error_code(&error) == json_error_duplicate_key)
			flags &= ~(size_t)JSON_REJECT_DUPLICATES;
		else if (json_error_code(&error) == json_error_numeric_overflow
		         && !shrunk) {
			shrink_numbers(text, length);
			shrunk = true;
		} else {
			report_syntax(reader, file, text, length, &error);
			return NULL;
		}
	}
	if (!(flags & JSON_REJECT_DUPLICATES))
		place_duplicates(text, length, found_duplicate, &found);
	return json;
}
