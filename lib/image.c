/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "lib/image.h"

/* A constant text for *why. */
static int
refuse(const char **why, const char *text, int code)
{
	if (why != NULL)
		*why = text;
	return code;
}

/* The section's elements lie within the file. */
static bool
lies_within(const struct image_header *header,
            const struct image_section *section, size_t element)
{
	uint64_t at = (uint64_t)section->at.at * IMAGE_UNIT;

	return at <= header->size
	       && section->count <= (header->size - at) / element;
}

static bool
sections_lie_within(const struct image_header *h)
{
	return lies_within(h, &h->networks4, sizeof(struct image_range4))
	       && lies_within(h, &h->networks6, sizeof(struct image_range6))
	       && lies_within(h, &h->resolvers4, sizeof(struct image_range4))
	       && lies_within(h, &h->resolvers6, sizeof(struct image_range6))
	       && lies_within(h, &h->zones, sizeof(struct image_zone))
	       && lies_within(h, &h->trie, IMAGE_UNIT)
	       && lies_within(h, &h->names, sizeof(struct image_name));
}

static int
check_version(const struct image_header *header, const char **why)
{
	if (memcmp(header->magic, IMAGE_MAGIC, sizeof(header->magic)) != 0)
		return refuse(why, "not a view image", ERR_MALFORMED);
	if (header->byte_order != IMAGE_BYTE_ORDER)
		return refuse(why, "an image for the other byte order",
		              ERR_VERSION);
	if (header->version != IMAGE_VERSION)
		return refuse(why, "an image of another format version",
		              ERR_VERSION);
	return 0;
}

int
image_open(struct image *image, const void *base, size_t size, const char *view,
           const char **why)
{
	const struct image_header *header = base;
	int code;

	if (size < sizeof(*header))
		return refuse(why, "shorter than a header", ERR_SHORT);
	code = check_version(header, why);
	if (code < 0)
		return code;
	if (header->size > size)
		return refuse(why, "shorter than its header says", ERR_SHORT);
	if (header->size < size)
		return refuse(why, "longer than its header says",
		              ERR_MALFORMED);
	if (memchr(header->view, '\0', IMAGE_VIEW) == NULL)
		return refuse(why, "the view's name has no end", ERR_MALFORMED);
	if (view != NULL && strcmp(header->view, view) != 0)
		return refuse(why, "the image of another view", ERR_VIEW);
	if (!sections_lie_within(header))
		return refuse(why, "a section outside the file", ERR_MALFORMED);
	*image = (struct image){.base = base, .header = header};
	image->zones = image_at(image, header->zones.at);
	return 0;
}

/* The last range that doesn't begin behind the address holds it, or none. */
bool
image_holds4(const struct image *image, const struct image_section *section,
             uint32_t address)
{
	const struct image_range4 *ranges = image_at(image, section->at);
	uint32_t low = 0, high = section->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (ranges[middle].first <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && address <= ranges[low - 1].last;
}

bool
image_holds6(const struct image *image, const struct image_section *section,
             const uint8_t *address)
{
	const struct image_range6 *ranges = image_at(image, section->at);
	uint32_t low = 0, high = section->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(ranges[middle].first, address, 16) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && memcmp(address, ranges[low - 1].last, 16) <= 0;
}

size_t
image_name_whole(const struct image *image, const struct image_name *name,
                 uint8_t *octets)
{
	const struct image_name *apex = image_apex(image, name);
	size_t length = name->length;

	memcpy(octets, name->octets, length);
	if (name->flags & NAME_APEX)
		return length;
	memcpy(octets + length, apex->octets, apex->length);
	return length + apex->length;
}

const struct image_name *
image_next(const struct image_name *name)
{
	const void *end = image_name_end(name);
	const struct image_rrset *rrset = image_rrsets(name);

	for (; rrset != NULL; rrset = image_rrset_next(rrset))
		end = image_rrset_end(rrset);
	return end;
}
