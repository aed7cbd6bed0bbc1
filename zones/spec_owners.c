/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/spec_read.h"

/* One owner while it is read: what stands in its place. */
struct owner_reader {
	const struct spec_reader *spec;
	struct owner *owner;
	struct value object;
	struct view_set views;
	bool overlay;
};

const uint8_t *
spec_read_owner(const struct spec_reader *r, const char *key,
                const struct place *place)
{
	uint8_t name[DNAME_MAX];
	int code = *key == '\0'
	               ? ERR_MALFORMED
	               : dname_from_text(name, key, strlen(key), r->spec->apex);

	if (code < 0) {
		report_add(r->reader.report, RULE_BAD_NAME, place,
		           "\"%s\" is no domain name: %s", key,
		           *key == '\0' ? "write @ for the zone itself"
		                        : spec_name_error(code));
		return NULL;
	}
	if (!dname_within(name, r->spec->apex)) {
		report_add(r->reader.report, RULE_OUT_OF_ZONE, place,
		           "\"%s\" isn't in the zone %s: move it to its own "
		           "zone's spec",
		           key, r->apex);
		return NULL;
	}
	dname_lower(name, name);
	return arena_copy(r->arena, name, (size_t)code);
}

static int
type_number(const char *key)
{
	return strcasecmp(key, "ALIAS") == 0 ? TYPE_ALIAS : rdata_type(key);
}

int
spec_read_type(const struct spec_reader *r, struct value object,
               const char *key)
{
	int type = type_number(key);

	return type >= 0 ? type
	                 : spec_type_at(
			     r, key, value_name_place(&r->reader, object, key));
}

int
spec_type_at(const struct spec_reader *r, const char *key,
             const struct place *place)
{
	int type = type_number(key);

	if (type >= 0)
		return type;
	if (type == ERR_RANGE)
		report_add(r->reader.report, RULE_META_TYPE, place,
		           "%s can't be written in a zone: it is for questions "
		           "and messages, or for signed zones, which mullion "
		           "doesn't make",
		           key);
	else
		report_add(r->reader.report, RULE_UNKNOWN_TYPE, place,
		           "no type is called \"%s\"; a new one is written by "
		           "its number, as in TYPE65400",
		           key);
	return type;
}

/* An SOA stands at the apex alone, and not beside `soa`. */
static bool
may_be_soa(const struct owner_reader *o, const char *key)
{
	const struct spec_reader *r = o->spec;
	const struct place *place =
	    value_name_place(&r->reader, o->object, key);

	if (!dname_equal(o->owner->name, r->spec->apex)) {
		report_add(r->reader.report, RULE_SOA, place,
		           "an SOA can only stand at @, the zone itself: "
		           "remove it");
		return false;
	}
	if (r->soa_written) {
		report_add(r->reader.report, RULE_SOA, place,
		           "the zone has its SOA from the member \"soa\": "
		           "remove one of the two");
		return false;
	}
	return true;
}

/* "*": null. */
static void
read_clear(const struct owner_reader *o, struct value value)
{
	const struct reader *reader = &o->spec->reader;

	if (!o->overlay)
		report_add(reader->report, RULE_SCHEMA, value.place,
		           "\"*\" drops what the shared records give a name: "
		           "it can only stand in an overlay");
	else if (!json_is_null(value.json))
		report_add(reader->report, RULE_SCHEMA, value.place,
		           "\"*\" must be null: it drops all that the shared "
		           "records give the name");
	else
		o->owner->clear = true;
}

static void
read_rrset(const struct owner_reader *o, const char *key, struct value value)
{
	const struct spec_reader *r = o->spec;
	struct rrset *rrset = &o->owner->rrsets[o->owner->count];
	int type = spec_read_type(r, o->object, key);

	if (type < 0 || (type == TYPE_SOA && !may_be_soa(o, key)))
		return;
	*rrset = (struct rrset){
	    .owner = o->owner->name,
	    .type = (uint16_t)type,
	    .ttl = r->spec->ttl,
	    .name = o->owner->place,
	    .key = rrset_key(r->arena, (uint16_t)type, key),
	    .order = (uint32_t)o->owner->count,
	};
	o->owner->count++;
	if (!json_is_null(value.json)) {
		spec_read_rrset(r, rrset, value, o->views);
		/* Only views that "by-view" names have it: not shared. */
		if (rrset->count == 0 && !rrset->broken)
			o->owner->count--;
	} else if (!o->overlay) {
		rrset->broken = true;
		report_add(r->reader.report, RULE_SCHEMA, value.place,
		           "null removes a shared RRset: it can only stand "
		           "in an overlay");
	}
}

/* By type; of one type in the order written. */
static int
compare_rrsets(const void *left, const void *right)
{
	const struct rrset *a = left, *b = right;
	int order = (int)a->type - (int)b->type;

	return order != 0 ? order
	                  : (a->order > b->order) - (a->order < b->order);
}

static void
report_repeated(const struct owner_reader *o, const struct rrset *rrset)
{
	struct arena *arena = o->spec->reader.arena;
	const struct place *name = rrset->name;

	report_add(o->spec->reader.report, RULE_DUPLICATE_MEMBER,
	           place_name(arena, place_member(arena, name->up, name->key),
	                      rrset->key),
	           "the name has %s records already: merge the two",
	           rdata_type_text(arena, rrset->type));
}

static void
drop_repeated(const struct owner_reader *o)
{
	struct owner *owner = o->owner;
	size_t kept = 0;

	if (owner->count > 1)
		qsort(owner->rrsets, owner->count, sizeof(*owner->rrsets),
		      compare_rrsets);
	for (size_t i = 0; i < owner->count; i++) {
		const struct rrset *rrset = &owner->rrsets[i];

		if (kept == 0 || owner->rrsets[kept - 1].type != rrset->type)
			owner->rrsets[kept++] = *rrset;
		else
			report_repeated(o, rrset);
	}
	owner->count = kept;
}

static void
read_rrsets(const struct owner_reader *o)
{
	const struct reader *reader = &o->spec->reader;
	const char *key;
	json_t *json;

	o->owner->rrsets =
	    arena_alloc(o->spec->arena, json_object_size(o->object.json)
	                                    * sizeof(*o->owner->rrsets));
	json_object_foreach(o->object.json, key, json)
	{
		struct value value;

		if (value_is_comment(key))
			continue;
		value = value_member(reader, o->object, key, json);
		if (strcmp(key, "*") == 0)
			read_clear(o, value);
		else
			read_rrset(o, key, value);
	}
	drop_repeated(o);
}

/* One owner; false when it has no name that can be used. */
static bool
read_owner(const struct owner_reader *o)
{
	const struct reader *reader = &o->spec->reader;
	const char *key = o->owner->place->key;

	o->owner->name = spec_read_owner(o->spec, key, o->owner->place);
	if (o->owner->name == NULL)
		return false;
	if (o->overlay && json_is_null(o->object.json))
		o->owner->remove = true;
	else if (value_is_object(reader, o->object, "a name's records"))
		read_rrsets(o);
	else
		o->owner->refused = true;
	return true;
}

/* A member that is no owner. */
static void
add_other(const struct spec_reader *r, struct owner_list *list, const char *key)
{
	list->others = arena_grow(r->arena, list->others, list->other_count,
	                          sizeof(*list->others));
	list->others[list->other_count++] = arena_string(r->arena, key);
}

void
spec_list_owners(const struct spec_reader *r, struct owner_list *list,
                 struct value object, bool overlay, struct view_set views)
{
	struct spec_reader passing = *r;
	const char *key;
	json_t *json;

	/* The values' places are needed for as long as they are read. */
	passing.reader.arena = r->scratch;
	if (overlay)
		passing.variants = NULL;
	*list = (struct owner_list){
	    .items = arena_alloc(r->arena, json_object_size(object.json)
	                                       * sizeof(*list->items))};
	json_object_foreach(object.json, key, json)
	{
		struct owner *owner = &list->items[list->count];
		struct owner_reader o = {
		    .spec = &passing,
		    .owner = owner,
		    .object = value_member(&passing.reader, object, key, json),
		    .views = views,
		    .overlay = overlay};

		*owner = (struct owner){
		    .place = place_name(r->arena, object.place,
		                        arena_string(r->arena, key))};
		if (!value_is_comment(key) && read_owner(&o))
			list->count++;
		else
			add_other(r, list, key);
	}
}
