/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/trie.h"
#include "zones/trie_build.h"

/*
 * The trie as it grows: nodes in the order in which they are made, each
 * branch with a list of its twigs. Two keys that follow each other in order
 * part at one index; that index is where a branch must be. The branches that
 * lead to the newest leaf are on a stack, indexes rising, so each leaf is
 * hung in, and each branch closed, once (the way in which a suffix array and
 * its common prefixes become a suffix tree).
 *
 *   stack: 3 - 7 - 12 - leaf "b"     "c" parts from "b" at 9: 12 is done,
 *          3 - 7 - 9 - leaf "c"      and is the first twig of a new branch 9
 */
struct twig {
	uint64_t bitmap; /* of a branch; 0: a leaf */
	uint32_t first;  /* twig of a branch; for a leaf, its name */
	uint32_t last;
	uint32_t next; /* twig of the same branch, or NONE */
	uint16_t index;
};

enum { NONE = UINT32_MAX };

struct builder {
	struct twig *twigs;
	size_t count;
	uint32_t path[TRIE_KEY]; /* branches that lead to the newest leaf */
	size_t depth;
	uint8_t keys[2][TRIE_KEY];
	size_t lengths[2];
};

static uint32_t
leaf_make(struct builder *b, size_t name)
{
	b->twigs[b->count] =
	    (struct twig){.first = (uint32_t)name, .next = NONE};
	return (uint32_t)b->count++;
}

/* A branch at the index, `twig` its first, with this value there. */
static uint32_t
branch_make(struct builder *b, size_t index, uint32_t twig, uint8_t value)
{
	b->twigs[twig].next = NONE;
	b->twigs[b->count] = (struct twig){
	    .bitmap = UINT64_C(1) << value,
	    .first = twig,
	    .last = twig,
	    .next = NONE,
	    .index = (uint16_t)index,
	};
	return (uint32_t)b->count++;
}

static void
branch_add(struct builder *b, uint32_t branch, uint32_t twig, uint8_t value)
{
	struct twig *to = &b->twigs[branch];

	to->bitmap |= UINT64_C(1) << value;
	b->twigs[to->last].next = twig;
	to->last = twig;
}

/* What was the twig of the branch that is above on the path, or the root,
 * is from here on the new branch that holds it. */
static void
branch_replace(struct builder *b, uint32_t twig, uint32_t branch)
{
	struct twig *above;
	uint32_t at;

	if (b->depth == 0)
		return;
	above = &b->twigs[b->path[b->depth - 1]];
	/* It is the newest twig: the last of the list. */
	if (above->first == twig) {
		above->first = branch;
	} else {
		for (at = above->first; b->twigs[at].next != twig;)
			at = b->twigs[at].next;
		b->twigs[at].next = branch;
	}
	above->last = branch;
}

/* Hangs in the leaf of the newest key, which parts from the one before it,
 * whose leaf (and newest closed branch) is `done`. */
static void
leaf_hang(struct builder *b, const uint8_t *before, const uint8_t *key,
          size_t parted, uint32_t done, uint32_t leaf)
{
	uint32_t branch;

	while (b->depth > 0 && b->twigs[b->path[b->depth - 1]].index > parted)
		done = b->path[--b->depth];
	if (b->depth == 0 || b->twigs[b->path[b->depth - 1]].index < parted) {
		branch = (uint32_t)b->count;
		branch_replace(b, done, branch);
		branch_make(b, parted, done, before[parted]);
		b->path[b->depth++] = branch;
	}
	branch_add(b, b->path[b->depth - 1], leaf, key[parted]);
}

/* Returns the root. */
static uint32_t
grow(struct builder *b, struct name *const *names, size_t name_count)
{
	uint32_t leaf = NONE;

	for (size_t i = 0; i < name_count; i++) {
		uint8_t *key = b->keys[i & 1], *before = b->keys[~i & 1];
		size_t parted = 0, length, unused = b->lengths[i & 1];
		uint32_t done = leaf;

		length = trie_key(key, names[i]->octets);
		if (unused > length)
			memset(key + length, 0, unused - length);
		b->lengths[i & 1] = length;
		leaf = leaf_make(b, i);
		if (i == 0)
			continue;
		while (parted < TRIE_KEY && key[parted] == before[parted])
			parted++;
		assert(parted < TRIE_KEY && key[parted] > before[parted]);
		leaf_hang(b, before, key, parted, done, leaf);
	}
	return b->depth > 0 ? b->path[0] : leaf;
}

/*
 * The layout. The nodes near the root, which every descent reads, come first,
 * level by level; below them each subtree is a cluster of a few cache lines,
 * level by level too, then the subtrees below that one, depth first.
 */
enum {
	LAYOUT_TOP = 2048,   /* nodes: 24 KiB */
	LAYOUT_CLUSTER = 85, /* nodes: 1 KiB */
};

struct placed {
	uint32_t twig;
	uint32_t at; /* in nodes */
};

struct layout {
	const struct builder *builder;
	struct image_node *nodes;
	size_t count;
	struct placed *pending; /* subtrees to come, the next one last */
	size_t pending_count;
};

/* Writes the node and room for its twigs, which are added to the queue. */
static size_t
node_place(struct layout *l, struct placed p, struct placed *queue)
{
	const struct twig *twig = &l->builder->twigs[p.twig];
	struct image_node *node = &l->nodes[p.at];
	size_t added = 0;

	if (twig->bitmap == 0) {
		*node = (struct image_node){.twigs = twig->first};
		return 0;
	}
	*node = (struct image_node){
	    .low = (uint32_t)twig->bitmap,
	    .high = TRIE_BRANCH | (uint32_t)twig->index << 16
	            | (uint32_t)(twig->bitmap >> 32),
	    .twigs = (uint32_t)l->count,
	};
	for (uint32_t at = twig->first; at != NONE;
	     at = l->builder->twigs[at].next)
		queue[added++] = (struct placed){at, (uint32_t)l->count++};
	return added;
}

static void
cluster_place(struct layout *l, struct placed root, size_t size)
{
	/* a branch has 48 twigs at most */
	struct placed queue[LAYOUT_TOP + 48];
	size_t head = 0, tail = 0;

	queue[tail++] = root;
	while (head < tail && tail < size) {
		tail += node_place(l, queue[head], queue + tail);
		head++;
	}
	while (tail > head)
		l->pending[l->pending_count++] = queue[--tail];
}

struct image_node *
trie_build(size_t *count, struct arena *arena, struct name *const *names,
           size_t name_count)
{
	struct arena *scratch;
	struct builder *b;
	struct layout l = {0};
	size_t size = LAYOUT_TOP;
	uint32_t root;

	*count = 0;
	if (name_count == 0)
		return NULL;
	scratch = arena_new();
	b = arena_alloc(scratch, sizeof(*b));
	b->twigs = arena_alloc(scratch, 2 * name_count * sizeof(*b->twigs));
	root = grow(b, names, name_count);
	l.builder = b;
	l.nodes = arena_alloc(arena, b->count * sizeof(*l.nodes));
	l.pending = arena_alloc(scratch, b->count * sizeof(*l.pending));
	l.pending[l.pending_count++] = (struct placed){root, 0};
	l.count = 1;
	while (l.pending_count > 0) {
		struct placed next = l.pending[--l.pending_count];

		cluster_place(&l, next, size);
		size = LAYOUT_CLUSTER;
	}
	assert(l.count == b->count);
	*count = l.count;
	arena_free(scratch);
	return l.nodes;
}
