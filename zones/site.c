/* SPDX-License-Identifier: ISC */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/file.h"
#include "zones/json_parse.h"
#include "zones/site.h"
#include "zones/site_files.h"
#include "zones/site_zones.h"
#include "zones/spec_read.h"
#include "zones/value.h"
#include "zones/views_read.h"

/*
 * Two passes over the files. The first tells their kinds and reads the views,
 * wherever they stand; the second reads the zone specs, each file's JSON
 * freed before the next, so that what is held is the specs and one file.
 */
struct loader {
	struct site *site;
	struct arena *scratch; /* of one file */
	struct reader reader;
	struct site_files files;
	const struct site_file *views;
	const struct site_file *tests;
	const char *failed;
	bool unknown; /* a file that doesn't parse might be anything */
};

static int
read_file(struct loader *loader, const struct site_file *file, char **text,
          size_t *length)
{
	loader->failed = file->path;
	return file_read(text, length, file->path);
}

static int
tell_kinds(struct loader *loader)
{
	for (size_t i = 0; i < loader->files.count; i++) {
		struct site_file *file = &loader->files.items[i];
		char *text = NULL;
		size_t length = 0;
		int code = read_file(loader, file, &text, &length);

		if (code < 0)
			return code;
		file->kind = site_kind_of(text, length);
		free(text);
		if (file->kind == SITE_VIEWS && loader->views == NULL)
			loader->views = file;
		if (file->kind == SITE_TESTS && loader->tests == NULL)
			loader->tests = file;
	}
	return 0;
}

/* The JSON of a file, for the caller to free; NULL and 0: it is none, which
 * is reported. */
static int
parse_file(struct loader *loader, const struct site_file *file,
           struct value *value)
{
	char *text = NULL;
	size_t length = 0;
	int code = read_file(loader, file, &text, &length);

	if (code < 0)
		return code;
	value->place = place_file(loader->reader.arena, file->path);
	value->json =
	    json_parse_text(&loader->reader, value->place, text, length);
	free(text);
	return 0;
}

static bool
is_ignored(const struct site *site, const struct site_file *file)
{
	for (size_t i = 0; i < site->ignore_count; i++)
		if (fnmatch(site->ignore[i], file->relative, 0) == 0)
			return true;
	return false;
}

static int
read_views(struct loader *loader)
{
	struct site *site = loader->site;
	struct value value = {0};
	int code = 0;

	if (loader->views != NULL)
		code = parse_file(loader, loader->views, &value);
	if (value.json != NULL)
		views_read(site, value);
	else
		site->views_unread = true;
	json_decref(value.json);
	return code;
}

static void
read_spec(struct loader *loader, struct value value)
{
	struct site *site = loader->site;
	struct spec spec = {0};

	if (spec_read(&spec, site, value, loader->scratch) < 0)
		return;
	site->specs = arena_grow(site->arena, site->specs, site->spec_count,
	                         sizeof(*site->specs));
	site->specs[site->spec_count++] = spec;
}

static void
report_second(struct loader *loader, const struct site_file *first,
              struct value value, const char *key)
{
	report_add(loader->site->report, RULE_DUPLICATE_VIEWS,
	           value_name_place(&loader->reader, value, key),
	           "the site has its %s in %s already: merge the two",
	           strcmp(key, "views") == 0 ? "views" : "tests", first->path);
}

/* A file whose JSON is good: by its kind. */
static void
read_value(struct loader *loader, const struct site_file *file,
           struct value value)
{
	bool ignored = is_ignored(loader->site, file);

	if (file->kind == SITE_OTHER) {
		if (!ignored)
			report_add(loader->site->report, RULE_NOT_A_SPEC,
			           value.place,
			           "this is neither a zone spec (\"zone\") nor "
			           "the views (\"views\") nor tests "
			           "(\"expect\"): move it out of the site, or "
			           "name it in \"ignore\" of the views' file");
		return;
	}
	if (ignored)
		report_add(loader->site->report, RULE_IGNORED_SPEC, value.place,
		           "\"ignore\" names this file, but it is read: only "
		           "what is no spec can be ignored; move it out of "
		           "the site");
	if (file->kind == SITE_ZONE)
		read_spec(loader, value);
	else if (file->kind == SITE_TESTS && file != loader->tests)
		report_second(loader, loader->tests, value, "expect");
	else if (file->kind == SITE_VIEWS && file != loader->views)
		report_second(loader, loader->views, value, "views");
}

static int
read_others(struct loader *loader)
{
	for (size_t i = 0; i < loader->files.count; i++) {
		const struct site_file *file = &loader->files.items[i];
		struct value value = {0};
		int code;

		if (file == loader->views
		    || (file->kind == SITE_OTHER
		        && is_ignored(loader->site, file)))
			continue;
		code = parse_file(loader, file, &value);
		if (code < 0)
			return code;
		if (value.json != NULL)
			read_value(loader, file, value);
		else if (file->kind == SITE_OTHER)
			loader->unknown = true;
		json_decref(value.json);
		arena_clear(loader->scratch);
	}
	return 0;
}

int
site_load(struct site *site, struct arena *arena, struct report *report,
          const char *path, const char **failed)
{
	struct loader loader = {
	    .site = site, .scratch = arena_new(), .reader = {arena, report}};
	int code;

	*site = (struct site){.path = path, .arena = arena, .report = report};
	code = site_files_list(&loader.files, arena, path, &loader.failed);
	if (code == 0)
		code = tell_kinds(&loader);
	if (code == 0)
		code = read_views(&loader);
	if (code == 0)
		code = read_others(&loader);
	arena_free(loader.scratch);
	if (code < 0) {
		*failed = loader.failed;
		return code;
	}
	if (loader.views == NULL && !loader.unknown)
		report_add(report, RULE_SCHEMA,
		           place_file(arena, arena_string(arena, path)),
		           "no file of this site has \"views\": add one that "
		           "says who the audiences are");
	site_zones_check(site);
	return 0;
}
