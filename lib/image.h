/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_H
#define MULLION_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/image_format.h"
#include "lib/net.h"

/*
 * A view image that is mapped or held in memory: where its parts are. It owns
 * nothing; the octets must outlive it.
 */
struct image {
	const uint8_t *base;
	const struct image_header *header;
	const struct image_zone *zones;
};

/*
 * Reads the header of an image of size octets at base (aligned to 8) and
 * demands that each section lie within it and, unless view is NULL, that it
 * be an image of that view. What the sections hold is image_check()'s.
 * ERR_SHORT, ERR_MALFORMED, ERR_VERSION, ERR_VIEW; *why says which part, a
 * constant text, when it isn't NULL.
 */
int image_open(struct image *image, const void *base, size_t size,
               const char *view, const char **why);

/*
 * Checks everything that a reader will rely on: that each reference leads to
 * the start of what it names, that counts and lengths tile the file, names
 * are valid and in order, pointers stay in their octets and below 0x3fff,
 * ranges are sorted. An opened image that passes can be asked anything
 * without a read outside it, whatever it says. The hash isn't computed here
 * (lib/ sees only libc). ERR_DAMAGED and *why, or ERR_MEMORY: it takes one
 * bit for each unit of the file while it runs.
 */
int image_check(const struct image *image, const char **why);

/* What stands at a reference: a section's elements, a name, an RRset. */
static inline const void *
image_at(const struct image *image, struct ref ref)
{
	return image->base + (size_t)ref.at * IMAGE_UNIT;
}

static inline const struct image_name *
image_name(const struct image *image, struct ref ref)
{
	return image_at(image, ref);
}

static inline const struct image_rrset *
image_rrset(const struct image *image, struct ref ref)
{
	return image_at(image, ref);
}

/* The address, as a number or as octets, is in one of the section's ranges. */
bool image_holds4(const struct image *image,
                  const struct image_section *section, uint32_t address);
bool image_holds6(const struct image *image,
                  const struct image_section *section, const uint8_t *address);

/*
 * The source address belongs to the view: to its networks or, where the
 * listener is the view's alone, to its resolvers.
 */
static inline bool
image_answers(const struct image *image, const struct net_address *source,
              bool alone)
{
	const struct image_header *h = image->header;
	const uint8_t *octets = source->octets;
	uint32_t address = wire_read32(octets);

	if (source->family == 4)
		return image_holds4(image, &h->networks4, address)
		       || (alone
		           && image_holds4(image, &h->resolvers4, address));
	return image_holds6(image, &h->networks6, octets)
	       || (alone && image_holds6(image, &h->resolvers6, octets));
}

/* The apex of the name's zone, which may be itself. */
static inline const struct image_name *
image_apex(const struct image *image, const struct image_name *name)
{
	if (name->flags & NAME_APEX)
		return name;
	return image_name(image, (struct ref){name->home});
}

static inline const struct image_zone *
image_zone(const struct image *image, const struct image_name *name)
{
	return &image->zones[image_apex(image, name)->home];
}

/* The references behind a name's octets, {0} for none. */
static inline struct ref
image_stop(const struct image_name *name)
{
	const struct ref *refs =
	    (const void *)((const uint8_t *)name
	                   + image_name_size(name->length, 0));

	return name->flags & NAME_STOP ? refs[0] : (struct ref){0};
}

static inline struct ref
image_wildcard(const struct image_name *name)
{
	const struct ref *refs =
	    (const void *)((const uint8_t *)name
	                   + image_name_size(name->length, 0));

	if (!(name->flags & NAME_WILDCARD))
		return (struct ref){0};
	return refs[name->flags & NAME_STOP ? 1 : 0];
}

/* What stands behind the name. */
static inline const void *
image_name_end(const struct image_name *name)
{
	return (const uint8_t *)name
	       + image_name_size(name->length, name->flags);
}

/* What stands behind the RRset. */
static inline const void *
image_rrset_end(const struct image_rrset *rrset)
{
	return (const uint8_t *)rrset + image_rrset_size(rrset);
}

/* The name's RRsets in the order of types, NULL behind the last. */
static inline const struct image_rrset *
image_rrsets(const struct image_name *name)
{
	return name->flags & NAME_EMPTY ? NULL : image_name_end(name);
}

static inline const struct image_rrset *
image_rrset_next(const struct image_rrset *rrset)
{
	return rrset->lists & RRSET_LAST ? NULL : image_rrset_end(rrset);
}

static inline bool
image_has_lists(const struct image_rrset *rrset)
{
	return image_wire_at(rrset) > sizeof(*rrset);
}

/* The lists' lengths: zeros where there are none. */
static inline struct image_lists
image_lists(const struct image_rrset *rrset)
{
	const struct image_lists *lists = (const void *)(rrset + 1);

	return image_has_lists(rrset) ? *lists : (struct image_lists){0};
}

/* The lists themselves, where they aren't empty. */
static inline const struct image_target *
image_targets(const struct image_rrset *rrset)
{
	return (const void *)((const struct image_lists *)(rrset + 1) + 1);
}

static inline const uint16_t *
image_suffixes(const struct image_rrset *rrset)
{
	return (const void *)(image_targets(rrset)
	                      + image_lists(rrset).targets);
}

static inline const uint16_t *
image_selves(const struct image_rrset *rrset)
{
	return image_suffixes(rrset) + image_lists(rrset).suffixes;
}

static inline const uint8_t *
image_wire(const struct image_rrset *rrset)
{
	return (const uint8_t *)rrset + image_wire_at(rrset);
}

/* The whole name, into octets[DNAME_MAX]. Returns its length. */
size_t image_name_whole(const struct image *image,
                        const struct image_name *name, uint8_t *octets);

/* The name's RRset of the type, or NULL. */
static inline const struct image_rrset *
image_find(const struct image_name *name, uint16_t type)
{
	const struct image_rrset *rrset = image_rrsets(name);

	while (rrset != NULL && rrset->type < type)
		rrset = image_rrset_next(rrset);
	return rrset != NULL && rrset->type == type ? rrset : NULL;
}

/*
 * The name that follows in the names section (AXFR's and show's order); behind
 * the last one, the end of the file.
 */
const struct image_name *image_next(const struct image_name *name);

#endif
