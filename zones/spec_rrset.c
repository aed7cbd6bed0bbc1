/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rrset_repeated.h"
#include "zones/shorthand/by_view.h"
#include "zones/shorthand/seconds.h"
#include "zones/spec_read.h"

enum { TTL_MAX = INT32_MAX };

static const struct value_member plain_members[] = {
    {"data", true}, {"ttl", false}, {"by-view", false}};

/* Beside "by-view" there needn't be data: only those views have it then. */
static const struct value_member by_view_members[] = {
    {"data", false}, {"ttl", false}, {"by-view", false}};

/* TXT and SPF: one of "data" and "text". */
static const struct value_member text_members[] = {
    {"ttl", false}, {"data", false}, {"text", false}, {"by-view", false}};

/* The data of one RRset: its list, and whether it is text as it is. */
struct data_reader {
	const struct spec_reader *spec;
	struct rrset *rrset;
	bool plain;
};

static bool
is_text_type(uint16_t type)
{
	enum { TYPE_SPF = 99 };

	return type == TYPE_TXT || type == TYPE_SPF;
}

/* One record at place; false when it is reported. */
static bool
read_datum(const struct data_reader *d, json_t *json, uint32_t item,
           struct rdatum *rdatum, const struct place *place)
{
	const struct reader *reader = &d->spec->reader;
	struct rdata_error error = {.rule = RULE_BAD_RDATA};
	const char *text = json_string_value(json);
	size_t length = json_string_length(json);
	int code;

	if (!d->plain && strlen(text) != length) {
		report_add(reader->report, RULE_BAD_RDATA, place,
		           "the data holds the character \\u0000: write it as "
		           "\\000");
		return false;
	}
	if (d->plain)
		code = rdata_from_plain(d->spec->arena, rdatum, text, length,
		                        &error);
	else
		code = rdata_from_text(d->spec->arena, rdatum, d->rrset->type,
		                       text, d->spec->spec->apex, &error);
	rdatum->item = item;
	if (code < 0)
		report_add(reader->report, error.rule, place, "%s",
		           error.message);
	return code >= 0;
}

static void
take_datum(const struct data_reader *d, struct value value, uint32_t item)
{
	struct rrset *rrset = d->rrset;

	if (!json_is_string(value.json)) {
		(void)value_text(&d->spec->reader, value, "a record's data");
		rrset->broken = true;
	} else if (read_datum(d, value.json, item, &rrset->data[rrset->count],
	                      value.place)) {
		rrset->count++;
	} else {
		rrset->broken = true;
	}
}

/* A string, or an array of strings. */
static void
read_data(const struct data_reader *d, struct value list, enum rrset_list form)
{
	const struct reader *reader = &d->spec->reader;
	struct rrset *rrset = d->rrset;
	size_t count = 1;

	rrset->list = form;
	rrset->single = !json_is_array(list.json);
	if (!rrset->single)
		count = json_array_size(list.json);
	else if (!json_is_string(list.json)) {
		report_add(reader->report, RULE_SCHEMA, list.place,
		           "the data must be a string or an array of strings");
		rrset->broken = true;
		return;
	}
	if (count == 0) {
		report_add(reader->report, RULE_SCHEMA, list.place,
		           "an RRset needs a record: add one, or remove the "
		           "member");
		rrset->broken = true;
		return;
	}
	rrset->data = arena_alloc(d->spec->arena, count * sizeof(*rrset->data));
	if (rrset->single)
		take_datum(d, list, 0);
	for (size_t i = 0; !rrset->single && i < count; i++)
		take_datum(d, value_item(reader, list, i), (uint32_t)i);
}

static void
read_ttl(const struct spec_reader *r, struct rrset *rrset, struct value ttl)
{
	if (ttl.json != NULL)
		(void)value_seconds(&r->reader, ttl, "\"ttl\"", RULE_BAD_TTL,
		                    TTL_MAX, &rrset->ttl);
}

static void
read_by_view(const struct data_reader *d, struct value object)
{
	const struct spec_reader *r = d->spec;
	struct value by_view = value_get(&r->reader, object, "by-view");

	if (by_view.json == NULL)
		return;
	if (r->variants != NULL)
		by_view_read(r, d->rrset, by_view);
	else
		report_add(r->reader.report, RULE_SCHEMA,
		           value_name_place(&r->reader, object, "by-view"),
		           "\"by-view\" says what views have in place of a "
		           "shared RRset: it can only stand in one of "
		           "\"records\"");
}

/* { "ttl": ..., "data" or "text": ..., "by-view": ... } */
static void
read_object(struct data_reader *d, struct value object)
{
	const struct reader *reader = &d->spec->reader;
	bool text_type = is_text_type(d->rrset->type);
	bool by_view = json_object_get(object.json, "by-view") != NULL;
	struct value data, text;

	(void)value_check_members(reader, object, "an RRset",
	                          text_type ? text_members
	                          : by_view ? by_view_members
	                                    : plain_members,
	                          text_type ? 4 : 3);
	read_ttl(d->spec, d->rrset, value_get(reader, object, "ttl"));
	data = value_get(reader, object, "data");
	text = value_get(reader, object, "text");
	if (!text_type)
		text.json = NULL;

	if (data.json != NULL && text.json != NULL)
		report_add(reader->report, RULE_SCHEMA,
		           value_name_place(reader, object, "text"),
		           "an RRset has \"data\" or \"text\", not both");
	else if (text_type && !by_view && data.json == NULL
	         && text.json == NULL)
		report_add(reader->report, RULE_SCHEMA, object.place,
		           "an RRset needs \"data\" or \"text\"");
	d->plain = data.json == NULL;
	if (data.json != NULL)
		read_data(d, data, LIST_DATA);
	else if (text.json != NULL)
		read_data(d, text, LIST_TEXT);
	else
		d->rrset->broken = !by_view;
	read_by_view(d, object);
}

static void
report_repeated(const struct spec_reader *r, const struct rrset *rrset,
                const struct rdatum *rdatum, struct view_set views)
{
	const struct place *place = rrset_datum_place(
	    r->reader.arena, rrset, (size_t)(rdatum - rrset->data));
	char owner[DNAME_TEXT];

	dname_to_text(owner, rrset->owner);
	for (unsigned view = 0; view < VIEW_MAX; view++)
		if (view_set_has(&views, view))
			report_in_view(r->reader.report, RULE_DUPLICATE_RECORD,
			               place, view, owner,
			               "this record stands in the RRset "
			               "already: remove it");
}

/* Drops records that are there already. */
static void
drop_repeated(const struct spec_reader *r, struct rrset *rrset,
              struct view_set views)
{
	bool *repeated;
	uint32_t kept = 0;

	if (rrset->count < 2)
		return;
	repeated = rrset_repeated(r->reader.arena, rrset);
	for (uint32_t i = 0; i < rrset->count; i++) {
		if (repeated[i])
			report_repeated(r, rrset, &rrset->data[i], views);
		else
			rrset->data[kept++] = rrset->data[i];
	}
	rrset->count = kept;
}

void
spec_read_rrset(const struct spec_reader *r, struct rrset *rrset,
                struct value value, struct view_set views)
{
	struct data_reader d = {.spec = r, .rrset = rrset};

	if (json_is_object(value.json))
		read_object(&d, value);
	else
		read_data(&d, value, LIST_VALUE);
	if (rrset->type == TYPE_SOA && rrset->count > 1) {
		report_add(r->reader.report, RULE_SOA,
		           rrset_datum_place(r->reader.arena, rrset, 1),
		           "a zone has one SOA: remove all but one");
		rrset->count = 1;
	}
	if (rrset->type == TYPE_ALIAS && rrset->count > 1) {
		report_add(r->reader.report, RULE_ALIAS,
		           rrset_datum_place(r->reader.arena, rrset, 1),
		           "an ALIAS leads to one name: remove all but one");
		rrset->count = 1;
	}
	drop_repeated(r, rrset, views);
}
