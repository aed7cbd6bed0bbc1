/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/report_json.h"
#include "zones/report_line.h"

/* Octets of the UTF-8 sequence that begins here (RFC 3629 section 4), or 0. */
static size_t
utf8_length(const unsigned char *at)
{
	size_t length;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f)
	    || (at[0] == 0xf0 && at[1] < 0x90)
	    || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

json_t *
report_json_string(const char *text)
{
	/* U+FFFD */
	static const unsigned char unknown[] = {0xef, 0xbf, 0xbd};
	const unsigned char *from = (const unsigned char *)text;
	char *whole = malloc(strlen(text) * 3 + 1);
	size_t length = 0;
	json_t *string;

	if (whole == NULL)
		return NULL;
	while (*from != '\0') {
		size_t step = utf8_length(from);

		if (step == 0) {
			memcpy(whole + length, unknown, sizeof(unknown));
			length += sizeof(unknown);
			from++;
			continue;
		}
		memcpy(whole + length, from, step);
		length += step;
		from += step;
	}
	string = json_stringn(whole, length);
	free(whole);
	return string;
}

static json_t *
views_json(const struct report_lines *lines, const struct view_set *views)
{
	json_t *array = json_array();

	for (unsigned view = 0; view < VIEW_MAX; view++)
		if (view_set_has(views, view))
			json_array_append_new(
			    array, report_json_string(lines->names[view]));
	return array;
}

static json_t *
line_json(const struct report_lines *lines, const struct report_line *line)
{
	const struct report_spot *other = &line->other;
	json_t *finding = json_pack(
	    "{so sI sI ss ss so so}", "file", report_json_string(line->path),
	    "line", (json_int_t)line->line, "column", (json_int_t)line->column,
	    "severity", line->error ? "error" : "warning", "rule",
	    rule_info(line->rule)->id, "message",
	    report_json_string(line->message), "views",
	    views_json(lines, &line->views));

	if (other->path != NULL)
		json_object_set_new(finding, "other",
		                    json_pack("{so sI sI}", "file",
		                              report_json_string(other->path),
		                              "line", (json_int_t)other->line,
		                              "column",
		                              (json_int_t)other->column));
	return finding;
}

/* A finding a line, each freed before the next: there may be many. */
void
report_json(const struct report_lines *lines, FILE *out)
{
	size_t errors = 0;

	for (size_t i = 0; i < lines->count; i++)
		errors += lines->items[i].error;
	fprintf(out,
	        "{\"format\": 1, \"errors\": %zu, \"warnings\": %zu,"
	        " \"findings\": [",
	        errors, lines->count - errors);
	for (size_t i = 0; i < lines->count; i++) {
		json_t *finding = line_json(lines, &lines->items[i]);

		fputs(i == 0 ? "\n" : ",\n", out);
		json_dumpf(finding, out, 0);
		json_decref(finding);
	}
	fputs(lines->count > 0 ? "\n]}\n" : "]}\n", out);
}
