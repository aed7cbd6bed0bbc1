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
	struct image_starts starts;
	size_t at;                     /* octets: where the first pass is */
	uint64_t count;                /* names that it has seen */
	const struct image_name *apex; /* of the zone that it is in */
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

static struct ref
ref_of(const struct checker *c, const void *at)
{
	size_t octets = (size_t)((const uint8_t *)at - c->image->base);

	return (struct ref){(uint32_t)(octets / IMAGE_UNIT)};
}

static bool
are_zero(const uint8_t *from, const uint8_t *to)
{
	while (from < to)
		if (*from++ != 0)
			return false;
	return true;
}

/* Octets of what the RRset's lists hold, or SIZE_MAX: more than fits. */
static size_t
lists_size(const struct image_rrset *rrset, size_t room)
{
	const struct image_lists *lists = (const void *)(rrset + 1);

	if (!image_has_lists(rrset))
		return 0;
	if (room < sizeof(*lists) || lists->zero != 0)
		return SIZE_MAX;
	return image_lists_size(lists->targets, lists->suffixes, lists->selves);
}

/* The lists fill their room, padded with zeros; so does the wire. */
static bool
is_padded(const struct image_rrset *rrset)
{
	const struct image_lists lists = image_lists(rrset);
	const uint8_t *wire = image_wire(rrset);

	if (image_has_lists(rrset)
	    && !are_zero((const uint8_t *)(image_selves(rrset) + lists.selves),
	                 wire))
		return false;
	return are_zero(wire + rrset->length, image_rrset_end(rrset));
}

/* Passes over an RRset. */
static bool
tile_rrset(struct checker *c, const struct image_rrset *rrset)
{
	if (left(c) < sizeof(*rrset) || left(c) < image_rrset_size(rrset)
	    || lists_size(rrset, left(c) - sizeof(*rrset))
	           != image_wire_at(rrset) - sizeof(*rrset)
	    || !is_padded(rrset))
		return false;
	c->at += image_rrset_size(rrset);
	return true;
}

/* Passes over a name's RRsets, which are in the order of types. */
static bool
tile_rrsets(struct checker *c, const struct image_rrset *rrset)
{
	int before = -1;

	while (rrset != NULL) {
		if (!tile_rrset(c, rrset) || rrset->type <= before)
			return false;
		before = rrset->type;
		rrset = image_rrset_next(rrset);
	}
	return true;
}

/* Labels in lower case, as many as the name says, that fill its octets; an
 * apex's end with the root's. */
static bool
has_good_labels(const struct checker *c, const struct image_name *name)
{
	const uint8_t *octets = name->octets;
	const bool apex = name->flags & NAME_APEX;
	unsigned labels = 0;
	size_t at = 0;

	while (at < name->length && octets[at] > 0) {
		if (octets[at] > DNAME_LABEL_MAX)
			return false;
		at += 1u + octets[at];
		labels++;
	}
	for (unsigned i = 0; i < name->length; i++)
		if (octets[i] >= 'A' && octets[i] <= 'Z')
			return false;
	if (apex)
		return at + 1u == name->length && labels == name->labels;
	return at == name->length && labels > 0
	       && name->length + c->apex->length <= DNAME_MAX
	       && labels + c->apex->labels == name->labels;
}

/* Passes over a name and its RRsets. The first of a zone is its apex. */
static bool
tile_name(struct checker *c, uint32_t zone, bool apex)
{
	const struct image_name *name = (const void *)(c->image->base + c->at);
	const uint8_t known = NAME_APEX | NAME_CUT | NAME_DNAME | NAME_STOP
	                      | NAME_WILDCARD | NAME_EMPTY;

	if (left(c) < sizeof(*name)
	    || left(c) < image_name_size(name->length, name->flags)
	    || (name->flags & ~known) != 0 || !(name->flags & NAME_APEX) == apex
	    || name->home != (apex ? zone : ref_of(c, c->apex).at))
		return false;
	if (apex)
		c->apex = name;
	if (!has_good_labels(c, name)
	    || !are_zero(name->octets + name->length,
	                 (const uint8_t *)name
	                     + image_name_size(name->length, 0)))
		return false;
	image_starts_set(&c->starts, c->at / IMAGE_UNIT);
	c->count++;
	c->at += image_name_size(name->length, name->flags);
	return tile_rrsets(c, image_rrsets(name));
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
			if (!tile_name(c, z, i == 0))
				return "a damaged name";
	}
	if (c->at != h->size || c->count != h->names.count)
		return "names that don't end where the file does";
	return NULL;
}

/* Zones in order, each with its SOA, and with its apex's twin in a zone that
 * stands before it. */
static const char *
check_zone(const struct checker *c, uint32_t z)
{
	const struct image *image = c->image;
	const struct image_zone *zone = &image->zones[z];
	const struct image_name *apex = image_name(image, zone->apex);
	const struct image_rrset *soa = image_find(apex, TYPE_SOA);
	const struct image_name *twin;
	uint8_t whole[DNAME_MAX];

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
	if (!image_starts_name(&c->starts, zone->above))
		return "a reference to no name";
	twin = image_name(image, zone->above);
	if (image_zone(image, twin) >= zone)
		return "an apex whose twin is another name";
	image_name_whole(image, twin, whole);
	if (!dname_equal(whole, apex->octets))
		return "an apex whose twin is another name";
	return NULL;
}

/* name is `above`, of the same zone, with one label in front. */
static bool
is_child(const struct image_name *name, const struct image_name *above)
{
	size_t label = 1u + name->octets[0];

	if (name->labels != above->labels + 1)
		return false;
	if (above->flags & NAME_APEX)
		return name->length == label;
	return name->length == above->length + label
	       && memcmp(name->octets + label, above->octets, above->length)
	              == 0;
}

static bool
is_wildcard(const struct image_name *name)
{
	return name->length >= 2 && dname_is_wildcard(name->octets);
}

static const char *
check_parent(const struct checker *c, const struct image_name *name)
{
	const struct image *image = c->image;
	const struct image_zone *zone = image_zone(image, name);
	const struct image_name *parent;

	if (name->flags & NAME_APEX) {
		struct ref above = {0};

		if (zone->above.at != 0)
			above = image_name(image, zone->above)->parent;
		return name->parent.at == above.at ? NULL
		                                   : "an apex with a parent";
	}
	if (!image_starts_name(&c->starts, name->parent)
	    || name->parent.at >= ref_of(c, name).at)
		return "a name without its parent";
	parent = image_name(image, name->parent);
	if (image_zone(image, parent) != zone || !is_child(name, parent))
		return "a name with another parent";
	if (is_wildcard(name)
	    && image_wildcard(parent).at != ref_of(c, name).at)
		return "a wildcard that its parent doesn't know";
	return NULL;
}

/* What the name's stop has to be, given its parent's: 0 for none. */
static uint32_t
stop_of(const struct checker *c, const struct image_name *name, bool cut)
{
	const struct image_name *parent;

	if (name->flags & NAME_APEX)
		return 0;
	parent = image_name(c->image, name->parent);
	if (parent->flags & NAME_STOP)
		return image_stop(parent).at;
	if (parent->flags & NAME_DNAME)
		return name->parent.at;
	return cut ? ref_of(c, name).at : 0;
}

/* Flags and stop are what the RRsets here and above make of them. */
static bool
has_good_stop(const struct checker *c, const struct image_name *name)
{
	bool apex = name->flags & NAME_APEX;
	bool cut = !apex && image_find(name, TYPE_NS) != NULL;
	bool dname = image_find(name, TYPE_DNAME) != NULL;
	uint32_t stop = stop_of(c, name, cut);

	return !(name->flags & NAME_CUT) == !cut
	       && !(name->flags & NAME_DNAME) == !dname
	       && !(name->flags & NAME_STOP) == (stop == 0)
	       && image_stop(name).at == stop;
}

static bool
has_good_wildcard(const struct checker *c, const struct image_name *name)
{
	const struct image_name *wildcard;
	struct ref ref = image_wildcard(name);

	if (!(name->flags & NAME_WILDCARD))
		return true;
	if (!image_starts_name(&c->starts, ref))
		return false;
	wildcard = image_name(c->image, ref);
	return is_wildcard(wildcard)
	       && image_zone(c->image, wildcard) == image_zone(c->image, name)
	       && wildcard->parent.at == ref_of(c, name).at;
}

static const char *
check_name(const struct checker *c, const struct image_name *name)
{
	const struct image_rrset *rrset = image_rrsets(name);
	const char *wrong = check_parent(c, name);

	if (wrong == NULL && !has_good_stop(c, name))
		wrong = "a name whose flags don't fit its RRsets";
	if (wrong == NULL && !has_good_wildcard(c, name))
		wrong = "a name with another's wildcard";
	for (; wrong == NULL && rrset != NULL; rrset = image_rrset_next(rrset))
		wrong = image_check_rrset(c->image, &c->starts, name, rrset);
	return wrong;
}

/* RFC 4034 section 6.1: labels as left-justified octet strings. */
static bool
is_label_before(const struct image_name *a, const struct image_name *b)
{
	size_t least =
	    a->octets[0] < b->octets[0] ? a->octets[0] : b->octets[0];
	int order = memcmp(a->octets + 1, b->octets + 1, least);

	return order < 0 || (order == 0 && a->octets[0] < b->octets[0]);
}

/*
 * `next` stands right behind the name, both with their parents checked. In
 * canonical order it is the name's first child, or a later sibling of the name
 * or of one that the name is below.
 */
static bool
are_in_order(const struct checker *c, const struct image_name *name,
             const struct image_name *next)
{
	if (next->parent.at == ref_of(c, name).at)
		return true;
	while (!(name->flags & NAME_APEX)) {
		if (name->parent.at == next->parent.at)
			return is_label_before(name, next);
		name = image_name(c->image, name->parent);
	}
	return false;
}

/* The second pass. */
static const char *
check_names(const struct checker *c, const struct image_zone *zone)
{
	const struct image_name *name = image_name(c->image, zone->apex);
	const char *wrong = check_name(c, name);

	for (uint32_t i = 1; wrong == NULL && i < zone->names; i++) {
		const struct image_name *next = image_next(name);

		wrong = check_name(c, next);
		if (wrong == NULL && !are_in_order(c, name, next))
			wrong = "names that are out of order";
		name = next;
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
	return wrong != NULL ? wrong : image_check_trie(c->image, &c->starts);
}

int
image_check(const struct image *image, const char **why)
{
	struct checker c = {.image = image};
	const char *wrong = image_check_layout(image);

	if (wrong == NULL) {
		c.starts.units = image->header->size / IMAGE_UNIT;
		c.starts.names = image->header->names.at.at;
		c.starts.bits = calloc(1, c.starts.units / 8 + 1);
		if (c.starts.bits == NULL)
			return ERR_MEMORY;
		wrong = check(&c);
		free(c.starts.bits);
	}
	if (why != NULL)
		*why = wrong;
	return wrong == NULL ? 0 : ERR_DAMAGED;
}
