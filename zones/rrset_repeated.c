/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/rrset_repeated.h"

static int
compare_records(const void *left, const void *right, void *context)
{
	const struct rrset *rrset = context;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	int order =
	    rdata_compare(rrset->type, &rrset->data[a], &rrset->data[b]);

	return order != 0 ? order : (a > b) - (a < b);
}

bool *
rrset_repeated(struct arena *arena, const struct rrset *rrset)
{
	bool *repeated = arena_alloc(arena, rrset->count * sizeof(*repeated));
	uint32_t *sorted = arena_alloc(arena, rrset->count * sizeof(*sorted));
	struct rrset context = *rrset;

	for (uint32_t i = 0; i < rrset->count; i++)
		sorted[i] = i;
	qsort_r(sorted, rrset->count, sizeof(*sorted), compare_records,
	        &context);
	for (uint32_t i = 1; i < rrset->count; i++)
		if (rdata_compare(rrset->type, &rrset->data[sorted[i - 1]],
		                  &rrset->data[sorted[i]])
		    == 0)
			repeated[sorted[i]] = true;
	return repeated;
}
