/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TRIE_H
#define MULLION_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/image.h"

/*
 * Keys. A name's labels from the root down, each octet as one or two values
 * of 0..47, each label ended by the value 0, so that comparing keys value by
 * value is the canonical order of names. What host names are made of has a
 * value of its own, in order; the rest shares an escape value with its
 * neighbours and is told apart by a second value.
 *
 *   0 end of label    2 "-"    4-13 "0"-"9"    15 "_"    17-42 "a"-"z"
 *   1, 3, 14, 16, 43-45: escapes for the octets between and behind them
 *
 * A value is a bit of a branch's bitmap. Octets A-Z count as a-z. Behind its
 * end a key is as if it went on with zeros, so a name stands before those
 * below it.
 */
enum {
	TRIE_KEY = 512, /* values of a key at most, and what 9 bits
	                 * can index; the longest name has 504 */
	TRIE_VALUES = 48,
	TRIE_BRANCH = 1u << 31, /* in image_node.high */
};

/* Writes name's key and returns how many values it has. Values behind it are
 * not touched. */
size_t trie_key(uint8_t key[TRIE_KEY], const uint8_t *name);

/* The parts of a branch. */
static inline unsigned
trie_index(const struct image_node *branch)
{
	return branch->high >> 16 & (TRIE_KEY - 1);
}

static inline uint64_t
trie_bitmap(const struct image_node *branch)
{
	return (uint64_t)(branch->high & 0xffff) << 32 | branch->low;
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
 * A descent on its way. The caller sets name and length; place is the result.
 * First it follows the trie to a leaf: the name there shares as much of the
 * key as any name of the image does. Then it goes up from that name to the
 * first one that holds the name looked for.
 */
struct trie_walk {
	const uint8_t *name; /* wire form, lower case */
	size_t length;       /* octets of it */
	struct trie_place place;
	const struct image_node *node; /* NULL behind the leaf */
	size_t key_length;
	unsigned labels;
	uint8_t key[TRIE_KEY]; /* only key_length values are ever set */
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
