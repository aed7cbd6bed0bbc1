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
_Static_assert(2 * TRIE_KEY <= (int)TRIE_INDEXES, "an index has its 9 bits");

/* An octet's two values, the second in the upper half. */
#define SHARED(value, nth) ((value) | (nth) << 8)
#define ABOVE_Z(nth) \
	SHARED(VALUE_ABOVE_Z + (nth) / TRIE_VALUES, (nth) % TRIE_VALUES)
#define VALUES(o)                                                    \
	((o) == TRIE_END ? VALUE_END                                 \
	 : (o) < '-'     ? SHARED(VALUE_BELOW_HYPHEN, o)             \
	 : (o) == '-'    ? VALUE_HYPHEN                              \
	 : (o) < '0'     ? SHARED(VALUE_BELOW_0, (o) - '.')          \
	 : (o) <= '9'    ? VALUE_0 + (o) - '0'                       \
	 : (o) < '_'     ? SHARED(VALUE_BELOW_UNDERSCORE, (o) - ':') \
	 : (o) == '_'    ? VALUE_UNDERSCORE                          \
	 : (o) < 'a'     ? SHARED(VALUE_BELOW_A, (o) - '`')          \
	 : (o) <= 'z'    ? VALUE_A + (o) - 'a'                       \
	                 : ABOVE_Z((o) - ('z' + 1)))
#define VALUES_4(o) VALUES(o), VALUES((o) + 1), VALUES((o) + 2), VALUES((o) + 3)
#define VALUES_16(o) \
	VALUES_4(o), VALUES_4((o) + 4), VALUES_4((o) + 8), VALUES_4((o) + 12)
#define VALUES_64(o)                                            \
	VALUES_16(o), VALUES_16((o) + 16), VALUES_16((o) + 32), \
	    VALUES_16((o) + 48)

static const uint16_t values[UINT8_MAX + 1] = {VALUES_64(0), VALUES_64(64),
                                               VALUES_64(128), VALUES_64(192)};

/* Copies in steps of 8 octets: labels are short, and what is copied too much
 * is written over by the next one. */
static void
copy_label(uint8_t *to, const uint8_t *from, size_t length)
{
	for (size_t i = 0; i < length; i += 8)
		memcpy(to + i, from + i, 8);
}

/* The key of the name whose labels start there. */
static inline size_t
join_labels(uint8_t *key, const uint8_t *name, const uint8_t *starts,
            unsigned labels)
{
	size_t length = 0;

	while (labels > 0) {
		const uint8_t *label = name + starts[--labels];

		copy_label(key + length, label + 1, *label);
		length += *label;
		key[length++] = TRIE_END;
	}
	return length;
}

/* Where the name's labels and its root start. Returns how many labels. */
static inline unsigned
find_labels(uint8_t *starts, const uint8_t *name)
{
	unsigned labels = 0;
	size_t at = 0;

	for (; name[at] != 0; at += 1u + name[at])
		starts[labels++] = (uint8_t)at;
	starts[labels] = (uint8_t)at;
	return labels;
}

size_t
trie_key(uint8_t *key, const uint8_t *name)
{
	uint8_t starts[DNAME_LABELS + 1];
	unsigned labels = find_labels(starts, name);

	return join_labels(key, name, starts, labels);
}

static inline uint8_t
key_value(const uint8_t *key, size_t length, unsigned index)
{
	unsigned octet = index / 2;

	if (octet >= length)
		return VALUE_END;
	return (uint8_t)(values[key[octet]] >> (index % 2 * 8));
}

uint8_t
trie_value(const uint8_t *key, size_t length, unsigned index)
{
	return key_value(key, length, index);
}

static const struct image_name *
ref_name(const struct image *image, struct ref ref)
{
	return ref.at == 0 ? NULL : image_name(image, ref);
}

/* A branch or a name, which often goes on in the next line. */
static inline void
prefetch(const void *at)
{
	__builtin_prefetch(at);
	__builtin_prefetch((const uint8_t *)at + 64);
}

static inline void
walk_start(const struct image *image, struct trie_walk *walk)
{
	walk->twig = image->header->root;
	walk->labels = (uint8_t)find_labels(walk->starts, walk->name);
	walk->length = (uint8_t)(walk->starts[walk->labels] + 1);
	walk->key_length = (uint16_t)join_labels(walk->key, walk->name,
	                                         walk->starts, walk->labels);
	walk->place = (struct trie_place){0};
}

/*
 * The twig that the key goes to or, when it goes to none, the first one: then
 * all names below agree with the key up to here and none any further, and the
 * first of them is the one nearest to their common ancestor.
 */
static inline uint32_t
branch_twig(const struct image_branch *branch, const struct trie_walk *walk)
{
	uint64_t bitmap = trie_bitmap(branch);
	uint64_t bit = UINT64_C(1) << key_value(walk->key, walk->key_length,
	                                        trie_index(branch));
	unsigned before = 0;

	if (bitmap & bit)
		before = (unsigned)__builtin_popcountll(bitmap & (bit - 1));
	return branch->twigs[before];
}

/* The walk's name is `name` or lies below it. */
static inline bool
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
	left = walk->length - left;
	if (left < name->length || memcmp(end, name->octets, name->length) != 0)
		return false;
	if (name->flags & NAME_APEX)
		return left == name->length;
	apex = image_name(image, image_zone(image, name)->apex);
	return left - name->length == apex->length
	       && memcmp(end + name->length, apex->octets, apex->length) == 0;
}

/* One memory access further on the way. False when the place is known. */
static inline bool
walk_step(const struct image *image, struct trie_walk *walk)
{
	struct trie_place *place = &walk->place;

	if (walk->twig & TWIG_BRANCH) {
		walk->twig = branch_twig(trie_twig(image, walk->twig), walk);
		prefetch(trie_twig(image, walk->twig));
		return true;
	}
	place->encloser = ref_name(image, (struct ref){walk->twig});
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

static inline __attribute__((always_inline)) void
locate(const struct image *image, struct trie_walk **walks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		walk_start(image, walks[i]);
	while (count > 0) {
		size_t left = 0;

		for (size_t i = 0; i < count; i++)
			if (walk_step(image, walks[i]))
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
trie_within(const struct image *image, struct trie_place place, uint32_t zone)
{
	bool deeper = false;

	while (place.encloser != NULL && place.encloser->zone != zone) {
		const struct image_zone *of = image_zone(image, place.encloser);

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
