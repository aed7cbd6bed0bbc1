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
	uint32_t path[TRIE_INDEXES]; /* branches that lead to the newest leaf */
	size_t depth;
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

/* Hangs in the leaf of the newest key, which parts at an index from the one
 * before it, whose leaf (and newest closed branch) is `done`. */
static void
leaf_hang(struct builder *b, const uint8_t parted[2], size_t index,
          uint32_t done, uint32_t leaf)
{
	uint32_t branch;

	while (b->depth > 0 && b->twigs[b->path[b->depth - 1]].index > index)
		done = b->path[--b->depth];
	if (b->depth == 0 || b->twigs[b->path[b->depth - 1]].index < index) {
		branch = (uint32_t)b->count;
		branch_replace(b, done, branch);
		branch_make(b, index, done, parted[0]);
		b->path[b->depth++] = branch;
	}
	branch_add(b, b->path[b->depth - 1], leaf, parted[1]);
}

struct parts {
	const uint8_t *octets;
	uint8_t starts[DNAME_LABELS + 1];
	uint8_t labels;
};

static void
take_apart(struct parts *parts, const struct name *name)
{
	parts->octets = name->octets;
	dname_split(parts->starts, &parts->labels, name->octets, name->length);
}

/* Where the keys of two names that follow each other part, and the values
 * that they have there. */
static unsigned
part(uint8_t parted[2], const struct parts *a, const struct parts *b)
{
	struct trie_key of_a = trie_key(a->octets, a->starts, a->labels);
	struct trie_key of_b = trie_key(b->octets, b->starts, b->labels);
	const uint8_t *values[2];
	unsigned half;
	int at = -1;

	do {
		at++;
		values[0] = trie_values[trie_octet(&of_a, at)];
		values[1] = trie_values[trie_octet(&of_b, at)];
	} while (values[0] == values[1] && at < DNAME_MAX);
	half = values[0][0] == values[1][0];
	parted[0] = values[0][half];
	parted[1] = values[1][half];
	assert(parted[0] < parted[1]);
	return 2 * (unsigned)at + half;
}

/* Returns the root. */
static uint32_t
grow(struct builder *b, struct name *const *names, size_t name_count)
{
	uint32_t leaf = leaf_make(b, 0);
	struct parts parts[2]; /* of a name, and of the one before it */

	take_apart(&parts[0], names[0]);
	for (size_t i = 1; i < name_count; i++) {
		struct parts *own = &parts[i % 2];
		uint32_t done = leaf;
		uint8_t parted[2];
		unsigned index;

		take_apart(own, names[i]);
		index = part(parted, &parts[(i + 1) % 2], own);
		leaf = leaf_make(b, i);
		leaf_hang(b, parted, index, done, leaf);
	}
	return b->depth > 0 ? b->path[0] : leaf;
}

/*
 * The layout. The branches near the root, which every descent reads, come
 * first, level by level; below them each subtree is a cluster of a few cache
 * lines, level by level too, then the subtrees below that one, depth first.
 * Names are no part of it: a twig is all there is of them.
 */
enum {
	LAYOUT_TOP = 8192,    /* units: 32 KiB */
	LAYOUT_CLUSTER = 128, /* units: 512 octets */
	BRANCH = sizeof(struct image_branch) / IMAGE_UNIT,
};

struct placed {
	uint32_t branch; /* of builder.twigs */
	uint32_t *twig;  /* what is to refer to it */
};

struct layout {
	const struct builder *builder;
	uint32_t *units;
	size_t count;
	struct placed *pending; /* subtrees to come, the next one last */
	size_t pending_count;
};

static bool
is_branch(const struct layout *l, uint32_t twig)
{
	return l->builder->twigs[twig].bitmap != 0;
}

/* Writes the branch; those among its twigs are added to the queue. */
static size_t
branch_place(struct layout *l, struct placed p, struct placed *queue)
{
	const struct twig *branch = &l->builder->twigs[p.branch];
	struct image_branch *at = (void *)(l->units + l->count);
	size_t added = 0, twigs = 0;

	*p.twig = TWIG_BRANCH | (uint32_t)l->count;
	at->head = (uint64_t)branch->index << TRIE_INDEX_AT | branch->bitmap;
	for (uint32_t i = branch->first; i != NONE;
	     i = l->builder->twigs[i].next) {
		uint32_t *twig = &at->twigs[twigs++];

		if (is_branch(l, i))
			queue[added++] = (struct placed){i, twig};
		else
			*twig = l->builder->twigs[i].first;
	}
	l->count += BRANCH + twigs;
	return added;
}

static void
cluster_place(struct layout *l, struct placed root, size_t size)
{
	/* a twig is a unit, and the last branch has 48 of them at most */
	struct placed queue[1 + LAYOUT_TOP + TRIE_VALUES];
	size_t head = 0, tail = 0, end = l->count + size;

	queue[tail++] = root;
	while (head < tail && l->count < end) {
		tail += branch_place(l, queue[head], queue + tail);
		head++;
	}
	while (tail > head)
		l->pending[l->pending_count++] = queue[--tail];
}

static void
lay_out(struct trie *trie, struct layout *l, struct arena *arena,
        struct arena *scratch, uint32_t root)
{
	const struct builder *b = l->builder;
	size_t branches = 0, size = LAYOUT_TOP;

	for (uint32_t i = 0; i < b->count; i++)
		branches += is_branch(l, i);
	/* each twig but the root's is in a branch */
	trie->units = BRANCH * branches + b->count - 1;
	trie->octets = l->units = arena_alloc(arena, trie->units * IMAGE_UNIT);
	l->pending = arena_alloc(scratch, branches * sizeof(*l->pending));
	l->pending[l->pending_count++] = (struct placed){root, &trie->root};
	while (l->pending_count > 0) {
		struct placed next = l->pending[--l->pending_count];

		cluster_place(l, next, size);
		size = LAYOUT_CLUSTER;
	}
	assert(l->count == trie->units);
}

void
trie_build(struct trie *trie, struct arena *arena, struct name *const *names,
           size_t name_count)
{
	struct arena *scratch;
	struct builder *b;
	struct layout l = {0};
	uint32_t root;

	*trie = (struct trie){.root = TRIE_NO_ROOT};
	if (name_count == 0)
		return;
	scratch = arena_new();
	b = arena_alloc(scratch, sizeof(*b));
	b->twigs = arena_alloc(scratch, 2 * name_count * sizeof(*b->twigs));
	l.builder = b;
	root = grow(b, names, name_count);
	if (is_branch(&l, root))
		lay_out(trie, &l, arena, scratch, root);
	else
		trie->root = b->twigs[root].first;
	arena_free(scratch);
}
