/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/image_check.h"

/*
 * Two passes over the names. The first goes from each name to the next one by
 * their lengths, up to the end of the file, and notes where names begin. With
 * that known, the second follows the references.
 */
struct checker {
	const struct image *image;
	struct image_starts names;
	size_t at;      /* octets: where the first pass is */
	uint64_t count; /* names that it has seen */
};

static size_t
left(const struct checker *c)
{
	return c->image->header->size - c->at;
}

static bool
is_here(const struct checker *c, struct ref ref)
{
	return (uint64_t)ref.at * IMAGE_UNIT == c->at;
}

static bool
are_zero(const uint8_t *from, const uint8_t *to)
{
	while (from < to)
		if (*from++ != 0)
			return false;
	return true;
}

/* Passes over the RRset of an entry. */
static bool
tile_rrset(struct checker *c, const struct image_entry *entry)
{
	const struct image_rrset *rrset =
	    (const void *)(c->image->base + c->at);
	size_t size;

	if (!is_here(c, entry->rrset) || entry->zero != 0
	    || left(c) < sizeof(*rrset))
		return false;
	size = image_rrset_size(rrset);
	if (size > left(c) || rrset->type != entry->type
	    || !are_zero(image_wire(rrset) + rrset->length,
	                 (const uint8_t *)rrset + size))
		return false;
	c->at += size;
	return true;
}

/* A valid name in lower case, padded with zeros to its entries. */
static bool
is_good_name(const struct image_name *name)
{
	const uint8_t *octets = name->octets;

	if (dname_check(octets, name->length) != name->length
	    || dname_labels(octets) != name->labels)
		return false;
	for (unsigned i = 0; i < name->length; i++)
		if (octets[i] >= 'A' && octets[i] <= 'Z')
			return false;
	return are_zero(octets + name->length,
	                (const uint8_t *)image_entries(name));
}

/* Passes over a name and its RRsets, which are in the order of types. */
static bool
tile_name(struct checker *c, uint32_t zone)
{
	const struct image_name *name = (const void *)(c->image->base + c->at);
	const struct image_entry *entries;
	size_t unit = c->at / IMAGE_UNIT;

	if (left(c) < sizeof(*name)
	    || left(c) < image_name_size(name->length, name->rrsets)
	    || name->zone != zone || !is_good_name(name))
		return false;
	c->names.bits[unit / 8] |= (uint8_t)(1u << unit % 8);
	c->count++;
	c->at += image_name_size(name->length, name->rrsets);
	entries = image_entries(name);
	for (unsigned i = 0; i < name->rrsets; i++)
		if ((i > 0 && entries[i].type <= entries[i - 1].type)
		    || !tile_rrset(c, &entries[i]))
			return false;
	return true;
}

/* The first pass. */
static const char *
tile_names(struct checker *c)
{
	const struct image_header *h = c->image->header;

	c->at = (size_t)h->names.at.at * IMAGE_UNIT;
	for (uint32_t z = 0; z < h->zones.count; z++) {
		const struct image_zone *zone = &c->image->zones[z];

		if (zone->names == 0 || !is_here(c, zone->apex))
			return "a zone without its names";
		for (uint32_t i = 0; i < zone->names; i++)
			if (!tile_name(c, z))
				return "a damaged name";
	}
	if (c->at != h->size || c->count != h->names.count)
		return "names that don't end where the file does";
	return NULL;
}

static struct ref
ref_of(const struct checker *c, const void *at)
{
	size_t octets = (size_t)((const uint8_t *)at - c->image->base);

	return (struct ref){(uint32_t)(octets / IMAGE_UNIT)};
}

/* Zones in order, each with its SOA, and with its apex's twin in a zone that
 * stands before it. */
static const char *
check_zone(const struct checker *c, uint32_t z)
{
	const struct image *image = c->image;
	const struct image_zone *zone = &image->zones[z];
	const struct image_name *apex = image_name(image, zone->apex);
	const struct image_rrset *soa = image_find(image, apex, TYPE_SOA);
	const struct image_name *twin;

	if (z > 0) {
		const struct image_name *before =
		    image_name(image, image->zones[z - 1].apex);

		if (dname_compare(before->octets, apex->octets) >= 0)
			return "zones that are out of order";
	}
	if (soa == NULL || ref_of(c, soa).at != zone->soa.at)
		return "a zone without its SOA";
	if (zone->above.at == 0)
		return NULL;
	if (!image_starts_name(&c->names, zone->above))
		return "a reference to no name";
	twin = image_name(image, zone->above);
	if (twin->zone >= z || !dname_equal(twin->octets, apex->octets))
		return "an apex whose twin is another name";
	return NULL;
}

/* name is `above` with one label in front. */
static bool
is_child(const struct image_name *name, const struct image_name *above)
{
	size_t label = 1u + name->octets[0];

	return name->labels == above->labels + 1
	       && name->length == above->length + label
	       && memcmp(name->octets + label, above->octets, above->length)
	              == 0;
}

static const char *
check_parent(const struct checker *c, const struct image_name *name)
{
	const struct image *image = c->image;
	const struct image_zone *zone = &image->zones[name->zone];
	const struct image_name *parent;

	if (ref_of(c, name).at == zone->apex.at) {
		struct ref above = {0};

		if (zone->above.at != 0)
			above = image_name(image, zone->above)->parent;
		return name->parent.at == above.at ? NULL
		                                   : "an apex with a parent";
	}
	if (!image_starts_name(&c->names, name->parent)
	    || name->parent.at >= ref_of(c, name).at)
		return "a name without its parent";
	parent = image_name(image, name->parent);
	if (parent->zone != name->zone || !is_child(name, parent))
		return "a name with another parent";
	if (dname_is_wildcard(name->octets)
	    && parent->wildcard.at != ref_of(c, name).at)
		return "a wildcard that its parent doesn't know";
	return NULL;
}

/* Flags and stop are what the RRsets here and above make of them. */
static bool
has_good_stop(const struct checker *c, const struct image_name *name)
{
	const struct image *image = c->image;
	const struct image_name *parent;
	bool apex = ref_of(c, name).at == image->zones[name->zone].apex.at;
	bool cut = !apex && image_find(image, name, TYPE_NS) != NULL;
	bool dname = image_find(image, name, TYPE_DNAME) != NULL;

	if (name->flags
	    != ((apex ? NAME_APEX : 0) | (cut ? NAME_CUT : 0)
	        | (dname ? NAME_DNAME : 0)))
		return false;
	if (apex)
		return name->stop.at == 0;
	parent = image_name(image, name->parent);
	if (parent->stop.at != 0)
		return name->stop.at == parent->stop.at;
	if (parent->flags & NAME_DNAME)
		return name->stop.at == name->parent.at;
	return name->stop.at == (cut ? ref_of(c, name).at : 0);
}

static bool
has_good_wildcard(const struct checker *c, const struct image_name *name)
{
	const struct image_name *wildcard;

	if (name->wildcard.at == 0)
		return true;
	if (!image_starts_name(&c->names, name->wildcard))
		return false;
	wildcard = image_name(c->image, name->wildcard);
	return dname_is_wildcard(wildcard->octets)
	       && wildcard->zone == name->zone
	       && wildcard->parent.at == ref_of(c, name).at;
}

static const char *
check_name(const struct checker *c, const struct image_name *name)
{
	const struct image_entry *entries = image_entries(name);
	const char *wrong = check_parent(c, name);

	if (wrong == NULL && !has_good_stop(c, name))
		wrong = "a name whose flags don't fit its RRsets";
	if (wrong == NULL && !has_good_wildcard(c, name))
		wrong = "a name with another's wildcard";
	for (unsigned i = 0; wrong == NULL && i < name->rrsets; i++)
		wrong =
		    image_check_rrset(c->image, &c->names, name,
		                      image_rrset(c->image, entries[i].rrset));
	return wrong;
}

/* The second pass. */
static const char *
check_names(const struct checker *c, const struct image_zone *zone)
{
	const struct image_name *name = image_name(c->image, zone->apex);
	const char *wrong = check_name(c, name);

	for (uint32_t i = 1; wrong == NULL && i < zone->names; i++) {
		const struct image_name *next = image_next(c->image, name);

		if (dname_compare(name->octets, next->octets) >= 0)
			return "names that are out of order";
		name = next;
		wrong = check_name(c, name);
	}
	return wrong;
}

static const char *
check(struct checker *c)
{
	const char *wrong = tile_names(c);

	for (uint32_t z = 0; wrong == NULL && z < c->image->header->zones.count;
	     z++) {
		wrong = check_zone(c, z);
		if (wrong == NULL)
			wrong = check_names(c, &c->image->zones[z]);
	}
	return wrong != NULL ? wrong : image_check_trie(c->image, &c->names);
}

int
image_check(const struct image *image, const char **why)
{
	struct checker c = {.image = image};
	const char *wrong = image_check_layout(image);

	if (wrong == NULL) {
		c.names.units = image->header->size / IMAGE_UNIT;
		c.names.bits = calloc(1, c.names.units / 8 + 1);
		if (c.names.bits == NULL)
			return ERR_MEMORY;
		wrong = check(&c);
		free(c.names.bits);
	}
	if (why != NULL)
		*why = wrong;
	return wrong == NULL ? 0 : ERR_DAMAGED;
}
