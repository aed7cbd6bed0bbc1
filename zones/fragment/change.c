/* SPDX-License-Identifier: ISC */
#include "zones/fragment/change.h"

#include <string.h>
#include <strings.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/rdata.h"
#include "zones/value.h"

struct changer {
	struct arena *arena;
	const struct fragment_change *change;
	struct rdatum wanted; /* of change->value */
	bool text;            /* TXT or SPF */
};

/* An RRset's data: the value itself, or a member of it. */
struct list {
	json_t *holder;  /* the name's RRsets, or the RRset */
	const char *key; /* in it */
	bool plain;      /* "text" */
};

static bool
is_text_type(uint16_t type)
{
	enum { TXT = 16, SPF = 99 };

	return type == TXT || type == SPF;
}

/* The member that is the owner, whichever way it is written. */
static const char *
find_owner(const struct changer *c, json_t *records)
{
	uint8_t name[DNAME_MAX];
	const char *key;
	json_t *value;

	json_object_foreach(records, key, value)
	{
		if (!value_is_comment(key)
		    && dname_from_text(name, key, strlen(key), c->change->apex)
		           > 0
		    && dname_equal(name, c->change->owner))
			return arena_string(c->arena, key);
	}
	return NULL;
}

static const char *
find_type(const struct changer *c, json_t *rrsets)
{
	const char *key;
	json_t *value;

	json_object_foreach(rrsets, key, value)
	{
		if (!value_is_comment(key)
		    && (strcasecmp(key, c->change->key) == 0
		        || rdata_type(key) == c->change->type))
			return arena_string(c->arena, key);
	}
	return NULL;
}

/* The string is the record. */
static bool
is_wanted(const struct changer *c, const struct list *list, json_t *string)
{
	struct rdata_error error;
	struct rdatum rdatum;
	const char *text = json_string_value(string);
	int code;

	if (text == NULL)
		return false;
	code = list->plain ? rdata_from_plain(
		   c->arena, &rdatum, text, json_string_length(string), &error)
	                   : rdata_from_text(c->arena, &rdatum, c->change->type,
	                                     text, c->change->apex, &error);
	return code == 0 && rdatum.length == c->wanted.length
	       && (rdatum.length == 0
	           || memcmp(rdatum.wire, c->wanted.wire, rdatum.length) == 0);
}

/* Where the RRset's data stands; false when that is nowhere. */
static bool
find_list(struct list *list, json_t *rrsets, const char *type)
{
	json_t *rrset = json_object_get(rrsets, type);

	*list = (struct list){.holder = rrsets, .key = type};
	if (!json_is_object(rrset))
		return json_is_string(rrset) || json_is_array(rrset);
	list->holder = rrset;
	list->plain = json_object_get(rrset, "text") != NULL;
	list->key = list->plain ? "text" : "data";
	return json_object_get(rrset, list->key) != NULL;
}

/* The new record as the list has its. */
static json_t *
new_item(const struct changer *c, const struct list *list)
{
	if (!c->text || list->plain)
		return json_string(c->change->value);
	return json_string(
	    rdata_to_text(c->arena, c->change->type, &c->wanted));
}

static int
add_to_list(const struct changer *c, const struct list *list)
{
	json_t *items = json_object_get(list->holder, list->key);
	json_t *array;

	if (json_is_string(items)) {
		if (is_wanted(c, list, items))
			return 0;
		array = json_array();
		json_array_append(array, items);
		json_object_set_new(list->holder, list->key, array);
		items = array;
	}
	for (size_t i = 0; i < json_array_size(items); i++)
		if (is_wanted(c, list, json_array_get(items, i)))
			return 0;
	json_array_append_new(items, new_item(c, list));
	return 1;
}

static int
add_to_owner(const struct changer *c, json_t *rrsets)
{
	const char *type = find_type(c, rrsets);
	json_t *value = json_string(c->change->value);
	struct list list;

	if (type != NULL) {
		json_decref(value);
		return find_list(&list, rrsets, type) ? add_to_list(c, &list)
		                                      : ERR_MALFORMED;
	}
	json_object_set_new(rrsets, c->change->key,
	                    c->text ? json_pack("{s:[o]}", "text", value)
	                            : value);
	return 1;
}

/* Takes the record out of the list; *empty: it was the last. */
static int
take_from_list(const struct changer *c, const struct list *list, bool *empty)
{
	json_t *items = json_object_get(list->holder, list->key);
	int changed = 0;

	if (json_is_string(items)) {
		*empty = is_wanted(c, list, items);
		return *empty;
	}
	for (size_t i = json_array_size(items); i-- > 0;)
		if (is_wanted(c, list, json_array_get(items, i))) {
			json_array_remove(items, i);
			changed = 1;
		}
	*empty = changed && json_array_size(items) == 0;
	return changed;
}

static bool
has_records(json_t *rrsets)
{
	const char *key;
	json_t *value;

	json_object_foreach(rrsets, key, value)
	{
		if (!value_is_comment(key))
			return true;
	}
	return false;
}

static int
take_from_owner(const struct changer *c, json_t *records, const char *owner)
{
	json_t *rrsets = json_object_get(records, owner);
	const char *type = find_type(c, rrsets);
	bool empty = true;
	struct list list;
	int changed = 1;

	if (type == NULL)
		return 0;
	if (c->change->value != NULL) {
		if (!find_list(&list, rrsets, type))
			return ERR_MALFORMED;
		changed = take_from_list(c, &list, &empty);
	}
	if (empty)
		json_object_del(rrsets, type);
	if (!has_records(rrsets))
		json_object_del(records, owner);
	return changed;
}

/* The value's RDATA. */
static int
read_value(struct changer *c, const char **message)
{
	const char *value = c->change->value;
	struct rdata_error error = {.message = NULL};
	json_t *string = json_string(value);
	int code;

	json_decref(string);
	if (string == NULL) {
		*message = "the value isn't UTF-8";
		return ERR_REPORTED;
	}
	code = c->text ? rdata_from_plain(c->arena, &c->wanted, value,
	                                  strlen(value), &error)
	               : rdata_from_text(c->arena, &c->wanted, c->change->type,
	                                 value, c->change->apex, &error);

	*message = error.message;
	return code < 0 ? ERR_REPORTED : 0;
}

int
fragment_change(struct arena *arena, json_t *file,
                const struct fragment_change *change, const char **message)
{
	struct changer c = {.arena = arena,
	                    .change = change,
	                    .text = is_text_type(change->type)};
	json_t *records = json_object_get(file, "records");
	const char *owner;

	if (change->value != NULL && read_value(&c, message) < 0)
		return ERR_REPORTED;
	if (records == NULL) {
		records = json_object();
		json_object_set_new(file, "records", records);
	}
	if (!json_is_object(records))
		return ERR_MALFORMED;
	owner = find_owner(&c, records);
	if (owner != NULL && !json_is_object(json_object_get(records, owner)))
		return ERR_MALFORMED;
	if (change->remove)
		return owner == NULL ? 0 : take_from_owner(&c, records, owner);
	if (owner == NULL) {
		owner = change->name;
		json_object_set_new(records, owner, json_object());
	}
	return add_to_owner(&c, json_object_get(records, owner));
}
