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
	       && follows(&h->trie, IMAGE_UNIT, &at)
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

	if (h->size % IMAGE_UNIT != 0 || h->size / IMAGE_UNIT > TWIG_BRANCH)
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

static const struct image_branch *
branch_at(const struct image *image, uint32_t unit)
{
	return image_at(image, (struct ref){unit});
}

/* The branches fill the section, each of two twigs or more. */
static bool
branches_tile(const struct image *image, struct image_starts *starts)
{
	const struct image_section *trie = &image->header->trie;
	uint32_t at = trie->at.at;
	const uint32_t head = sizeof(struct image_branch) / IMAGE_UNIT;

	while (at < starts->names) {
		const struct image_branch *branch = branch_at(image, at);
		uint32_t twigs;

		if (starts->names - at < head
		    || (branch->head >> TRIE_VALUES & 0x7f) != 0)
			return false;
		twigs = trie_twigs(branch);
		if (twigs < 2 || twigs > starts->names - at - head)
			return false;
		image_starts_set(starts, at);
		at += head + twigs;
	}
	return true;
}

/* Leads to a name, or to a branch that begins behind the unit and looks at the
 * key further on than index. So a descent ends. */
static bool
is_good_twig(const struct image *image, const struct image_starts *starts,
             uint32_t twig, uint32_t unit, int index)
{
	uint32_t at = twig & ~(uint32_t)TWIG_BRANCH;

	if (!(twig & TWIG_BRANCH))
		return image_starts_name(starts, (struct ref){at});
	return at > unit && at < starts->names && image_starts_any(starts, at)
	       && (int)trie_index(branch_at(image, at)) > index;
}

static bool
is_good_branch(const struct image *image, const struct image_starts *starts,
               uint32_t unit)
{
	const struct image_branch *branch = branch_at(image, unit);
	uint32_t twigs = trie_twigs(branch);

	for (uint32_t i = 0; i < twigs; i++)
		if (!is_good_twig(image, starts, branch->twigs[i], unit,
		                  (int)trie_index(branch)))
			return false;
	return true;
}

const char *
image_check_trie(const struct image *image, struct image_starts *starts)
{
	const struct image_header *h = image->header;
	uint32_t first = h->trie.at.at;

	if (!branches_tile(image, starts))
		return "a damaged branch of the trie";
	if ((h->root != 0 || h->names.count > 0)
	    && !is_good_twig(image, starts, h->root, first - 1, -1))
		return "a trie without its root";
	for (uint32_t at = first; at < starts->names; at++)
		if (image_starts_any(starts, at)
		    && !is_good_branch(image, starts, at))
			return "a branch that leads nowhere";
	return NULL;
}
