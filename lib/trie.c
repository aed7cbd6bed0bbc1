/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/trie.h"

/* First values of octets, in their order. */
enum value {
	VALUE_END,
	VALUE_BELOW_HYPHEN, /* shared: 0x00 to "," */
	VALUE_HYPHEN,
	VALUE_BELOW_0, /* shared: "." and "/" */
	VALUE_0,
	VALUE_BELOW_UNDERSCORE = VALUE_0 + 10, /* shared: ":" to "^" */
	VALUE_UNDERSCORE,
	VALUE_BELOW_A, /* shared: "`" */
	VALUE_A,
	VALUE_ABOVE_Z = VALUE_A + 26, /* three, shared: "{" to 0xff */
	VALUE_LAST = VALUE_ABOVE_Z + 2,
};

_Static_assert((int)VALUE_LAST < (int)TRIE_VALUES,
               "a value is a bit of the bitmap");
_Static_assert(('z' + 1) + 3 * TRIE_VALUES > UINT8_MAX,
               "the shared values reach 0xff");
_Static_assert(2 * DNAME_MAX <= (int)TRIE_INDEXES, "an index has its 9 bits");

#define FIRST(o)                                  \
	((o) == TRIE_END ? VALUE_END              \
	 : (o) < '-'     ? VALUE_BELOW_HYPHEN     \
	 : (o) == '-'    ? VALUE_HYPHEN           \
	 : (o) < '0'     ? VALUE_BELOW_0          \
	 : (o) <= '9'    ? VALUE_0 + (o) - '0'    \
	 : (o) < '_'     ? VALUE_BELOW_UNDERSCORE \
	 : (o) == '_'    ? VALUE_UNDERSCORE       \
	 : (o) < 'a'     ? VALUE_BELOW_A          \
	 : (o) <= 'z'    ? VALUE_A + (o) - 'a'    \
	                 : VALUE_ABOVE_Z + ((o) - ('z' + 1)) / TRIE_VALUES)
#define SECOND(o)                    \
	((o) == TRIE_END ? 0         \
	 : (o) < '-'     ? (o)       \
	 : (o) == '-'    ? 0         \
	 : (o) < '0'     ? (o) - '.' \
	 : (o) <= '9'    ? 0         \
	 : (o) < '_'     ? (o) - ':' \
	 : (o) <= 'z'    ? 0         \
	                 : ((o) - ('z' + 1)) % TRIE_VALUES)

#define PAIR(o)                                           \
	{                                                 \
		(uint8_t)(FIRST(o)), (uint8_t)(SECOND(o)) \
	}
#define PAIRS_4(o) PAIR(o), PAIR((o) + 1), PAIR((o) + 2), PAIR((o) + 3)
#define PAIRS_16(o) \
	PAIRS_4(o), PAIRS_4((o) + 4), PAIRS_4((o) + 8), PAIRS_4((o) + 12)
#define PAIRS_64(o) \
	PAIRS_16(o), PAIRS_16((o) + 16), PAIRS_16((o) + 32), PAIRS_16((o) + 48)

const uint8_t trie_values[UINT8_MAX + 1][2] = {PAIRS_64(0), PAIRS_64(64),
                                               PAIRS_64(128), PAIRS_64(192)};

static const struct image_name *
ref_name(const struct image *image, struct ref ref)
{
	return ref.at == 0 ? NULL : image_name(image, ref);
}

/* Octets of branches that stand together (zones/trie_build.c puts those near
 * the root there) and that a batch finds in the cache. */
enum { NEAR_ROOT = 16384 };

/* What locate() is made of is compiled into each of its two variants. */
#define PART static inline __attribute__((always_inline))

/* A branch or a name, which often goes on in the next line. */
PART void
prefetch(const void *at)
{
	__builtin_prefetch(at);
	__builtin_prefetch((const uint8_t *)at + 64);
}

/*
 * The twig that the key goes to or, when it goes to none, the first one: then
 * all names below agree with the key up to here and none any further, and the
 * first of them is the one nearest to their common ancestor.
 */
PART uint32_t
branch_twig(const struct image_branch *branch, struct trie_key *key)
{
	uint64_t bitmap = branch->head; /* and the index, above all values */
	unsigned index = trie_index(branch);
	uint8_t octet = trie_octet(key, (int)(index / 2));
	uint64_t bit = UINT64_C(1) << trie_values[octet][index % 2];
	unsigned before = 0;

	if (bitmap & bit)
		before = (unsigned)__builtin_popcountll(bitmap & (bit - 1));
	return branch->twigs[before];
}

static inline uint64_t
load8(const uint8_t *octets)
{
	uint64_t value;

	memcpy(&value, octets, sizeof(value));
	return value;
}

/* memcmp(), which costs more to call than most of these comparisons. */
PART bool
are_same(const uint8_t *a, const uint8_t *b, size_t length)
{
	size_t i = 0;

	for (; i + 8 <= length; i += 8)
		if (load8(a + i) != load8(b + i))
			return false;
	if (i > 0)
		return load8(a + length - 8) == load8(b + length - 8);
	for (; i < length; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* The walk's name is `name` or lies below it. */
PART bool
walk_holds(const struct image *image, const struct trie_walk *walk,
           const struct image_name *name)
{
	const struct image_name *apex;
	const uint8_t *end;
	size_t left;

	if (name->labels > walk->labels)
		return false;
	left = walk->starts[walk->labels - name->labels];
	end = walk->name + left;
	left = walk->starts[walk->labels] + 1u - left;
	if (left < name->length || !are_same(end, name->octets, name->length))
		return false;
	if (name->flags & NAME_APEX)
		return left == name->length;
	apex = image_apex(image, name);
	return left - name->length == apex->length
	       && are_same(end + name->length, apex->octets, apex->length);
}

/*
 * One memory access further on the way; among the branches near the root,
 * which every descent reads, as many as there are. False when the place is
 * known.
 */
PART bool
walk_step(const struct image *image, uint32_t near_root, struct trie_walk *walk)
{
	struct trie_place *place = &walk->place;
	uint32_t twig = walk->twig;

	if (twig & TWIG_BRANCH) {
		struct trie_key key = walk->key;

		do
			twig = branch_twig(trie_twig(image, twig), &key);
		while (twig >= TWIG_BRANCH && twig < near_root);
		walk->key = key;
		walk->twig = twig;
		prefetch(trie_twig(image, twig));
		return true;
	}
	place->encloser = ref_name(image, (struct ref){twig});
	if (place->encloser == NULL)
		return false;
	if (walk_holds(image, walk, place->encloser)) {
		place->exact = place->encloser->labels == walk->labels;
		return false;
	}
	walk->twig = place->encloser->parent.at;
	prefetch(trie_twig(image, walk->twig));
	return true;
}

PART void
locate(const struct image *image, struct trie_walk **walks, size_t count)
{
	uint32_t near_root =
	    (image->header->trie.at.at | TWIG_BRANCH) + NEAR_ROOT / IMAGE_UNIT;

	for (size_t i = 0; i < count; i++) {
		struct trie_walk *walk = walks[i];

		walk->twig = image->header->root;
		walk->place = (struct trie_place){0};
		walk->key = trie_key(walk->name, walk->starts, walk->labels);
	}
	while (count > 0) {
		size_t left = 0;

		for (size_t i = 0; i < count; i++)
			if (walk_step(image, near_root, walks[i]))
				walks[left++] = walks[i];
		count = left;
	}
}

#ifdef __x86_64__
/* Counting bits is one instruction on every amd64 processor of this century,
 * but not of the baseline: there it is a dozen. */
static __attribute__((target("popcnt"))) void
locate_popcnt(const struct image *image, struct trie_walk **walks, size_t count)
{
	locate(image, walks, count);
}
#endif

void
trie_locate(const struct image *image, struct trie_walk **walks, size_t count)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("popcnt")) {
		locate_popcnt(image, walks, count);
		return;
	}
#endif
	locate(image, walks, count);
}

struct trie_place
trie_within(const struct image *image, struct trie_place place,
            const struct image_zone *zone)
{
	bool deeper = false;

	const struct image_zone *of;

	while (place.encloser != NULL
	       && (of = image_zone(image, place.encloser)) != zone) {
		if (place.encloser != image_name(image, of->apex))
			place.exact = false;
		place.encloser = ref_name(image, of->above);
		deeper = true;
	}
	/* The deeper zone's names are its own, except for what this one
	 * delegates or redirects. */
	if (deeper && place.encloser != NULL
	    && !(place.encloser->flags & NAME_STOP))
		place.encloser = NULL;
	return place;
}
