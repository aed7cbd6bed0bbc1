/* SPDX-License-Identifier: ISC */
#include "zones/fmt/fmt.h"

#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/json_parse.h"

/* The JSON of a text that may be written over. A member that stands twice is
 * reported, and then nothing is laid out: one of the two would have to be
 * another's. */
static json_t *
parse(const struct reader *reader, const struct place *file, const char *text,
      size_t length)
{
	size_t errors = report_errors(reader->report);
	char *copy = arena_alloc(reader->arena, length + 1);
	json_t *json;

	memcpy(copy, text, length);
	json = json_parse_text(reader, file, copy, length);
	if (json != NULL && report_errors(reader->report) > errors) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static int
lay_out(const struct reader *reader, const char *text, size_t length, char **to,
        size_t *to_length)
{
	struct fmt_node node;
	char *made = NULL;
	size_t size = 0;
	FILE *out;

	if (!fmt_read(&node, reader->arena, text, length))
		return ERR_MALFORMED;
	fmt_order(&node, reader->arena);
	out = open_memstream(&made, &size);
	if (out == NULL)
		return ERR_MEMORY;
	fmt_print(&node, out);
	if (fclose(out) != 0)
		return ERR_MEMORY;
	*to = arena_alloc(reader->arena, size + 1);
	memcpy(*to, made, size);
	*to_length = size;
	free(made);
	return 0;
}

int
fmt_text(const struct reader *reader, const struct place *file,
         const char *text, size_t length, char **to, size_t *to_length)
{
	json_t *before = parse(reader, file, text, length), *after;
	bool same;
	int code;

	if (before == NULL)
		return ERR_REPORTED;
	code = lay_out(reader, text, length, to, to_length);
	/* Whatever else may be wrong in here, no file loses its meaning. */
	after = code < 0 ? NULL : parse(reader, file, *to, *to_length);
	same = after != NULL && json_equal(before, after);
	json_decref(before);
	json_decref(after);
	return code < 0 ? code : same ? 0 : ERR_DAMAGED;
}
