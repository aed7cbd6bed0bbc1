/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/image_check.h"

enum { RDATA_AT = 2 + WIRE_RR }; /* in a record whose owner is a pointer */

struct rrset_checker {
	const struct image *image;
	const struct image_starts *starts;
	const struct image_name *owner;
	const struct image_name *apex;
	const struct image_rrset *rrset;
	struct image_lists lists;
	const uint8_t *wire;
};

/* The records fill the RRset's octets, each of its type and class IN. */
static bool
records_tile(const struct rrset_checker *c)
{
	size_t at = 0, length = c->rrset->length;

	for (unsigned i = 0; i < c->rrset->count; i++) {
		const uint8_t *record = c->wire + at;

		if (length - at < RDATA_AT
		    || wire_read16(record) != WIRE_POINTER
		    || wire_read16(record + 2) != c->rrset->type
		    || wire_read16(record + 4) != CLASS_IN)
			return false;
		if (wire_record_size(record) > length - at)
			return false;
		at += wire_record_size(record);
	}
	return c->rrset->count > 0 && at == length;
}

/* Positions ascend, each of two octets within the RDATA of one record. */
static bool
lie_in_rdata(const struct rrset_checker *c, const uint16_t *positions,
             unsigned count)
{
	size_t record = 0, end = wire_record_size(c->wire);

	for (unsigned i = 0; i < count; i++) {
		if (i > 0 && positions[i] < positions[i - 1] + 2)
			return false;
		while (end < c->rrset->length && end <= positions[i]) {
			record = end;
			end += wire_record_size(c->wire + record);
		}
		if (positions[i] < record + RDATA_AT || positions[i] + 2u > end)
			return false;
	}
	return true;
}

static bool
is_listed(const uint16_t *positions, unsigned count, size_t at)
{
	unsigned low = 0, high = count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (positions[middle] == at)
			return true;
		if (positions[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Where in the apex a suffix pointer leads: to one of its labels. NULL when
 * it doesn't. */
static const uint8_t *
suffix_name(const struct rrset_checker *c, uint16_t pointer)
{
	const uint8_t *name = c->apex->octets;

	if (pointer < WIRE_POINTER + WIRE_HEADER)
		return NULL;
	for (; *name != 0; name += 1 + *name)
		if (name - c->apex->octets
		    == pointer - WIRE_POINTER - WIRE_HEADER)
			return name;
	return NULL;
}

/* What has been read of a name in the RRset's octets. */
struct expansion {
	uint8_t name[DNAME_MAX];
	size_t length;
	size_t end; /* behind the name, where it is first written */
};

static bool
append(struct expansion *e, const uint8_t *octets, size_t count)
{
	if (count > DNAME_MAX - e->length)
		return false;
	for (size_t i = 0; i < count; i++)
		e->name[e->length++] = octets[i];
	return true;
}

/*
 * Expands the name at `at` as a client would, with the apex for what ends
 * every QNAME. False when it isn't one: a pointer that isn't listed, or that
 * doesn't lead backwards; too long; out of the RRset's octets.
 */
static bool
expand(const struct rrset_checker *c, size_t at, struct expansion *e)
{
	const struct image_rrset *rrset = c->rrset;
	size_t first = at;

	*e = (struct expansion){0};
	while (at < rrset->length) {
		uint8_t octet = c->wire[at];
		uint16_t pointer;

		if (octet <= DNAME_LABEL_MAX) {
			size_t label = 1u + octet;

			if (label > rrset->length - at
			    || !append(e, c->wire + at, label))
				return false;
			at += label;
			if (octet > 0)
				continue;
			e->end = e->end != 0 ? e->end : at;
			return true;
		}
		if (rrset->length - at < 2)
			return false;
		pointer = wire_read16(c->wire + at);
		e->end = e->end != 0 ? e->end : at + 2;
		if (is_listed(image_suffixes(rrset), c->lists.suffixes, at)) {
			const uint8_t *suffix = suffix_name(c, pointer);

			return suffix != NULL
			       && append(e, suffix, dname_length(suffix));
		}
		if (pointer < WIRE_POINTER
		    || !is_listed(image_selves(rrset), c->lists.selves, at))
			return false;
		at = pointer & WIRE_POINTER_MAX;
		if (at >= first || at > IMAGE_SELF_MAX)
			return false;
		first = at;
	}
	return false;
}

static bool
has_good_pointers(const struct rrset_checker *c)
{
	const struct image_rrset *rrset = c->rrset;
	const uint16_t *suffixes = image_suffixes(rrset);
	const uint16_t *selves = image_selves(rrset);
	struct expansion e;

	if (!image_has_lists(rrset))
		return true;
	if (!lie_in_rdata(c, suffixes, c->lists.suffixes)
	    || !lie_in_rdata(c, selves, c->lists.selves))
		return false;
	for (unsigned i = 0; i < c->lists.suffixes; i++)
		if (suffix_name(c, wire_read16(c->wire + suffixes[i])) == NULL)
			return false;
	for (unsigned i = 0; i < c->lists.selves; i++)
		if (!expand(c, selves[i], &e))
			return false;
	return true;
}

/* RFC 9460 section 2.5: "." stands for the owner, of which there is none when
 * it is made from a wildcard. */
static bool
is_good_owner_target(const struct rrset_checker *c,
                     const struct image_target *target)
{
	return image_name(c->image, target->name) == c->owner
	       && c->rrset->type != TYPE_CNAME
	       && !(c->owner->length >= 2
	            && dname_is_wildcard(c->owner->octets));
}

/* The name that stands there is the target, or for a CNAME below it. */
static bool
is_good_target(const struct rrset_checker *c, const struct image_target *target)
{
	const unsigned known = TARGET_EXACT | TARGET_IN_DOMAIN;
	const struct image_name *name;
	uint8_t whole[DNAME_MAX];
	struct expansion e;
	size_t length;

	if ((target->flags & ~known) != 0
	    || !image_starts_name(c->starts, target->name))
		return false;
	name = image_name(c->image, target->name);
	if (image_apex(c->image, name) != c->apex)
		return false;
	if (target->position == TARGET_OWNER)
		return is_good_owner_target(c, target);
	if (!expand(c, target->position, &e))
		return false;
	length = image_name_whole(c->image, name, whole);
	if (c->rrset->type == TYPE_CNAME && !(target->flags & TARGET_EXACT))
		return dname_within(e.name, whole) && e.length > length;
	return dname_equal(e.name, whole);
}

static bool
may_have_targets(const struct rrset_checker *c)
{
	switch (c->rrset->type) {
	case TYPE_CNAME:
		return c->lists.targets <= 1;
	case TYPE_NS:
	case TYPE_MX:
	case TYPE_SRV:
	case TYPE_SVCB:
	case TYPE_HTTPS:
		return true;
	default:
		return c->lists.targets == 0;
	}
}

static bool
has_good_targets(const struct rrset_checker *c)
{
	const struct image_target *targets = image_targets(c->rrset);

	if (!may_have_targets(c))
		return false;
	for (unsigned i = 0; i < c->lists.targets; i++)
		if (!is_good_target(c, &targets[i]))
			return false;
	return true;
}

/* The types that an answer is built with: one record each; for a CNAME and a
 * DNAME a name that fills it, the latter's without pointers (RFC 6672 section
 * 2.1). Addresses are spelled out where no pointer reaches, so they have no
 * names. */
static bool
has_good_rdata(const struct rrset_checker *c)
{
	const struct image_rrset *rrset = c->rrset;
	bool plain = c->lists.suffixes == 0 && c->lists.selves == 0;
	struct expansion e;

	switch (rrset->type) {
	case TYPE_A:
	case TYPE_AAAA:
		return plain;
	case TYPE_SOA:
		return rrset->count == 1;
	case TYPE_CNAME:
		return rrset->count == 1 && c->lists.selves == 0
		       && expand(c, RDATA_AT, &e) && e.end == rrset->length;
	case TYPE_DNAME:
		return rrset->count == 1 && plain
		       && dname_check(c->wire + RDATA_AT,
		                      (size_t)rrset->length - RDATA_AT)
		              == rrset->length - RDATA_AT;
	default:
		return true;
	}
}

const char *
image_check_rrset(const struct image *image, const struct image_starts *starts,
                  const struct image_name *owner,
                  const struct image_rrset *rrset)
{
	const struct rrset_checker c = {
	    .image = image,
	    .starts = starts,
	    .owner = owner,
	    .apex = image_apex(image, owner),
	    .rrset = rrset,
	    .lists = image_lists(rrset),
	    .wire = image_wire(rrset),
	};

	if (!records_tile(&c))
		return "an RRset of damaged records";
	if (!has_good_pointers(&c))
		return "an RRset with a damaged compression pointer";
	if (!has_good_rdata(&c))
		return "an RRset whose RDATA isn't of its type";
	if (!has_good_targets(&c))
		return "an RRset that leads to another name than it says";
	return NULL;
}
