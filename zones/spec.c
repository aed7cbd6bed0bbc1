/* SPDX-License-Identifier: ISC */
#include "zones/spec.h"

#include <string.h>

#include "lib/dname.h"
#include "zones/rdata_type.h"

static void
copy_data(struct arena *arena, struct rrset *rrset)
{
	rrset->data =
	    arena_copy(arena, rrset->data, rrset->count * sizeof(*rrset->data));
	for (uint32_t i = 0; i < rrset->count; i++)
		rrset->data[i].wire = arena_copy(arena, rrset->data[i].wire,
		                                 rrset->data[i].length);
}

struct owner
owner_copy(struct arena *arena, const struct owner *owner)
{
	struct owner copy = *owner;

	copy.name = arena_copy(arena, owner->name, dname_length(owner->name));
	copy.place = place_name(arena, owner->place->up,
	                        arena_string(arena, owner->place->key));
	copy.rrsets = arena_copy(arena, owner->rrsets,
	                         owner->count * sizeof(*owner->rrsets));
	for (size_t i = 0; i < copy.count; i++) {
		struct rrset *rrset = &copy.rrsets[i];

		rrset->owner = copy.name;
		rrset->name = copy.place;
		rrset->key = rrset_key(arena, rrset->type, rrset->key);
		copy_data(arena, rrset);
	}
	return copy;
}

const struct owner *
owner_find(const struct owner *owners, size_t count, const uint8_t *name)
{
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		int order = dname_compare(owners[middle].name, name);

		if (order == 0)
			return &owners[middle];
		if (order < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return NULL;
}

/* Most are written as they are called. */
const char *
rrset_key(struct arena *arena, uint16_t type, const char *key)
{
	const struct rdata_form *form = rdata_form(type);

	return form != NULL && form->name != NULL
	               && strcmp(form->name, key) == 0
	           ? form->name
	           : arena_string(arena, key);
}

/* rrset->name is that of the owner's name: the value beside it. */
const struct place *
rrset_place(struct arena *arena, const struct rrset *rrset)
{
	const struct place *name = rrset->name;

	if (rrset->value != NULL)
		return rrset->value;
	if (rrset->key == NULL)
		return name;
	return place_member(arena, place_member(arena, name->up, name->key),
	                    rrset->key);
}

const struct place *
rrset_list_place(struct arena *arena, const struct rrset *rrset)
{
	const struct place *value = rrset_place(arena, rrset);

	if (rrset->list == LIST_DATA)
		return place_member(arena, value, "data");
	if (rrset->list == LIST_TEXT)
		return place_member(arena, value, "text");
	return value;
}

const struct place *
rrset_datum_place(struct arena *arena, const struct rrset *rrset, size_t i)
{
	const struct place *list = rrset_list_place(arena, rrset);

	if (rrset->list == LIST_MADE)
		return ((const struct made_rrset *)rrset)
		    ->places[rrset->data[i].item];
	if (rrset->single)
		return list;
	return place_item(arena, list, rrset->data[i].item);
}
