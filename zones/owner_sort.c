/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/owner_sort.h"

/*
 * Comparing two names in canonical order walks both from their ends, and a
 * million names are compared twenty million times. So each name is written
 * once as a key whose octets compare like it: its labels below the apex from
 * the right, each ended by 0, with 0 and 1 in a label written as two octets.
 * Eight octets of the key at a time are kept as a number, and those names
 * alone that have the same ones are sorted by the next eight. What a key lacks
 * is zero, which no label begins with.
 *
 *   www.app.example.com  ->  a p p 0 w w w 0
 */
struct entry {
	uint64_t head;
	const uint8_t *key; /* HEAD zeros behind it */
	uint32_t length;
	uint32_t index; /* of the owner before it was sorted */
};

enum { KEY_MAX = DNAME_MAX * 2, HEAD = 8 };

static size_t
write_label(uint8_t *key, const uint8_t *label)
{
	size_t length = 0;

	for (uint8_t i = 1; i <= label[0]; i++) {
		if (label[i] <= 1)
			key[length++] = 1;
		key[length++] = label[i] <= 1 ? label[i] + 1 : label[i];
	}
	key[length++] = 0;
	return length;
}

static size_t
write_key(uint8_t key[KEY_MAX], const uint8_t *name, unsigned apex_labels)
{
	uint8_t starts[DNAME_LABELS];
	size_t labels = 0, length = 0;

	for (size_t at = 0; name[at] != 0; at += name[at] + (size_t)1)
		starts[labels++] = (uint8_t)at;
	assert(apex_labels <= labels);
	labels -= apex_labels;
	while (labels-- > 0)
		length += write_label(key + length, name + starts[labels]);
	return length;
}

static uint64_t
head_at(const struct entry *entry, size_t at)
{
	uint64_t head;

	memcpy(&head, entry->key + at, HEAD);
	return be64toh(head);
}

static void
fill_entry(struct entry *entry, struct arena *scratch,
           const struct owner *owner, unsigned apex_labels)
{
	uint8_t key[KEY_MAX + HEAD];
	size_t length = write_key(key, owner->name, apex_labels);

	memset(key + length, 0, HEAD);
	entry->key = arena_copy(scratch, key, length + HEAD);
	entry->length = (uint32_t)length;
	entry->head = head_at(entry, 0);
}

static int
compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = (a->head > b->head) - (a->head < b->head);

	return order != 0 ? order
	                  : (a->index > b->index) - (a->index < b->index);
}

/* Keys that are alike before octet `at`, which their heads are from. */
static void
sort_entries(struct entry *entries, size_t count, size_t at)
{
	size_t from = 0;

	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t to = 1; to <= count; to++) {
		if (to < count && entries[to].head == entries[from].head)
			continue;
		/* Two that end here are one name. */
		if (to - from > 1 && entries[from].length > at + HEAD) {
			for (size_t i = from; i < to; i++)
				entries[i].head =
				    head_at(&entries[i], at + HEAD);
			sort_entries(entries + from, to - from, at + HEAD);
		}
		from = to;
	}
}

uint32_t *
owner_order(struct arena *arena, const struct owner *owners, size_t count,
            const uint8_t *apex)
{
	struct arena *scratch = arena_new();
	struct entry *entries = arena_alloc(scratch, count * sizeof(*entries));
	uint32_t *order = arena_alloc(arena, count * sizeof(*order));
	unsigned apex_labels = dname_labels(apex);

	for (size_t i = 0; i < count; i++) {
		fill_entry(&entries[i], scratch, &owners[i], apex_labels);
		entries[i].index = (uint32_t)i;
	}
	if (count > 0)
		sort_entries(entries, count, 0);
	for (size_t i = 0; i < count; i++)
		order[i] = entries[i].index;
	arena_free(scratch);
	return order;
}
