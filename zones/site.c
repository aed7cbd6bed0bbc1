/* SPDX-License-Identifier: ISC */
#include "zones/site.h"

#include <errno.h>

#include "zones/cache.h"
#include "zones/file.h"
#include "zones/fragment/fragment.h"
#include "zones/json_parse.h"
#include "zones/parallel.h"
#include "zones/service/service_check.h"
#include "zones/site_read.h"
#include "zones/shorthand/ptr_from.h"
#include "zones/site_zones.h"
#include "zones/views_read.h"

/*
 * Two passes over the files. The first tells their kinds, so that the views
 * are read before what names them; the second reads the zone specs.
 */
static int
read_views(struct site_reader *reader)
{
	struct site *site = reader->site;
	const struct reader into = {site->arena, site->report};
	struct value value = {0};
	size_t length;
	char *text;
	int code;

	site->views_unread = true;
	if (reader->views == NULL)
		return 0;
	reader->failed = reader->views->name;
	code = file_read(site->arena, &text, &length, reader->views->path);
	if (code < 0)
		return code;
	if (site->cache != NULL)
		cache_views(site->cache, text, length);
	value.place = place_file(site->arena, reader->views->name);
	value.json = json_parse_text(&into, value.place, text, length);
	if (value.json == NULL)
		return 0;
	site->views_unread = false;
	views_read(site, value);
	json_decref(value.json);
	return 0;
}

/* The site's files and the cache know nothing of each other. */
struct beginning {
	struct site_reader *reader;
	struct arena *listed;
	int code;
	int error;
};

static void
begin_piece(void *context, unsigned thread, size_t i)
{
	struct beginning *beginning = context;
	struct site_reader *reader = beginning->reader;
	struct site *site = reader->site;

	(void)thread;
	if (i > 0) {
		site->cache = cache_open(site->arena, site->cache_folder);
		return;
	}
	beginning->code =
	    site_files_list(&reader->files, beginning->listed, site->path,
	                    site->name, &reader->failed);
	beginning->error = errno;
}

static int
begin(struct site_reader *reader)
{
	struct beginning beginning = {.reader = reader, .listed = arena_new()};
	struct site *site = reader->site;

	parallel_run(site->cache_folder == NULL ? 1 : 2, begin_piece,
	             &beginning);
	arena_adopt(site->arena, beginning.listed);
	errno = beginning.error;
	return beginning.code;
}

int
site_load(struct site *site, const char **failed)
{
	struct site_reader reader = {.site = site};
	int code;

	if (site->name == NULL)
		site->name = site->path;
	code = begin(&reader);
	if (code == 0)
		code = site_read_kinds(&reader);
	if (code == 0)
		code = read_views(&reader);
	if (code == 0)
		code = site_read_specs(&reader);
	if (code < 0) {
		*failed = reader.failed;
		return code;
	}
	if (reader.views == NULL && !reader.unknown)
		report_add(site->report, RULE_SCHEMA,
		           place_file(site->arena, site->name),
		           "no file of this site has \"views\": add one that "
		           "says who the audiences are");
	site_zones_sort(site);
	site_zones_check(site);
	service_check_ids(site);
	ptr_from_check(site);
	fragment_read_all(site, &reader.files);
	return 0;
}
