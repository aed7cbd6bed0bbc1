/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TRIE_H
#define MULLION_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/image.h"

/*
 * Keys. A name's octets, its labels from the root down, each ended by
 * TRIE_END. Every octet stands for two values of 0..47, so that comparing
 * keys value by value is the canonical order of names. What host names are
 * made of has a first value of its own, in order, and the second one is 0; the
 * rest shares a first value with its neighbours and is told apart by the
 * second.
 *
 *   0 end of label    2 "-"    4-13 "0"-"9"    15 "_"    17-42 "a"-"z"
 *   1, 3, 14, 16, 43-45: shared by the octets between and behind them
 *
 * A value is a bit of a branch's bitmap; a branch's index counts values, two
 * an octet. Behind its end a key is as if it went on with ends of labels, so a
 * name stands before those below it. Octets become values only where a branch
 * asks for one.
 */
enum {
	TRIE_INDEXES = 512, /* of values: 9 bits; the longest key has 508 */
	TRIE_VALUES = 48,
	TRIE_INDEX_AT = 55, /* the bit of a branch where its index begins */
	TRIE_END = 'A',     /* an octet that no name in lower case has */
};

/* An octet's two values. */
extern const uint8_t trie_values[UINT8_MAX + 1][2];

/*
 * A key, which isn't written down but read off its name, a label at a time:
 *
 *   name   3 w w w 4 c o r p 0     the last label has the key's octets 0
 *                    ^             to 3, and TRIE_END at 4: end = 4, and
 *   octet            0 1 2 3 4     octet `at` is name[first + at], first = 5
 */
struct trie_key {
	const uint8_t *name;   /* wire form, lower case */
	const uint8_t *starts; /* of its labels: dname_split()'s */
	unsigned left;         /* labels in front of this one */
	int end;
	int first;
};

/* At its first octet. The name has so many labels. */
static inline struct trie_key
trie_key(const uint8_t *name, const uint8_t *starts, unsigned labels)
{
	return (struct trie_key){name, starts, labels, -1, 0};
}

/* The octet there: never before one that was read already. */
static inline uint8_t
trie_octet(struct trie_key *key, int at)
{
	while (at >= key->end) {
		int start;

		if (at == key->end || key->left == 0)
			return TRIE_END;
		start = key->starts[--key->left];
		key->first = start - key->end;
		key->end += 1 + key->name[start];
	}
	return key->name[key->first + at];
}

/* The parts of a branch. */
static inline unsigned
trie_index(const struct image_branch *branch)
{
	return (unsigned)(branch->head >> TRIE_INDEX_AT);
}

static inline uint64_t
trie_bitmap(const struct image_branch *branch)
{
	return branch->head & ((UINT64_C(1) << TRIE_VALUES) - 1);
}

static inline uint32_t
trie_twigs(const struct image_branch *branch)
{
	return (uint32_t)__builtin_popcountll(trie_bitmap(branch));
}

/* The branch or the name that a twig refers to. */
static inline const void *
trie_twig(const struct image *image, uint32_t twig)
{
	return image_at(image, (struct ref){twig & ~(uint32_t)TWIG_BRANCH});
}

/*
 * Where a name leads: its closest encloser among the image's names (RFC 4592
 * section 3.3.1), which is the name itself if `exact`; NULL when no zone of
 * the view holds the name.
 */
struct trie_place {
	const struct image_name *encloser;
	bool exact;
};

/*
 * A descent on its way. The caller sets name, labels and starts, as
 * dname_split() gives them; place is the result. First it follows the trie to
 * a name that shares as much of the key as any name of the image does. Then it
 * goes up from there to the first one that holds the name looked for.
 */
struct trie_walk {
	const uint8_t *name; /* wire form, lower case */
	uint8_t labels;
	uint32_t twig;
	struct trie_place place;
	struct trie_key key;
	uint8_t starts[DNAME_LABELS + 1];
};

/*
 * Locates count names at once: the descents are interleaved, one step each in
 * turn, so that the cache misses of one hide behind those of the others. The
 * array walks[] is used up; what it points to is not.
 */
void
trie_locate(const struct image *image, struct trie_walk **walks, size_t count);

/*
 * The place of a name as zone sees it, given its place in the view: where
 * that lies in a deeper zone, the delegation or DNAME that leads there. NULL:
 * the name isn't in what zone answers for, or refers to.
 */
struct trie_place trie_within(const struct image *image,
                              struct trie_place place,
                              const struct image_zone *zone);

#endif
