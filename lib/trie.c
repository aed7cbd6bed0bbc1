/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/trie.h"

/* Values of keys, in the order of the octets that they stand for. */
enum value {
	VALUE_END,
	VALUE_BELOW_HYPHEN, /* escape: 0x00 to "," */
	VALUE_HYPHEN,
	VALUE_BELOW_0, /* escape: "." and "/" */
	VALUE_0,
	VALUE_BELOW_UNDERSCORE = VALUE_0 + 10, /* escape: ":" to "^" */
	VALUE_UNDERSCORE,
	VALUE_BELOW_A, /* escape: "`" */
	VALUE_A,
	VALUE_ABOVE_Z = VALUE_A + 26, /* three escapes: "{" to 0xff */
	VALUE_LAST = VALUE_ABOVE_Z + 2,
};

_Static_assert((int)VALUE_LAST < (int)TRIE_VALUES,
               "a value is a bit of the bitmap");
_Static_assert(('z' + 1) + 3 * TRIE_VALUES > UINT8_MAX, "escapes reach 0xff");

/* The values of an octet that isn't a lower case letter. */
static size_t
put_other(uint8_t *key, uint8_t octet)
{
	if (octet >= 'A' && octet <= 'Z') {
		key[0] = (uint8_t)(VALUE_A + octet - 'A');
		return 1;
	}
	if (octet >= '0' && octet <= '9') {
		key[0] = (uint8_t)(VALUE_0 + octet - '0');
		return 1;
	}
	if (octet == '-' || octet == '_') {
		key[0] = octet == '-' ? VALUE_HYPHEN : VALUE_UNDERSCORE;
		return 1;
	}
	if (octet < '-') {
		key[0] = VALUE_BELOW_HYPHEN;
		key[1] = octet;
	} else if (octet < '0') {
		key[0] = VALUE_BELOW_0;
		key[1] = (uint8_t)(octet - '.');
	} else if (octet < '_') {
		key[0] = VALUE_BELOW_UNDERSCORE;
		key[1] = (uint8_t)(octet - ':');
	} else if (octet < 'a') {
		key[0] = VALUE_BELOW_A;
		key[1] = 0;
	} else {
		unsigned above = octet - ('z' + 1u);

		key[0] = (uint8_t)(VALUE_ABOVE_Z + above / TRIE_VALUES);
		key[1] = (uint8_t)(above % TRIE_VALUES);
	}
	return 2;
}

/* The values of one label, its end among them. */
static size_t
put_label(uint8_t *key, const uint8_t *label)
{
	size_t length = 0;

	for (unsigned i = 1; i <= *label; i++) {
		if (label[i] >= 'a' && label[i] <= 'z')
			key[length++] = (uint8_t)(VALUE_A + label[i] - 'a');
		else
			length += put_other(key + length, label[i]);
	}
	key[length++] = VALUE_END;
	return length;
}

size_t
trie_key(uint8_t key[TRIE_KEY], const uint8_t *name)
{
	uint8_t starts[DNAME_LABELS];
	unsigned labels = 0;
	size_t length = 0;

	for (size_t at = 0; name[at] != 0; at += 1u + name[at])
		starts[labels++] = (uint8_t)at;
	while (labels > 0)
		length += put_label(key + length, name + starts[--labels]);
	return length;
}

static const struct image_name *
ref_name(const struct image *image, struct ref ref)
{
	return ref.at == 0 ? NULL : image_name(image, ref);
}

/* A name with its entries spans two cache lines; RRsets follow. */
static void
prefetch_name(const struct image_name *name)
{
	__builtin_prefetch(name);
	__builtin_prefetch((const uint8_t *)name + 64);
}

static void
walk_start(const struct image *image, struct trie_walk *walk)
{
	walk->node = image->trie;
	walk->key_length = trie_key(walk->key, walk->name);
	walk->labels = dname_labels(walk->name);
	walk->place = (struct trie_place){0};
}

/*
 * The twig that the key goes to or, when it goes to none, the first one: then
 * all names below agree with the key up to here and none any further, and the
 * first of them is the one nearest to their common ancestor.
 */
static const struct image_node *
branch_twig(const struct image *image, const struct trie_walk *walk)
{
	const struct image_node *branch = walk->node;
	unsigned index = trie_index(branch);
	uint64_t bitmap = trie_bitmap(branch);
	uint8_t value = index < walk->key_length ? walk->key[index] : 0;
	uint64_t bit = UINT64_C(1) << value;
	unsigned before = 0;

	if (bitmap & bit)
		before = (unsigned)__builtin_popcountll(bitmap & (bit - 1));
	return image->trie + branch->twigs + before;
}

/* The walk's name is `name` or lies below it. */
static bool
walk_holds(const struct trie_walk *walk, const struct image_name *name)
{
	const uint8_t *end;

	if (name->labels > walk->labels)
		return false;
	end = dname_parent(walk->name, walk->labels - name->labels);
	return (size_t)(walk->name + walk->length - end) == name->length
	       && memcmp(end, name->octets, name->length) == 0;
}

/* One memory access further on the way. False when the place is known. */
static bool
walk_step(const struct image *image, struct trie_walk *walk)
{
	struct trie_place *place = &walk->place;

	if (walk->node != NULL) {
		if (walk->node->high & TRIE_BRANCH) {
			walk->node = branch_twig(image, walk);
			__builtin_prefetch(walk->node);
		} else {
			place->encloser =
			    image_name(image, (struct ref){walk->node->twigs});
			prefetch_name(place->encloser);
			walk->node = NULL;
		}
		return true;
	}
	assert(place->encloser != NULL); /* a leaf's name, or its parent */
	if (walk_holds(walk, place->encloser)) {
		place->exact = place->encloser->labels == walk->labels;
		return false;
	}
	place->encloser = ref_name(image, place->encloser->parent);
	if (place->encloser == NULL)
		return false;
	prefetch_name(place->encloser);
	return true;
}

void
trie_locate(const struct image *image, struct trie_walk **walks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		walk_start(image, walks[i]);
	if (image->header->trie.count == 0)
		return;
	while (count > 0) {
		size_t left = 0;

		for (size_t i = 0; i < count; i++)
			if (walk_step(image, walks[i]))
				walks[left++] = walks[i];
		count = left;
	}
}

struct trie_place
trie_within(const struct image *image, struct trie_place place, uint32_t zone)
{
	bool deeper = false;

	while (place.encloser != NULL && place.encloser->zone != zone) {
		const struct image_zone *of =
		    &image->zones[place.encloser->zone];

		if (place.encloser != image_name(image, of->apex))
			place.exact = false;
		place.encloser = ref_name(image, of->above);
		deeper = true;
	}
	/* The deeper zone's names are its own, except for what this one
	 * delegates or redirects. */
	if (deeper && place.encloser != NULL && place.encloser->stop.at == 0)
		place.encloser = NULL;
	return place;
}
