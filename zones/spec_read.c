/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/fragment/fence.h"
#include "zones/shorthand/by_view.h"
#include "zones/shorthand/generate.h"
#include "zones/shorthand/ptr_from.h"
#include "zones/shorthand/seconds.h"
#include "zones/service/service_read.h"
#include "zones/spec_read.h"
#include "zones/view_list.h"
#include "zones/waiver_read.h"

enum { TTL_DEFAULT = 3600, TTL_MAX = INT32_MAX };

static const struct value_member members[] = {
    {"$schema", false},  {"zone", true},      {"views", true},
    {"records", true},   {"ttl", false},      {"soa", false},
    {"overlays", false}, {"waive", false},    {"services", false},
    {"generate", false}, {"ptr-from", false}, {"fragments", false},
};

const char *
spec_name_error(int code)
{
	if (code == ERR_RANGE)
		return "a label has 63 octets at most, a name 255";
	return "a label is empty, or an escape isn't \\DDD or \\X";
}

const uint8_t *
spec_read_name(const struct spec_reader *r, struct value value,
               const char *what)
{
	const char *text = value_text(&r->reader, value, what);
	uint8_t name[DNAME_MAX];
	int code;

	if (text == NULL)
		return NULL;
	code = *text == '\0'
	           ? ERR_MALFORMED
	           : dname_from_text(name, text, strlen(text), r->spec->apex);
	if (code >= 0)
		return arena_copy(r->reader.arena, name, (size_t)code);
	report_add(r->reader.report, RULE_BAD_NAME, value.place,
	           "\"%s\" is no domain name: %s", text, spec_name_error(code));
	return NULL;
}

const uint8_t *
spec_read_zone_name(const struct spec_reader *r, struct value zone,
                    const char *what)
{
	const char *text = value_text(&r->reader, zone, what);
	uint8_t name[DNAME_MAX];
	int code = ERR_MALFORMED;

	if (text == NULL)
		return NULL;
	if (*text != '\0' && strcmp(text, "@") != 0)
		code = dname_from_text(name, text, strlen(text), NULL);
	if (code < 0) {
		report_add(r->reader.report, RULE_BAD_NAME, zone.place,
		           "\"%s\" is no domain name: %s", text,
		           spec_name_error(code));
		return NULL;
	}
	dname_lower(name, name);
	return arena_copy(r->reader.arena, name, (size_t)code);
}

/* The apex; ERR_REPORTED where there is none. */
static int
read_zone(struct spec_reader *r, struct value zone)
{
	char whole[DNAME_TEXT];
	char *apex;

	if (zone.json == NULL)
		return ERR_REPORTED;
	r->spec->apex = spec_read_zone_name(r, zone, "\"zone\"");
	if (r->spec->apex == NULL)
		return ERR_REPORTED;
	dname_to_text(whole, r->spec->apex);
	r->spec->text = arena_string(r->reader.arena, whole);
	r->spec->place = zone.place;
	apex = arena_string(r->reader.arena, whole);
	if (apex[1] != '\0')
		apex[strlen(apex) - 1] = '\0';
	r->apex = apex;
	return 0;
}

static void
read_views(struct spec_reader *r, struct value views)
{
	if (views.json == NULL)
		return;
	if (!view_list_read(r->site, views, "\"views\"", &r->spec->views))
		return;
	r->views_known = json_array_size(views.json) > 0;
	if (!r->views_known)
		report_add(r->reader.report, RULE_SCHEMA, views.place,
		           "\"views\" lists no view, so nobody would see the "
		           "zone: add one");
}

static void
read_ttl(struct spec_reader *r, struct value ttl)
{
	r->spec->ttl = TTL_DEFAULT;
	if (ttl.json != NULL)
		(void)value_seconds(&r->reader, ttl, "\"ttl\"", RULE_BAD_TTL,
		                    TTL_MAX, &r->spec->ttl);
}

/* ERR_REPORTED, ERR_MALFORMED: of parts. */
static int
read_all(struct spec_reader *r, struct value file)
{
	struct value soa = value_get(&r->reader, file, "soa");
	struct value records = value_get(&r->reader, file, "records");
	struct value overlays = value_get(&r->reader, file, "overlays");
	struct spec *spec = r->spec;

	*spec = (struct spec){.records = file.place};
	(void)value_check_members(&r->reader, file, "a zone spec", members,
	                          sizeof(members) / sizeof(members[0]));
	read_views(r, value_get(&r->reader, file, "views"));
	if (read_zone(r, value_get(&r->reader, file, "zone")) < 0)
		return ERR_REPORTED;

	read_ttl(r, value_get(&r->reader, file, "ttl"));
	r->soa_written = soa.json != NULL;
	spec_read_soa(r, soa);
	if (records.json != NULL && spec_read_records(r, records) < 0)
		return ERR_MALFORMED;
	generate_read(r, value_get(&r->reader, file, "generate"));
	fence_read(r, value_get(&r->reader, file, "fragments"));
	ptr_from_read(r, value_get(&r->reader, file, "ptr-from"));
	if (overlays.json != NULL)
		spec_read_overlays(r, overlays);
	by_view_overlays(r);
	service_read(r, value_get(&r->reader, file, "services"));
	waiver_read_names(spec, r->site, value_get(&r->reader, file, "waive"));
	return 0;
}

int
spec_read(struct spec *spec, const struct site *site, struct value file,
          struct arena *scratch)
{
	return spec_read_parts(spec, site, file, NULL, scratch);
}

int
spec_read_parts(struct spec *spec, const struct site *site, struct value file,
                const struct json_split *parts, struct arena *scratch)
{
	struct variant_list variants = {.count = 0};
	struct spec_reader r = {.reader = {site->arena, site->report},
	                        .arena = site->arena,
	                        .scratch = scratch,
	                        .site = site,
	                        .spec = spec,
	                        .parts = parts,
	                        .variants = &variants};

	return read_all(&r, file);
}
