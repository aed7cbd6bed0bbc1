/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/owner_sort.h"
#include "zones/rrset_repeated.h"
#include "zones/shorthand/generate.h"

/*
 * An item makes an owner for each number; those of one name become one:
 *
 *   pool A 10.0.0.1   pool A 10.0.0.2   pool TXT "x"     items 0 0 1
 *   pool: A 10.0.0.1 10.0.0.2, TXT "x"
 */
static bool
same_item(const struct rrset *a, const struct rrset *b)
{
	return place_equal(a->name, b->name);
}

/* By type, then as they were made. */
static int
compare_made(const void *left, const void *right)
{
	const struct rrset *const *a = left, *const *b = right;
	int order = (int)(*a)->type - (int)(*b)->type;

	return order != 0
	           ? order
	           : ((*a)->order > (*b)->order) - ((*a)->order < (*b)->order);
}

static void
report_rival(const struct spec_reader *r, const struct rrset *rrset,
             const struct rrset *rival)
{
	char text[DNAME_TEXT];

	report_add(r->reader.report, RULE_DUPLICATE_OWNER,
	           place_name(r->reader.arena, rrset->name->up, rrset->key),
	           "%s has %s records from item %zu of \"generate\" already: "
	           "merge the two, or let their names differ",
	           dname_to_text(text, rrset->owner),
	           rdata_type_text(r->scratch, rrset->type),
	           rival->name->up->index + 1);
}

/* RRsets of one name and type, from one item or several: the first item's as
 * one. */
static struct rrset
merge_rrsets(const struct spec_reader *r, struct rrset *const *from,
             size_t count)
{
	struct rrset whole = *from[0];
	bool *repeated;
	size_t records = 0;
	uint32_t kept = 0;

	for (size_t i = 0; i < count; i++)
		records += from[i]->count;
	whole.data = arena_alloc(r->arena, records * sizeof(*whole.data));
	whole.count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!same_item(from[0], from[i])) {
			report_rival(r, from[i], from[0]);
			continue;
		}
		memcpy(&whole.data[whole.count], from[i]->data,
		       from[i]->count * sizeof(*whole.data));
		whole.count += from[i]->count;
		whole.broken |= from[i]->broken;
	}
	/* A range may well come to one record twice: a set has it once. */
	repeated = rrset_repeated(r->scratch, &whole);
	for (uint32_t i = 0; i < whole.count; i++)
		if (!repeated[i])
			whole.data[kept++] = whole.data[i];
	whole.count = kept;
	if (whole.type == TYPE_ALIAS && kept > 1) {
		report_add(r->reader.report, RULE_ALIAS, whole.value,
		           "an ALIAS leads to one name, and this makes several "
		           "of one: let \"name\" have a $");
		whole.count = 1;
	}
	return whole;
}

/* Owners items[order[0]], ... which have one name. */
static struct owner
merge_owners(const struct spec_reader *r, const struct owner *items,
             const uint32_t *order, size_t count)
{
	struct owner owner = items[order[0]];
	struct rrset **all;
	size_t total = 0, made = 0;

	for (size_t i = 0; i < count; i++)
		total += items[order[i]].count;
	all = arena_alloc(r->scratch, total * sizeof(struct rrset *));
	total = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < items[order[i]].count; j++) {
			all[total] = &items[order[i]].rrsets[j];
			all[total]->order = (uint32_t)total;
			total++;
		}
	qsort(all, total, sizeof(struct rrset *), compare_made);
	owner.rrsets = arena_alloc(r->arena, total * sizeof(*owner.rrsets));
	for (size_t i = 0, same; i < total; i += same) {
		for (same = 1;
		     i + same < total && all[i + same]->type == all[i]->type;)
			same++;
		owner.rrsets[made++] = merge_rrsets(r, &all[i], same);
	}
	owner.count = made;
	owner.place = owner.rrsets[0].name;
	return owner;
}

struct owner *
generate_merge(const struct spec_reader *r, const struct owner_list *list,
               size_t *count)
{
	uint32_t *order =
	    owner_order(r->scratch, list->items, list->count, r->spec->apex);
	struct owner *owners =
	    arena_alloc(r->arena, list->count * sizeof(*owners));

	*count = 0;
	for (size_t i = 0, same; i < list->count; i += same) {
		const struct owner *first = &list->items[order[i]];

		for (same = 1; i + same < list->count
		               && dname_equal(list->items[order[i + same]].name,
		                              first->name);)
			same++;
		owners[(*count)++] =
		    merge_owners(r, list->items, &order[i], same);
	}
	return owners;
}

/* RRset by RRset what is written wins. */
static struct owner
join_owners(struct arena *arena, const struct owner *written,
            const struct owner *made)
{
	struct owner owner = *written;
	size_t i = 0, j = 0;

	owner.count = 0;
	owner.rrsets = arena_alloc(arena, (written->count + made->count)
	                                      * sizeof(*owner.rrsets));
	while (i < written->count || j < made->count) {
		int order = i == written->count ? 1
		            : j == made->count
		                ? -1
		                : (int)written->rrsets[i].type
		                      - (int)made->rrsets[j].type;

		owner.rrsets[owner.count++] =
		    order <= 0 ? written->rrsets[i] : made->rrsets[j];
		i += order <= 0;
		j += order >= 0;
	}
	for (size_t k = 0; k < owner.count; k++)
		owner.rrsets[k].owner = owner.name;
	return owner;
}

struct owner *
generate_join(struct arena *arena, const struct owner *written,
              size_t written_count, const struct owner *made, size_t made_count,
              size_t *count)
{
	struct owner *owners =
	    arena_alloc(arena, (written_count + made_count) * sizeof(*owners));
	size_t i = 0, j = 0;

	*count = 0;
	while (i < written_count || j < made_count) {
		int order = i == written_count ? 1
		            : j == made_count
		                ? -1
		                : dname_compare(written[i].name, made[j].name);

		owners[(*count)++] =
		    order == 0  ? join_owners(arena, &written[i], &made[j])
		    : order < 0 ? written[i]
				: made[j];
		i += order <= 0;
		j += order >= 0;
	}
	return owners;
}

const struct place *
generate_name_place(struct arena *arena, const struct place *file, size_t index)
{
	return place_member(
	    arena,
	    place_item(arena, place_member(arena, file, "generate"), index),
	    "name");
}

const struct place *
generate_value_place(struct arena *arena, const struct place *name,
                     const char *key)
{
	return place_member(arena, name->up, key);
}

bool
generate_made(const struct rrset *rrset, size_t *index)
{
	const struct place *name = rrset->name;

	if (rrset->key == NULL || name->kind != PLACE_MEMBER)
		return false;
	*index = name->up->index;
	return true;
}
