/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/import/spec_write.h"
#include "zones/json_parse.h"
#include "zones/site.h"
#include "zones/spec_read.h"
#include "zones/views_read.h"

/*
 * A zone file of any octets. Nothing crashes, nothing is left when the arena
 * is freed, and what is imported without an error is a zone spec in which the
 * compiler's readers find no error either.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static const char views_text[] =
    "{\"views\": {\"internal\": {\"trust\": \"internal\", \"networks\": "
    "[\"10.0.0.0/8\"]}}}";

static const char *const views[] = {"internal"};

static void
read_back(struct arena *arena, char *text, size_t size)
{
	struct site site = {
	    .path = "", .arena = arena, .report = report_new(arena)};
	const struct reader reader = {arena, site.report};
	struct value value = {.place = place_file(arena, "/dev/null")};
	char *views_copy = arena_string(arena, views_text);
	struct spec *spec = arena_alloc(arena, sizeof(*spec));

	value.json = json_parse_text(&reader, value.place, views_copy,
	                             strlen(views_copy));
	views_read(&site, value);
	json_decref(value.json);
	value.json = json_parse_text(&reader, value.place, text, size);
	if (value.json == NULL || spec_read(spec, &site, value, arena) < 0
	    || report_errors(site.report) > 0) {
		fwrite(text, 1, size, stderr);
		report_print(site.report, REPORT_TEXT, views, stderr);
		abort();
	}
	json_decref(value.json);
}

static void
write_spec(struct arena *arena, const struct imported *imported)
{
	const struct spec_text spec = {
	    .apex = imported->apex,
	    .views = views,
	    .view_count = 1,
	    .soa = imported->soa,
	    .owners = imported->owners,
	    .count = imported->count,
	    .comments = imported->comments,
	    .comment_count = imported->comment_count,
	};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	spec_write(&spec, arena, out);
	fclose(out);
	read_back(arena, text, size);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const uint8_t apex[] = "\7example";
	struct arena *arena = arena_new();
	const struct below nowhere = {
	    .fd = -1, .path = ".", .whole = "/nowhere", .base = ""};
	const struct zone_source source = {
	    "db", arena_copy(arena, octets, size), size};
	struct notices notices = {0};
	struct zone_records records;
	struct imported imported;
	static FILE *out;

	if (out == NULL)
		out = fopen("/dev/null", "w");
	notices.out = out;
	if (zone_records_read(&records, arena, &notices, &nowhere, apex,
	                      &source)
	        == 0
	    && imported_build(&imported, arena, &notices, &records, "db") == 0)
		write_spec(arena, &imported);
	arena_free(arena);
	return 0;
}
