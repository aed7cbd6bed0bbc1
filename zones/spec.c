/* SPDX-License-Identifier: ISC */
#include "zones/spec.h"

/* rrset->name is that of the owner's name: the value beside it. */
const struct place *
rrset_place(struct arena *arena, const struct rrset *rrset)
{
	const struct place *name = rrset->name;

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

	if (rrset->single)
		return list;
	return place_item(arena, list, rrset->data[i].item);
}
