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
	TRIE_KEY = DNAME_MAX, /* octets of a key at most */
	TRIE_INDEXES = 512,   /* of values: 9 bits */
	TRIE_VALUES = 48,
	TRIE_END = 'A', /* an octet that no name in lower case has */
};

/*
 * Writes the key of a name in lower case and returns its octets. May read up
 * to 7 octets behind the name, and write as many behind the key: key has room
 * for TRIE_KEY + 7.
 */
size_t trie_key(uint8_t *key, const uint8_t *name);

/* The value at an index of a key of so many octets. */
uint8_t trie_value(const uint8_t *key, size_t length, unsigned index);

/* The parts of a branch. */
static inline unsigned
trie_index(const struct image_branch *branch)
{
	return branch->high >> 16 & (TRIE_INDEXES - 1);
}

static inline uint64_t
trie_bitmap(const struct image_branch *branch)
{
	return (uint64_t)(branch->high & 0xffff) << 32 | branch->low;
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
 * A descent on its way. The caller sets name; place is the result. First it
 * follows the trie to a name that shares as much of the key as any name of the
 * image does. Then it goes up from there to the first one that holds the name
 * looked for.
 */
struct trie_walk {
	const uint8_t *name; /* wire form, lower case; 7 octets behind it can
	                      * be read */
	struct trie_place place;
	uint32_t twig;
	uint16_t key_length;
	uint8_t labels;
	uint8_t length;                   /* octets of the name */
	uint8_t starts[DNAME_LABELS + 1]; /* where its labels begin, and its
	                                   * root */
	uint8_t key[TRIE_KEY + 7];
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
struct trie_place
trie_within(const struct image *image, struct trie_place place, uint32_t zone);

#endif
