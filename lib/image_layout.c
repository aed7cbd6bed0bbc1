/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/image_check.h"
#include "lib/trie.h"

/* [a-z0-9][a-z0-9-]{0,62}, then NULs to the end. */
static bool
is_view_name(const char view[IMAGE_VIEW])
{
	static const char octets[] = "-abcdefghijklmnopqrstuvwxyz0123456789";
	size_t length = strspn(view, octets);

	if (length == 0 || length >= IMAGE_VIEW || view[0] == '-')
		return false;
	while (length < IMAGE_VIEW)
		if (view[length++] != '\0')
			return false;
	return true;
}

/* Whether the section begins at *at, which is moved behind it. */
static bool
follows(const struct image_section *section, size_t element, uint64_t *at)
{
	bool begins = (uint64_t)section->at.at * IMAGE_UNIT == *at;

	*at += (uint64_t)section->count * element;
	return begins;
}

static bool
sections_tile(const struct image_header *h)
{
	uint64_t at = sizeof(*h);

	return follows(&h->networks4, sizeof(struct image_range4), &at)
	       && follows(&h->networks6, sizeof(struct image_range6), &at)
	       && follows(&h->resolvers4, sizeof(struct image_range4), &at)
	       && follows(&h->resolvers6, sizeof(struct image_range6), &at)
	       && follows(&h->zones, sizeof(struct image_zone), &at)
	       && follows(&h->trie, sizeof(struct image_node), &at)
	       && follows(&h->names, 0, &at);
}

static bool
are_ranges4(const struct image *image, const struct image_section *section)
{
	const struct image_range4 *ranges = image_at(image, section->at);

	for (uint32_t i = 0; i < section->count; i++)
		if (ranges[i].first > ranges[i].last || ranges[i].length > 32
		    || (i > 0 && ranges[i].first <= ranges[i - 1].last))
			return false;
	return true;
}

static bool
are_ranges6(const struct image *image, const struct image_section *section)
{
	const struct image_range6 *ranges = image_at(image, section->at);

	for (uint32_t i = 0; i < section->count; i++)
		if (memcmp(ranges[i].first, ranges[i].last, 16) > 0
		    || ranges[i].length > 128
		    || (i > 0
		        && memcmp(ranges[i].first, ranges[i - 1].last, 16)
		               <= 0))
			return false;
	return true;
}

const char *
image_check_layout(const struct image *image)
{
	const struct image_header *h = image->header;

	if (h->size % IMAGE_UNIT != 0 || h->zero != 0)
		return "a damaged header";
	if (!is_view_name(h->view))
		return "the view's name isn't one";
	if (h->trust != IMAGE_INTERNAL && h->trust != IMAGE_EXTERNAL)
		return "an unknown trust";
	if (!sections_tile(h))
		return "sections that don't follow each other";
	if (h->trust == IMAGE_EXTERNAL
	    && h->resolvers4.count + (uint64_t)h->resolvers6.count > 0)
		return "resolvers in a view of external trust";
	if (!are_ranges4(image, &h->networks4)
	    || !are_ranges6(image, &h->networks6)
	    || !are_ranges4(image, &h->resolvers4)
	    || !are_ranges6(image, &h->resolvers6))
		return "networks that are out of order";
	return NULL;
}

static bool
is_branch(const struct image_node *node)
{
	return (node->high & TRIE_BRANCH) != 0;
}

/* Its twigs stand behind it, and look at the key further on than it does. So
 * a descent takes at most as many steps as there are indexes. */
static bool
is_good_branch(const struct image *image, uint32_t at)
{
	const struct image_node *branch = &image->trie[at];
	uint32_t twigs = (uint32_t)__builtin_popcountll(trie_bitmap(branch));
	uint32_t count = image->header->trie.count;
	const uint32_t unused = ~(TRIE_BRANCH | (TRIE_KEY - 1) << 16 | 0xffff);

	if ((branch->high & unused) != 0 || twigs < 2 || branch->twigs <= at
	    || branch->twigs > count || twigs > count - branch->twigs)
		return false;
	for (uint32_t i = 0; i < twigs; i++) {
		const struct image_node *twig = &image->trie[branch->twigs + i];

		if (is_branch(twig) && trie_index(twig) <= trie_index(branch))
			return false;
	}
	return true;
}

const char *
image_check_trie(const struct image *image, const struct image_starts *names)
{
	for (uint32_t i = 0; i < image->header->trie.count; i++) {
		const struct image_node *node = &image->trie[i];

		if (is_branch(node)) {
			if (!is_good_branch(image, i))
				return "a damaged branch of the trie";
		} else if (node->high != 0 || node->low != 0
		           || !image_starts_name(names,
		                                 (struct ref){node->twigs})) {
			return "a damaged leaf of the trie";
		}
	}
	return NULL;
}
