/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/ports.h"
#include "zones/spelling.h"
#include "zones/view_list.h"
#include "zones/waiver_read.h"

/* A waiver while it is read: the site, and the apex of its zone or, in the
 * views' file, NULL. */
struct waiver_reader {
	struct reader reader;
	const struct site *site;
	const uint8_t *apex;
};

static const struct value_member name_members[] = {
    {"rule", false},   {"name", false},   {"ports", false}, {"views", false},
    {"reason", false}, {"ticket", false}, {"until", false},
};

static const struct value_member port_members[] = {
    {"rule", false},   {"ports", false},  {"views", false},
    {"reason", false}, {"ticket", false}, {"until", false},
};

/* A waiver must say all of these: [waiver] and not [schema], since it is as
 * if it weren't there. */
static bool
is_whole(const struct waiver_reader *r, struct value waiver, bool by_name)
{
	const char *const needed[] = {"rule", by_name ? "name" : "ports",
	                              "views", "reason"};
	const char *missing = "";

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (json_object_get(waiver.json, needed[i]) == NULL)
			missing = arena_format(
			    r->reader.arena, "%s%s\"%s\"", missing,
			    *missing != '\0' ? ", " : "", needed[i]);
	if (by_name && json_object_get(waiver.json, "ports") != NULL) {
		report_add(r->reader.report, RULE_WAIVER,
		           value_get(&r->reader, waiver, "ports").place,
		           "a waiver has \"name\" or \"ports\", not both");
		return false;
	}
	if (*missing == '\0')
		return true;
	report_add(r->reader.report, RULE_WAIVER, waiver.place,
	           "a waiver needs %s", missing);
	return false;
}

static bool
read_rule(const struct waiver_reader *r, struct value value, enum rule *rule)
{
	const char *id = value_text(&r->reader, value, "\"rule\"");
	const char *ids[RULE_COUNT], *near;
	int found;

	if (id == NULL)
		return false;
	found = rule_from_id(id);
	if (found >= 0 && rule_info((enum rule)found)->waivable) {
		*rule = (enum rule)found;
		return true;
	}
	if (found >= 0) {
		report_add(r->reader.report, RULE_WAIVER, value.place,
		           "%s can't be waived: mend what it reports", id);
		return false;
	}
	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = rule_info((enum rule)i)->id;
	near = spelling_nearest(id, ids, RULE_COUNT, sizeof(ids[0]));
	if (near != NULL)
		report_add(r->reader.report, RULE_WAIVER, value.place,
		           "no rule is called \"%s\"; did you mean \"%s\"?", id,
		           near);
	else
		report_add(r->reader.report, RULE_WAIVER, value.place,
		           "no rule is called \"%s\": write what stands in "
		           "brackets behind the finding",
		           id);
	return false;
}

static const char *
read_name(const struct waiver_reader *r, struct value value)
{
	const char *text = value_text(&r->reader, value, "\"name\"");
	uint8_t name[DNAME_MAX];
	char whole[DNAME_TEXT];

	if (text == NULL)
		return NULL;
	if (*text == '\0'
	    || dname_from_text(name, text, strlen(text), r->apex) < 0) {
		report_add(r->reader.report, RULE_BAD_NAME, value.place,
		           "\"%s\" is no domain name", text);
		return NULL;
	}
	dname_lower(name, name);
	return arena_string(r->reader.arena, dname_to_text(whole, name));
}

static const char *
read_ports(const struct waiver_reader *r, struct value value)
{
	const char *text = value_text(&r->reader, value, "\"ports\"");
	struct ports ports;

	if (text == NULL)
		return NULL;
	if (ports_from_text(&ports, text) < 0) {
		report_add(r->reader.report, RULE_SCHEMA, value.place,
		           "\"%s\" is no port: write what the finding says",
		           text);
		return NULL;
	}
	return ports_to_text(r->reader.arena, &ports);
}

/* "2027-01-31", a day that there is. */
static bool
is_date(const char *text)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30,
	                                31, 31, 30, 31, 30, 31};
	unsigned year, month, day, last;
	int end = 0;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10
	    || sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3
	    || end != 10 || month < 1 || month > 12)
		return false;
	last = days[month - 1];
	if (month == 2
	    && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0))
		last = 29;
	return day >= 1 && day <= last;
}

/* A string that may be missing; false when it is something else. */
static bool
read_optional(const struct waiver_reader *r, struct value waiver,
              const char *key, const char *what, const char **text)
{
	struct value value = value_get(&r->reader, waiver, key);
	const char *read;

	if (value.json == NULL)
		return true;
	read = value_text(&r->reader, value, what);
	if (read == NULL)
		return false;
	*text = arena_string(r->reader.arena, read);
	return true;
}

static bool
read_until(const struct waiver_reader *r, struct value object,
           struct waiver *waiver)
{
	if (!read_optional(r, object, "until", "\"until\"", &waiver->until))
		return false;
	if (waiver->until == NULL || is_date(waiver->until))
		return true;
	report_add(r->reader.report, RULE_SCHEMA,
	           value_get(&r->reader, object, "until").place,
	           "\"until\" must be a date as 2027-01-31, not \"%s\"",
	           waiver->until);
	return false;
}

static bool
read_reason(const struct waiver_reader *r, struct value object,
            struct waiver *waiver)
{
	if (!read_optional(r, object, "reason", "\"reason\"", &waiver->reason))
		return false;
	if (*waiver->reason != '\0')
		return true;
	report_add(r->reader.report, RULE_WAIVER,
	           value_get(&r->reader, object, "reason").place,
	           "a waiver needs a reason: say why this is as it should be");
	return false;
}

/* Reads all of it, so that all is reported; false when it can't be used. */
static bool
read_waiver(const struct waiver_reader *r, struct value object,
            struct waiver *waiver)
{
	struct value name = value_get(&r->reader, object, "name");
	struct value ports = value_get(&r->reader, object, "ports");
	bool by_name =
	    r->apex != NULL && (name.json != NULL || ports.json == NULL);
	bool good = true;

	waiver->place = object.place;
	(void)value_check_members(
	    &r->reader, object, "a waiver",
	    r->apex != NULL ? name_members : port_members,
	    r->apex != NULL ? sizeof(name_members) / sizeof(name_members[0])
			    : sizeof(port_members) / sizeof(port_members[0]));
	if (!is_whole(r, object, by_name))
		return false;
	good &=
	    read_rule(r, value_get(&r->reader, object, "rule"), &waiver->rule);
	waiver->subject = by_name ? read_name(r, name) : read_ports(r, ports);
	good &= waiver->subject != NULL;
	good &= view_list_read(r->site, value_get(&r->reader, object, "views"),
	                       "\"views\"", &waiver->views);
	good &= read_reason(r, object, waiver);
	good &=
	    read_optional(r, object, "ticket", "\"ticket\"", &waiver->ticket);
	return read_until(r, object, waiver) && good;
}

static struct waiver *
read_list(const struct waiver_reader *r, struct value list, size_t *count)
{
	struct waiver *waivers;

	*count = 0;
	if (list.json == NULL || !value_is_array(&r->reader, list, "\"waive\""))
		return NULL;
	waivers = arena_alloc(r->reader.arena,
	                      json_array_size(list.json) * sizeof(*waivers));
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&r->reader, list, i);

		waivers[*count] = (struct waiver){.rule = RULE_WAIVER};
		if (value_is_object(&r->reader, item, "a waiver")
		    && read_waiver(r, item, &waivers[*count]))
			(*count)++;
	}
	return waivers;
}

void
waiver_read_ports(struct site *site, struct value list)
{
	const struct waiver_reader r = {.reader = {site->arena, site->report},
	                                .site = site};

	site->waivers = read_list(&r, list, &site->waiver_count);
}

void
waiver_read_names(struct spec *spec, const struct site *site, struct value list)
{
	const struct waiver_reader r = {.reader = {site->arena, site->report},
	                                .site = site,
	                                .apex = spec->apex};

	spec->waivers = read_list(&r, list, &spec->waiver_count);
}
