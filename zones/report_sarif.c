/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/report_json.h"
#include "zones/report_line.h"

/*
 * SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), what code
 * scanning services read: the rules that occur, then a result for each
 * finding that points at its rule by index.
 */
struct sarif {
	json_t *rules;
	int index[RULE_COUNT]; /* in rules, -1: not there */
};

static json_t *
rule_json(const struct rule_info *info)
{
	return json_pack("{ss s{ss} s{ss}}", "id", info->id, "shortDescription",
	                 "text", info->what, "defaultConfiguration", "level",
	                 info->warning ? "warning" : "error");
}

/* Two rules may share an id: an error and a warning. They are one here. */
static int
rule_index(struct sarif *sarif, enum rule rule)
{
	int first = rule_from_id(rule_info(rule)->id);

	if (sarif->index[first] < 0) {
		sarif->index[first] = (int)json_array_size(sarif->rules);
		json_array_append_new(sarif->rules, rule_json(rule_info(rule)));
	}
	return sarif->index[first];
}

/* The path from the working directory, where it lies below it. */
static const char *
relative_path(const char *path, struct arena *arena)
{
	char *here;
	size_t length;

	while (strncmp(path, "./", 2) == 0)
		path += 2;
	if (*path != '/')
		return path;
	here = arena_alloc(arena, 4096);
	if (getcwd(here, 4096) == NULL)
		return path;
	length = strlen(here);
	if (strncmp(path, here, length) == 0 && path[length] == '/')
		return path + length + 1;
	return path;
}

/* RFC 3986 section 2.3: octets that needn't be escaped, and "/". */
static json_t *
uri_json(const char *path, struct arena *arena)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	const char *relative = relative_path(path, arena);
	char *uri = arena_alloc(arena, strlen(relative) * 3 + 8);
	char *to = uri;

	if (*relative == '/')
		to = stpcpy(uri, "file://");
	for (; *relative != '\0'; relative++) {
		if (strchr(plain, *relative) != NULL)
			*to++ = *relative;
		else
			to +=
			    snprintf(to, 4, "%%%02X", (unsigned char)*relative);
	}
	*to = '\0';
	return json_string(uri);
}

static json_t *
location_json(const char *path, size_t line, size_t character,
              struct arena *arena)
{
	return json_pack("{s{s{so} s{sI sI}}}", "physicalLocation",
	                 "artifactLocation", "uri", uri_json(path, arena),
	                 "region", "startLine", (json_int_t)line, "startColumn",
	                 (json_int_t)character);
}

static json_t *
result_json(struct sarif *sarif, const struct report_line *line,
            struct arena *arena)
{
	const struct report_spot *other = &line->other;
	json_t *result = json_pack(
	    "{ss si ss s{so} s[o]}", "ruleId", rule_info(line->rule)->id,
	    "ruleIndex", rule_index(sarif, line->rule), "level",
	    line->error ? "error" : "warning", "message", "text",
	    report_json_string(line->text), "locations",
	    location_json(line->path, line->line, line->character, arena));

	if (other->path != NULL)
		json_object_set_new(
		    result, "relatedLocations",
		    json_pack("[o]", location_json(other->path, other->line,
		                                   other->character, arena)));
	return result;
}

static void
put_results(struct sarif *sarif, const struct report_lines *lines, FILE *out)
{
	for (size_t i = 0; i < lines->count; i++) {
		struct arena *scratch = arena_new();
		json_t *result = result_json(sarif, &lines->items[i], scratch);

		fputs(i == 0 ? "\n" : ",\n", out);
		json_dumpf(result, out, 0);
		json_decref(result);
		arena_free(scratch);
	}
}

/* The frame is written as text and each result as JSON of its own, freed
 * before the next: there may be many. */
void
report_sarif(const struct report_lines *lines, FILE *out)
{
	struct sarif sarif = {.rules = json_array()};

	for (size_t i = 0; i < RULE_COUNT; i++)
		sarif.index[i] = -1;
	for (size_t i = 0; i < lines->count; i++)
		(void)rule_index(&sarif, lines->items[i].rule);
	fputs("{\"$schema\": "
	      "\"https://json.schemastore.org/sarif-2.1.0.json\",\n"
	      " \"version\": \"2.1.0\",\n"
	      " \"runs\": [{\"columnKind\": \"unicodeCodePoints\",\n"
	      "  \"tool\": {\"driver\": {\"name\": \"mullion\", \"rules\": ",
	      out);
	json_dumpf(sarif.rules, out, 0);
	json_decref(sarif.rules);
	fputs("}},\n  \"results\": [", out);
	put_results(&sarif, lines, out);
	fputs("]}]}\n", out);
}
