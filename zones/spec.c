/* SPDX-License-Identifier: ISC */
#include "zones/spec.h"

const struct place *
rrset_datum_place(struct arena *arena, const struct rrset *rrset, size_t i)
{
	if (rrset->single)
		return rrset->list;
	return place_item(arena, rrset->list, rrset->data[i].item);
}
