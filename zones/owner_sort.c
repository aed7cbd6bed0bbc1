/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/owner_sort.h"

/*
 * Comparing two names in canonical order walks both from their ends, and a
 * million names are compared twenty million times. So each name is written
 * once as a key whose octets compare like it: its labels below the apex from
 * the right, each ended by 0, with 0 and 1 in a label written as two octets.
 * The key's first eight are kept as a number, which decides most of the time.
 *
 *   www.app.example.com  ->  a p p 0 w w w 0
 */
struct entry {
	uint64_t head;
	const uint8_t *key;
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
	labels -= apex_labels;
	while (labels-- > 0)
		length += write_label(key + length, name + starts[labels]);
	return length;
}

static void
fill_entry(struct entry *entry, struct arena *scratch,
           const struct owner *owner, unsigned apex_labels)
{
	uint8_t key[KEY_MAX + HEAD];
	size_t length = write_key(key, owner->name, apex_labels);

	memset(key + length, 0, HEAD);
	for (size_t i = 0; i < HEAD; i++)
		entry->head = entry->head << 8 | key[i];
	entry->key = arena_copy(scratch, key, length);
	entry->length = (uint32_t)length;
	entry->index = owner->order;
}

static int
compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	uint32_t shorter = a->length < b->length ? a->length : b->length;
	int order = (a->head > b->head) - (a->head < b->head);

	if (order == 0)
		order = memcmp(a->key, b->key, shorter);
	if (order == 0)
		order = (a->length > b->length) - (a->length < b->length);
	return order != 0 ? order
	                  : (a->index > b->index) - (a->index < b->index);
}

void
owner_sort(struct owner *owners, size_t count, const uint8_t *apex)
{
	struct arena *scratch = arena_new();
	struct entry *entries = arena_alloc(scratch, count * sizeof(*entries));
	struct owner *unsorted =
	    arena_copy(scratch, owners, count * sizeof(*owners));

	for (size_t i = 0; i < count; i++)
		fill_entry(&entries[i], scratch, &owners[i],
		           dname_labels(apex));
	if (count > 0)
		qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < count; i++)
		owners[i] = unsorted[entries[i].index];
	arena_free(scratch);
}
