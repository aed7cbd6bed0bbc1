/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/generate.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/owner_sort.h"
#include "zones/rrset_repeated.h"
#include "zones/shorthand/seconds.h"
#include "zones/shorthand/template.h"

/* What an item makes of one type. */
struct recipe {
	struct value value;
	const char *key;
	uint16_t type;
	bool single;
	bool broken; /* that is reported: it makes no more records */
	struct template *data;
	size_t count;
	uint32_t order;
};

struct generator {
	const struct spec_reader *spec;
	struct value item;
	struct template_range range;
	uint32_t ttl;
	struct template name;
	const struct place *name_place;
	struct recipe *recipes; /* by type */
	size_t recipe_count;
	size_t left; /* records that the zone may still make */
	struct owner_list made;
};

static const struct value_member members[] = {
    {"range", true}, {"name", true}, {"ttl", false}};

static bool
is_own_member(const char *key)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(key, members[i].name) == 0)
			return true;
	return value_is_comment(key);
}

static void
report_template(const struct generator *g, const struct place *place, int code)
{
	report_add(g->spec->reader.report, RULE_SCHEMA, place,
	           code == ERR_RANGE
	               ? "the offset in ${...} leads out of the numbers from 0 "
	                 "to 4294967295: correct it, or the range"
	               : "$ stands for the number, ${OFFSET,WIDTH,BASE} for "
	                 "another form of it (BASE is d, o, x, X, n or N), and "
	                 "\\$ for itself");
}

static bool
read_range(struct generator *g, struct value range)
{
	const char *text = value_text(&g->spec->reader, range, "\"range\"");

	if (text == NULL)
		return false;
	if (template_range_read(&g->range, text) == 0)
		return true;
	report_add(g->spec->reader.report, RULE_SCHEMA, range.place,
	           "\"range\" must be FIRST-LAST or FIRST-LAST/STEP, numbers "
	           "from 0 to 2147483647 that go up, not \"%s\"",
	           text);
	return false;
}

/* A text, or a list of them. */
static void
read_templates(const struct generator *g, struct recipe *recipe)
{
	const struct reader *reader = &g->spec->reader;
	struct value list = recipe->value;
	size_t count = 1;

	recipe->single = !json_is_array(list.json);
	if (!recipe->single)
		count = json_array_size(list.json);
	if (count == 0)
		report_add(reader->report, RULE_SCHEMA, list.place,
		           "an RRset needs a record: add one, or remove the "
		           "member");
	recipe->data =
	    arena_alloc(g->spec->scratch, count * sizeof(*recipe->data));
	for (size_t i = 0; i < count; i++) {
		const char *text = value_text(
		    reader, recipe->single ? list : value_item(reader, list, i),
		    "the data");

		if (text != NULL)
			recipe->data[recipe->count++] =
			    template_new(g->spec->scratch, text, 0);
	}
	recipe->broken = recipe->count == 0 || recipe->count < count;
}

static void
read_recipe(struct generator *g, const char *key, json_t *json)
{
	const struct spec_reader *r = g->spec;
	struct recipe *recipe = &g->recipes[g->recipe_count];
	int type = spec_read_type(r, g->item, key);

	if (type < 0)
		return;
	if (type == TYPE_SOA) {
		report_add(r->reader.report, RULE_SOA,
		           value_name_place(&r->reader, g->item, key),
		           "a zone has one SOA: write it as \"soa\"");
		return;
	}
	*recipe = (struct recipe){
	    .value = value_member(&r->reader, g->item,
	                          arena_string(r->reader.arena, key), json),
	    .key = rrset_key(r->arena, (uint16_t)type, key),
	    .type = (uint16_t)type,
	    .order = (uint32_t)g->recipe_count};
	read_templates(g, recipe);
	g->recipe_count++;
}

static int
compare_recipes(const void *left, const void *right)
{
	const struct recipe *a = left, *b = right;
	int order = (int)a->type - (int)b->type;

	return order != 0 ? order
	                  : (a->order > b->order) - (a->order < b->order);
}

static void
read_recipes(struct generator *g)
{
	const struct spec_reader *r = g->spec;
	size_t kept = 0;
	const char *key;
	json_t *json;

	g->recipes = arena_alloc(r->scratch, json_object_size(g->item.json)
	                                         * sizeof(*g->recipes));
	json_object_foreach(g->item.json, key, json) if (!is_own_member(key))
	    read_recipe(g, key, json);
	if (json_object_size(g->item.json) == 0 || g->recipe_count == 0)
		return;
	qsort(g->recipes, g->recipe_count, sizeof(*g->recipes),
	      compare_recipes);
	for (size_t i = 0; i < g->recipe_count; i++) {
		struct recipe *recipe = &g->recipes[i];

		if (kept == 0 || g->recipes[kept - 1].type != recipe->type)
			g->recipes[kept++] = *recipe;
		else
			report_add(
			    r->reader.report, RULE_DUPLICATE_MEMBER,
			    value_name_place(&r->reader, g->item, recipe->key),
			    "the item has %s records already: merge the two",
			    rdata_type_text(r->scratch, recipe->type));
	}
	g->recipe_count = kept;
}

/* One record of RDATA; false when it is reported. */
static bool
make_datum(const struct generator *g, struct recipe *recipe, size_t i,
           uint32_t number, struct rdatum *rdatum)
{
	const struct spec_reader *r = g->spec;
	const struct place *place =
	    recipe->single
		? recipe->value.place
		: place_item(r->reader.arena, recipe->value.place, i);
	struct rdata_error error = {.rule = RULE_BAD_RDATA};
	const char *text = NULL;
	int code = template_fill(&recipe->data[i], &text, number);

	if (code < 0) {
		report_template(g, place, code);
		return false;
	}
	rdatum->item = (uint32_t)i;
	if (rdata_from_text(r->arena, rdatum, recipe->type, text, r->spec->apex,
	                    &error)
	    >= 0)
		return true;
	report_add(r->reader.report, error.rule, place,
	           "for %u this comes to \"%s\": %s", number, text,
	           error.message);
	return false;
}

static void
make_rrset(const struct generator *g, struct recipe *recipe, uint32_t number,
           struct owner *owner)
{
	struct arena *arena = g->spec->arena;
	struct rrset *rrset = &owner->rrsets[owner->count++];

	*rrset = (struct rrset){
	    .owner = owner->name,
	    .type = recipe->type,
	    .ttl = g->ttl,
	    .order = recipe->order,
	    .name = g->name_place,
	    .value = recipe->value.place,
	    .key = recipe->key,
	    .single = recipe->single,
	};
	rrset->data = arena_alloc(arena, recipe->count * sizeof(*rrset->data));
	for (size_t i = 0; i < recipe->count && !recipe->broken; i++)
		if (make_datum(g, recipe, i, number, &rrset->data[i]))
			rrset->count++;
		else
			recipe->broken = true;
	rrset->broken = recipe->broken;
}

/* The name for that number, or NULL when it is reported. */
static const uint8_t *
make_name(struct generator *g, uint32_t number)
{
	const char *text;
	int code = template_fill(&g->name, &text, number);

	if (code >= 0)
		return spec_read_owner(g->spec, text, g->name_place);
	report_template(g, g->name_place, code);
	return NULL;
}

static void
make_owners(struct generator *g)
{
	const struct template_range *range = &g->range;
	uint64_t count = template_range_count(range);
	struct arena *arena = g->spec->arena;

	for (uint64_t i = 0; i < count; i++) {
		uint32_t number = range->first + (uint32_t)i * range->step;
		const uint8_t *name = make_name(g, number);
		struct owner owner = {.name = name, .place = g->name_place};

		if (name == NULL)
			return;
		owner.rrsets =
		    arena_alloc(arena, g->recipe_count * sizeof(*owner.rrsets));
		for (size_t j = 0; j < g->recipe_count; j++)
			make_rrset(g, &g->recipes[j], number, &owner);
		g->made.items =
		    arena_grow(g->spec->scratch, g->made.items, g->made.count,
		               sizeof(*g->made.items));
		g->made.items[g->made.count++] = owner;
	}
}

/* Takes what the item makes from what the zone may. */
static bool
fits(struct generator *g)
{
	uint64_t records = 0;

	for (size_t i = 0; i < g->recipe_count; i++)
		records += g->recipes[i].count;
	if (records > GENERATE_MAX)
		records = GENERATE_MAX + 1;
	records *= template_range_count(&g->range);
	if (records <= g->left) {
		g->left -= (size_t)records;
		return true;
	}
	report_add(g->spec->reader.report, RULE_SCHEMA,
	           value_get(&g->spec->reader, g->item, "range").place,
	           "a zone can have %d generated records, and this makes more: "
	           "make the range smaller",
	           GENERATE_MAX);
	return false;
}

static void
read_item(struct generator *g)
{
	const struct reader *reader = &g->spec->reader;
	struct value range = value_get(reader, g->item, "range");
	struct value name = value_get(reader, g->item, "name");
	struct value ttl = value_get(reader, g->item, "ttl");
	bool good = range.json != NULL && read_range(g, range);
	const char *text;

	if (range.json == NULL || name.json == NULL) {
		report_add(reader->report, RULE_SCHEMA, g->item.place,
		           "an item of \"generate\" needs \"range\" and "
		           "\"name\"");
		good = false;
	}
	text = name.json != NULL ? value_text(reader, name, "\"name\"") : NULL;
	g->ttl = g->spec->spec->ttl;
	if (ttl.json != NULL)
		(void)value_seconds(reader, ttl, "\"ttl\"", RULE_BAD_TTL,
		                    INT32_MAX, &g->ttl);
	read_recipes(g);
	if (g->recipe_count == 0)
		report_add(reader->report, RULE_SCHEMA, g->item.place,
		           "an item of \"generate\" needs a type and its data, "
		           "as in \"A\": \"10.0.0.$\"");
	if (!good || text == NULL || g->recipe_count == 0 || !fits(g))
		return;
	g->name = template_new(g->spec->scratch, text, 0);
	g->name_place = name.place;
	make_owners(g);
}

void
generate_read(const struct spec_reader *r, struct value list)
{
	struct spec *spec = r->spec;
	struct generator g = {.spec = r, .left = GENERATE_MAX};
	struct owner *made;
	size_t count;

	if (list.json == NULL
	    || !value_is_array(&r->reader, list, "\"generate\""))
		return;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		g.item = value_item(&r->reader, list, i);
		g.recipe_count = 0;
		if (value_is_object(&r->reader, g.item,
		                    "an item of \"generate\""))
			read_item(&g);
	}
	made = generate_merge(r, &g.made, &count);
	if (count > 0 && spec->owners != NULL)
		spec->owners =
		    generate_join(r->arena, spec->owners, spec->owner_count,
		                  made, count, &spec->owner_count);
}
