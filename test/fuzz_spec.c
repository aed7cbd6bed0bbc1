/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/expect/expect_read.h"
#include "zones/fmt/fmt.h"
#include "zones/fragment/fragment.h"
#include "zones/json_parse.h"
#include "zones/site.h"
#include "zones/service/service_check.h"
#include "zones/site_files.h"
#include "zones/site_zones.h"
#include "zones/spec_read.h"
#include "zones/view.h"
#include "zones/views_read.h"
#include "zones/waiver.h"

/*
 * The front end on any octets: as a file of views, and as a zone spec, tests
 * and a fragment in a site whose views are fixed, each read, its views' content
 * made, services checked, waivers applied, and what was found printed. Whatever
 * the octets, nothing crashes and nothing is left when the arena is freed.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static const char views_text[] =
    "{\"views\": {"
    "\"internal\": {\"trust\": \"internal\", \"networks\": [\"10.0.0.0/8\"]},"
    "\"staging\": {\"trust\": \"internal\", \"networks\": [\"10.9.0.0/16\"]},"
    "\"external\": {\"trust\": \"external\", \"networks\": [\"0.0.0.0/0\"]}},"
    "\"groups\": {\"@inside\": [\"internal\", \"staging\"]}}";

static void
read_views(struct site *site, const char *octets, size_t size)
{
	const struct reader reader = {site->arena, site->report};
	struct value value = {.place = place_file(site->arena, "/dev/null")};
	char *text = arena_copy(site->arena, octets, size);

	value.json = json_parse_text(&reader, value.place, text, size);
	if (json_is_object(value.json))
		views_read(site, value);
	json_decref(value.json);
}

static void
read_zone(struct site *site, const char *octets, size_t size)
{
	const struct reader reader = {site->arena, site->report};
	struct value value = {.place = place_file(site->arena, "/dev/null")};
	char *text = arena_copy(site->arena, octets, size);
	struct spec *spec = arena_alloc(site->arena, sizeof(*spec));

	value.json = json_parse_text(&reader, value.place, text, size);
	if (json_is_object(value.json)
	    && spec_read(spec, site, value, site->arena) >= 0) {
		site->specs = spec;
		site->spec_count = 1;
	}
	json_decref(value.json);
}

static void
read_tests(struct site *site, const char *octets, size_t size)
{
	const struct reader reader = {site->arena, site->report};
	struct value value = {.place = place_file(site->arena, "/dev/null")};
	char *text = arena_copy(site->arena, octets, size);
	struct expectations tests;

	value.json = json_parse_text(&reader, value.place, text, size);
	if (json_is_object(value.json))
		expect_read(&tests, site, value);
	json_decref(value.json);
}

/* Of a zone whose fence lets much in. */
static void
read_fragment(struct site *site, const char *octets, size_t size)
{
	static const char zone[] =
	    "{\"zone\": \"example.com\", \"views\": [\"external\"],"
	    " \"records\": {\"@\": {\"NS\": \"ns\"}}, \"fragments\":"
	    " {\"acme\": {\"names\": [\"*\"], \"types\": [\"TXT\", \"A\","
	    " \"CNAME\"], \"views\": [\"external\"]}}}";
	char *text = arena_alloc(site->arena, size + 1);

	read_zone(site, zone, strlen(zone));
	memcpy(text, octets, size);
	(void)fragment_take(site, site->report,
	                    place_file(site->arena, "/dev/null"), text, size,
	                    false);
}

/* Every place that was reported is looked for in the octets themselves. */
static void
finish(struct site *site, FILE *out)
{
	struct arena *arena = site->arena;
	struct content *contents =
	    arena_alloc(arena, site->view_count * sizeof(*contents));
	struct tree *trees =
	    arena_alloc(arena, site->view_count * sizeof(*trees));

	site_zones_sort(site);
	for (unsigned i = 0; i < site->view_count; i++) {
		view_content(&contents[i], site, i);
		zone_build(&trees[i], arena, &contents[i]);
	}
	service_check_ids(site);
	service_check(site, trees);
	waiver_apply(site, 0);
	report_print(site->report, REPORT_TEXT, site_view_names(site), out);
	report_print(site->report, REPORT_SARIF, site_view_names(site), out);
}

static void
try_one(const char *octets, size_t size, enum site_kind kind, FILE *out)
{
	struct arena *arena = arena_new();
	struct site site = {
	    .path = "", .arena = arena, .report = report_new(arena)};

	if (kind == SITE_VIEWS)
		read_views(&site, octets, size);
	else
		read_views(&site, views_text, strlen(views_text));
	if (kind == SITE_ZONE)
		read_zone(&site, octets, size);
	else if (kind == SITE_FRAGMENT)
		read_fragment(&site, octets, size);
	else if (kind == SITE_TESTS)
		read_tests(&site, octets, size);
	finish(&site, out);
	arena_free(arena);
}

/* What can be laid out is laid out once and for all. */
static void
lay_out(const char *octets, size_t size)
{
	struct arena *arena = arena_new();
	const struct reader reader = {arena, report_new(arena)};
	const struct place *file = place_file(arena, "/dev/null");
	size_t length, same;
	char *to, *again;
	int code = fmt_text(&reader, file, octets, size, &to, &length);

	if (code == 0
	    && (fmt_text(&reader, file, to, length, &again, &same) < 0
	        || length != same || memcmp(to, again, length) != 0))
		abort();
	if (code < 0 && code != ERR_REPORTED)
		abort();
	arena_free(arena);
}

static void
found_nothing(void *context, const char *name, size_t line, size_t column)
{
	(void)context;
	(void)name;
	(void)line;
	(void)column;
}

/* What walks over the text itself, which needn't be JSON. */
static void
walk(const char *octets, size_t size)
{
	struct arena *arena = arena_new();
	const struct place *file = place_file(arena, "x");
	const struct place *records = place_member(arena, file, "records");
	struct place_found found[] = {
	    {.place = place_name(arena, records, "www")},
	    {.place = place_item(
		 arena,
		 place_member(arena, place_member(arena, records, "www"), "A"),
		 1)},
	    {.place = place_item(arena, file, 3)},
	};

	enum site_kind kind;

	place_find(found, 3, octets, size);
	place_duplicates(octets, size, found_nothing, NULL);
	(void)site_kind_told(&kind, octets, size);
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static FILE *out;

	if (out == NULL)
		out = fopen("/dev/null", "w");
	walk((const char *)octets, size);
	lay_out((const char *)octets, size);
	try_one((const char *)octets, size, SITE_VIEWS, out);
	try_one((const char *)octets, size, SITE_ZONE, out);
	try_one((const char *)octets, size, SITE_FRAGMENT, out);
	try_one((const char *)octets, size, SITE_TESTS, out);
	return 0;
}
