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
		names[i]->length = (uint8_t)dname_length(names[i]->octets);
	}
	qsort(names, count, sizeof(*names), compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0
		    || !dname_equal(names[i]->octets, names[kept - 1]->octets))
			names[kept++] = names[i];
	return kept;
}

static const struct image_branch *
branch_at(const struct trie *trie, uint32_t twig)
{
	uint32_t unit = twig & ~(uint32_t)TWIG_BRANCH;

	ck_assert_uint_lt(unit, trie->units);
	return (const void *)((const uint32_t *)trie->octets + unit);
}

static uint64_t
bitmap(const struct image_branch *branch)
{
	return branch->head & ((UINT64_C(1) << 48) - 1);
}

static int
index_of(const struct image_branch *branch)
{
	return (int)(branch->head >> 55);
}

/* Follows the name's key, as a reader does that knows it is there. */
static uint32_t
descend(const struct trie *trie, const uint8_t *name)
{
	uint8_t starts[DNAME_LABELS + 1], labels;
	uint32_t twig = trie->root;
	struct trie_key key;

	dname_split(starts, &labels, name, DNAME_MAX);
	key = trie_key(name, starts, labels);
	while (twig & TWIG_BRANCH) {
		const struct image_branch *branch = branch_at(trie, twig);
		int index = index_of(branch);
		unsigned value =
		    trie_values[trie_octet(&key, index / 2)][index % 2];
		uint64_t map = bitmap(branch);

		ck_assert(map >> value & 1);
		twig = branch->twigs[__builtin_popcountll(
		    map & ((UINT64_C(1) << value) - 1))];
	}
	return twig;
}

/* In order, leaves are the names in order, indexes grow downwards, and each
 * branch is the twig of one that stands before it. Adds up the units. */
static size_t
walk(const struct trie *trie, uint32_t twig, int above, size_t leaves,
     size_t *units)
{
	const struct image_branch *branch;
	int twigs;

	if (!(twig & TWIG_BRANCH)) {
		ck_assert_uint_eq(twig, leaves);
		return leaves + 1;
	}
	branch = branch_at(trie, twig);
	ck_assert_int_gt(index_of(branch), above);
	ck_assert_uint_eq(branch->head >> 48 & 0x7f, 0);
	twigs = __builtin_popcountll(bitmap(branch));
	ck_assert_int_ge(twigs, 2);
	*units += 2 + (size_t)twigs;
	for (int i = 0; i < twigs; i++) {
		if (branch->twigs[i] & TWIG_BRANCH)
			ck_assert_uint_gt(branch->twigs[i], twig);
		leaves = walk(trie, branch->twigs[i], index_of(branch), leaves,
		              units);
	}
	return leaves;
}

static void
check_trie(char **texts, size_t text_count)
{
	struct name **names = arena_alloc(arena, text_count * sizeof(*names));
	size_t name_count = make_names(names, texts, text_count), units = 0;
	struct trie trie;

	trie_build(&trie, arena, names, name_count);
	ck_assert_uint_eq(walk(&trie, trie.root, -1, 0, &units), name_count);
	ck_assert_uint_eq(trie.units, units);
	for (size_t i = 0; i < name_count; i++)
		ck_assert_uint_eq(descend(&trie, names[i]->octets), i);
}

START_TEST(no_names_are_no_trie)
{
	struct trie trie;

	trie_build(&trie, arena, NULL, 0);
	ck_assert_uint_eq(trie.root, TRIE_NO_ROOT);
	ck_assert_uint_eq(trie.units, 0);
}
END_TEST

START_TEST(one_name_is_the_root)
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
	tcase_add_test(c, no_names_are_no_trie);
	tcase_add_test(c, one_name_is_the_root);
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
