/* SPDX-License-Identifier: ISC */
#include "zones/import/merge.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"

/* Owners by name. */
struct index {
	const struct imported_owner **owners;
	size_t count;
};

static int
compare_owners(const void *left, const void *right)
{
	const struct imported_owner *const *a = left, *const *b = right;

	return dname_compare((*a)->name, (*b)->name);
}

static struct index
build_index(struct arena *arena, const struct imported_owner *owners,
            size_t count)
{
	struct index index = {.count = count};

	index.owners = arena_alloc(arena, count * sizeof(*index.owners));
	for (size_t i = 0; i < count; i++)
		index.owners[i] = &owners[i];
	if (count > 0)
		qsort(index.owners, count, sizeof(*index.owners),
		      compare_owners);
	return index;
}

/* It has an RRset like this at that name. */
static bool
has(const struct index *index, const uint8_t *name,
    const struct imported_rrset *rrset)
{
	const struct imported_owner key = {.name = name}, *wanted = &key;
	const struct imported_owner *const *found =
	    index->count == 0 ? NULL
			      : bsearch(&wanted, index->owners, index->count,
	                                sizeof(*index->owners), compare_owners);
	const struct imported_rrset *other;

	if (found == NULL)
		return false;
	other = imported_find(*found, rrset->type);
	return other != NULL && imported_rrset_equal(rrset, other);
}

static bool
all_have(const struct index *indexes, size_t count, const uint8_t *name,
         const struct imported_rrset *rrset)
{
	for (size_t i = 0; i < count; i++)
		if (!has(&indexes[i], name, rrset))
			return false;
	return true;
}

/* The RRsets that all have, or those that aren't so. */
static void
sift(struct merge_part *part, struct arena *arena,
     const struct imported *content, const struct index *indexes, size_t count,
     bool shared)
{
	part->owners =
	    arena_alloc(arena, content->count * sizeof(*part->owners));
	for (size_t i = 0; i < content->count; i++) {
		const struct imported_owner *from = &content->owners[i];
		struct imported_owner *to = &part->owners[part->count];

		*to = (struct imported_owner){.name = from->name};
		to->rrsets =
		    arena_alloc(arena, from->count * sizeof(*to->rrsets));
		for (size_t j = 0; j < from->count; j++)
			if (all_have(indexes, count, from->name,
			             &from->rrsets[j])
			    == shared)
				to->rrsets[to->count++] = from->rrsets[j];
		part->count += to->count > 0;
	}
}

void
merge(struct merged *merged, struct arena *arena,
      const struct imported *const *contents, size_t count)
{
	struct index *indexes = arena_alloc(arena, count * sizeof(*indexes));

	*merged = (struct merged){0};
	merged->own = arena_alloc(arena, count * sizeof(*merged->own));
	for (size_t i = 0; i < count; i++)
		indexes[i] =
		    build_index(arena, contents[i]->owners, contents[i]->count);
	sift(&merged->shared, arena, contents[0], indexes, count, true);
	for (size_t i = 0; i < count; i++)
		sift(&merged->own[i], arena, contents[i], indexes, count,
		     false);
}

static size_t
count_rrsets(const struct imported *content)
{
	size_t count = 0;

	for (size_t i = 0; i < content->count; i++)
		count += content->owners[i].count;
	return count;
}

bool
merge_same(struct arena *arena, const struct imported *a,
           const struct imported *b)
{
	struct index index;

	if (a == b)
		return true;
	if (count_rrsets(a) != count_rrsets(b))
		return false;
	index = build_index(arena, b->owners, b->count);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->owners[i].count; j++)
			if (!has(&index, a->owners[i].name,
			         &a->owners[i].rrsets[j]))
				return false;
	return true;
}
