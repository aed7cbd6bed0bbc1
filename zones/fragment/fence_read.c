/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/fragment/fence.h"
#include "zones/shorthand/seconds.h"
#include "zones/view_list.h"

static const struct value_member members[] = {
    {"names", true}, {"types", true}, {"views", true},
    {"max", false},  {"ttl", false},
};

/* As file names and command lines may have it. */
static bool
is_id(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(text);

	return length > 0 && length < DNAME_LABEL_MAX
	       && strspn(text, allowed) == length && text[0] != '-';
}

/* Items of a list that must have some. */
static size_t
list_size(const struct spec_reader *r, struct value list, const char *what)
{
	size_t count;

	if (list.json == NULL || !value_is_array(&r->reader, list, what))
		return 0;
	count = json_array_size(list.json);
	if (count == 0)
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "%s lists nothing, so the fragment could add "
		           "nothing: add one",
		           what);
	return count;
}

static void
read_pattern(const struct spec_reader *r, struct value item,
             struct fence *fence)
{
	const char *text = value_text(&r->reader, item, "a name");
	struct fence_pattern pattern = {.star = -1};
	const uint8_t *label;

	if (text == NULL)
		return;
	pattern.name = spec_read_owner(r, text, item.place);
	if (pattern.name == NULL)
		return;
	label = pattern.name;
	for (int i = 0; label[0] != 0; i++, label += 1 + label[0]) {
		if (!dname_is_wildcard(label))
			continue;
		if (pattern.star >= 0) {
			report_add(r->reader.report, RULE_SCHEMA, item.place,
			           "a name can have one * that stands for "
			           "labels: list several names");
			return;
		}
		pattern.star = i;
	}
	fence->names[fence->name_count++] = pattern;
}

/* What a zone is made of isn't for a machine to write. */
static bool
may_be_allowed(uint16_t type)
{
	return type != TYPE_SOA && type != TYPE_NS && type != TYPE_DNAME;
}

static void
read_type(const struct spec_reader *r, struct value item, struct fence *fence)
{
	const char *text = value_text(&r->reader, item, "a type");
	int type = text == NULL ? -1 : spec_type_at(r, text, item.place);

	if (type < 0)
		return;
	if (may_be_allowed((uint16_t)type))
		fence->types[fence->type_count++] = (uint16_t)type;
	else
		report_add(r->reader.report, RULE_SCHEMA, item.place,
		           "no fragment can add %s records: they say who "
		           "answers for names, write them under \"records\"",
		           text);
}

static void
read_views(const struct spec_reader *r, struct value list, struct fence *fence)
{
	struct view_set views = {0};

	if (list.json == NULL
	    || !view_list_read(r->site, list, "\"views\"", &views))
		return;
	fence->views = view_set_both(views, r->spec->views);
	if (!view_set_empty(&fence->views) || !r->views_known)
		return;
	report_add(r->reader.report, RULE_UNKNOWN_VIEW, list.place,
	           "none of these views is among the zone's \"views\": add "
	           "one there, or correct this");
}

static void
read_fence(const struct spec_reader *r, struct value object,
           struct fence *fence)
{
	const struct reader *reader = &r->reader;
	struct value names = value_get(reader, object, "names");
	struct value types = value_get(reader, object, "types");
	struct value max = value_get(reader, object, "max");
	struct value ttl = value_get(reader, object, "ttl");
	size_t count = list_size(r, names, "\"names\"");
	json_int_t number;

	(void)value_check_members(reader, object, "a fragment", members,
	                          sizeof(members) / sizeof(members[0]));
	fence->names = arena_alloc(r->arena, count * sizeof(*fence->names));
	for (size_t i = 0; i < count; i++)
		read_pattern(r, value_item(reader, names, i), fence);
	count = list_size(r, types, "\"types\"");
	fence->types = arena_alloc(r->arena, count * sizeof(*fence->types));
	for (size_t i = 0; i < count; i++)
		read_type(r, value_item(reader, types, i), fence);
	read_views(r, value_get(reader, object, "views"), fence);
	fence->max = FENCE_MAX;
	if (max.json != NULL
	    && value_number(reader, max, "\"max\"", RULE_SCHEMA, FENCE_MOST,
	                    &number))
		fence->max = (uint32_t)number;
	fence->ttl = r->spec->ttl;
	if (ttl.json != NULL)
		(void)value_seconds(reader, ttl, "\"ttl\"", RULE_BAD_TTL,
		                    INT32_MAX, &fence->ttl);
}

void
fence_read(const struct spec_reader *r, struct value fragments)
{
	struct spec *spec = r->spec;
	const char *key;
	json_t *json;

	if (fragments.json == NULL
	    || !value_is_object(&r->reader, fragments, "\"fragments\""))
		return;
	spec->fences = arena_alloc(r->arena, json_object_size(fragments.json)
	                                         * sizeof(*spec->fences));
	json_object_foreach(fragments.json, key, json)
	{
		struct fence *fence = &spec->fences[spec->fence_count];
		struct value value;

		if (value_is_comment(key))
			continue;
		*fence = (struct fence){.id = arena_string(r->arena, key)};
		fence->place = place_name(r->arena, fragments.place, fence->id);
		value = value_member(&r->reader, fragments, fence->id, json);
		if (!is_id(key))
			report_add(r->reader.report, RULE_SCHEMA, fence->place,
			           "a fragment is called by lower case "
			           "letters, digits and hyphens, not \"%s\"",
			           key);
		if (!value_is_object(&r->reader, value, "a fragment"))
			continue;
		read_fence(r, value, fence);
		spec->fence_count++;
	}
}
