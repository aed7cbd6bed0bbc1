/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "lib/trie.h"
#include "test/content.h"
#include "zones/trie_build.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static int
compare(const void *left, const void *right)
{
	const struct name *const *a = left, *const *b = right;

	return dname_compare((*a)->octets, (*b)->octets);
}

/* Sorted, each once. */
static size_t
make_names(struct name **names, char **texts, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		names[i] = arena_alloc(arena, sizeof(**names));
		names[i]->octets = content_name(arena, texts[i]);
	}
	qsort(names, count, sizeof(*names), compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0
		    || !dname_equal(names[i]->octets, names[kept - 1]->octets))
			names[kept++] = names[i];
	return kept;
}

static bool
is_branch(const struct image_node *node)
{
	return (node->high & TRIE_BRANCH) != 0;
}

static uint64_t
bitmap(const struct image_node *node)
{
	return ((uint64_t)node->high << 32 | node->low)
	       & ((UINT64_C(1) << 48) - 1);
}

/* Follows the name's key to a leaf, as a reader does that knows it is there. */
static uint32_t
descend(const struct image_node *nodes, const uint8_t *name)
{
	uint8_t key[TRIE_KEY] = {0};
	uint32_t at = 0;

	trie_key(key, name);
	while (is_branch(&nodes[at])) {
		unsigned value = key[nodes[at].high >> 16 & 0x1ff];
		uint64_t map = bitmap(&nodes[at]);

		ck_assert(map >> value & 1);
		at = nodes[at].twigs
		     + (uint32_t)__builtin_popcountll(
			 map & ((UINT64_C(1) << value) - 1));
	}
	return nodes[at].twigs;
}

/* In order, leaves are the names in order, indexes grow downwards, and each
 * node but the root is the twig of one branch that stands before it. */
static size_t
walk(const struct image_node *nodes, size_t count, uint32_t at, int above,
     uint8_t *seen, size_t leaves)
{
	const struct image_node *node = &nodes[at];
	unsigned twigs;

	ck_assert_uint_lt(at, count);
	ck_assert(!seen[at]);
	seen[at] = 1;
	if (!is_branch(node)) {
		ck_assert_uint_eq(node->low | node->high, 0);
		ck_assert_uint_eq(node->twigs, leaves);
		return leaves + 1;
	}
	ck_assert_int_gt((int)(node->high >> 16 & 0x1ff), above);
	ck_assert_uint_eq(node->high >> 25 & 0x3f, 0);
	twigs = (unsigned)__builtin_popcountll(bitmap(node));
	ck_assert_uint_ge(twigs, 2);
	ck_assert_uint_gt(node->twigs, at);
	for (unsigned i = 0; i < twigs; i++)
		leaves = walk(nodes, count, node->twigs + i,
		              (int)(node->high >> 16 & 0x1ff), seen, leaves);
	return leaves;
}

static void
check_trie(char **texts, size_t text_count)
{
	struct name **names = arena_alloc(arena, text_count * sizeof(*names));
	size_t name_count = make_names(names, texts, text_count), count;
	struct image_node *nodes = trie_build(&count, arena, names, name_count);
	uint8_t *seen = arena_alloc(arena, count);

	ck_assert_uint_eq(walk(nodes, count, 0, -1, seen, 0), name_count);
	for (size_t i = 0; i < count; i++)
		ck_assert(seen[i]);
	for (size_t i = 0; i < name_count; i++)
		ck_assert_uint_eq(descend(nodes, names[i]->octets), i);
}

START_TEST(no_names_are_no_nodes)
{
	size_t count = 1;

	ck_assert_ptr_null(trie_build(&count, arena, NULL, 0));
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(one_name_is_a_leaf)
{
	static char *texts[] = {"example."};

	check_trie(texts, 1);
}
END_TEST

START_TEST(a_name_and_what_is_below_it_part)
{
	static char *texts[] = {".",
	                        "example.",
	                        "a.example.",
	                        "a.a.a.a.a.example.",
	                        "*.example.",
	                        "\\000.example.",
	                        "\\000.\\000.example.",
	                        "\\255.example.",
	                        "-.example.",
	                        "A.example."};

	check_trie(texts, sizeof(texts) / sizeof(texts[0]));
}
END_TEST

START_TEST(random_names_lead_to_their_leaves)
{
	static const size_t counts[] = {2, 3, 50, 500, 4000};
	size_t count = counts[_i];
	char **texts = arena_alloc(arena, count * sizeof(*texts));
	unsigned seed = 42;

	for (size_t i = 0; i < count; i++) {
		char *text = arena_string(arena, "");

		for (int labels = rand_r(&seed) % 4 + 1; labels > 0; labels--) {
			const char *octets = "";

			for (int n = rand_r(&seed) % 3 + 1; n > 0; n--)
				octets = rand_r(&seed) % 4 == 0
				             ? arena_format(arena, "%s\\%03d",
				                            octets,
				                            rand_r(&seed) % 256)
				             : arena_format(
						 arena, "%s%c", octets,
						 'a' + rand_r(&seed) % 26);
			text = arena_format(arena, "%s.%s", octets, text);
		}
		texts[i] = text;
	}
	check_trie(texts, count);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("trie_build");
	TCase *c = tcase_create("trie_build");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, no_names_are_no_nodes);
	tcase_add_test(c, one_name_is_a_leaf);
	tcase_add_test(c, a_name_and_what_is_below_it_part);
	tcase_add_loop_test(c, random_names_lead_to_their_leaves, 0, 5);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
