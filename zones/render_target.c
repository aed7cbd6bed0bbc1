/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/image_format.h"
#include "lib/wire.h"
#include "zones/render_target.h"

static void
target_add(struct rendered *rendered, const struct name *name,
           uint16_t position, unsigned flags)
{
	for (size_t i = 0; i < rendered->target_count; i++)
		if (rendered->targets[i].name == name)
			return;
	rendered->targets[rendered->target_count++] = (struct render_target){
	    .position = position,
	    .flags = (uint16_t)flags,
	    .name = name,
	};
}

/*
 * Where a deeper zone of the view begins, this zone's part ends. When it has
 * a delegation there the chain ends in a referral, as it would on a server
 * without the deeper zone; else it leaves the zone.
 */
static void
cname_target(struct rendered *rendered, const struct zone *zone,
             const uint8_t *target, uint16_t position)
{
	bool exact;
	const struct name *name = zone_find(zone, target, &exact);

	if (name == NULL || (name->hidden && name->stop == NULL))
		return;
	target_add(rendered, name, position, exact ? TARGET_EXACT : 0);
}

static bool
has_address(const struct name *name)
{
	return zone_rrset(name, TYPE_A) != NULL
	       || zone_rrset(name, TYPE_AAAA) != NULL;
}

/* The zone answers for the name itself: nothing above it is delegated or
 * redirected, in this zone or to a deeper one. */
static bool
is_authoritative(const struct name *name)
{
	return name->stop == NULL && !name->hidden;
}

/* An NS RRset at a cut is there for referrals, which carry every address
 * that the zone has for its targets: RFC 9471 section 2. */
static void
address_target(struct rendered *rendered, const struct name *owner,
               uint16_t type, const uint8_t *target, uint16_t position)
{
	bool cut = type == TYPE_NS && (owner->flags & NAME_CUT);
	unsigned flags = TARGET_EXACT;
	bool exact;
	const struct name *name = zone_find(owner->zone, target, &exact);

	if (name == NULL || !exact || !has_address(name))
		return;
	if (!cut && !is_authoritative(name))
		return;
	if (cut && dname_within(target, owner->octets))
		flags |= TARGET_IN_DOMAIN;
	target_add(rendered, name, position, flags);
}

/* RFC 9460 section 2.5: "." is the owner itself in ServiceMode, nothing in
 * AliasMode. A wildcard's is whatever was asked for: no existing name. */
static void
service_target(struct rendered *rendered, const struct name *owner,
               uint16_t type, const struct rdatum *rdatum, uint16_t start)
{
	const uint8_t *target = rdatum->wire + 2;

	if (target[0] != 0)
		address_target(rendered, owner, type, target,
		               (uint16_t)(start + 2));
	else if (wire_read16(rdatum->wire) > 0
	         && !dname_is_wildcard(owner->octets))
		address_target(rendered, owner, type, owner->octets,
		               TARGET_OWNER);
}

void
render_target(struct rendered *rendered, const struct name *owner,
              uint16_t type, const struct rdatum *rdatum, uint16_t start)
{
	switch (type) {
	case TYPE_CNAME:
		cname_target(rendered, owner->zone, rdatum->wire, start);
		break;
	case TYPE_NS:
		address_target(rendered, owner, type, rdatum->wire, start);
		break;
	case TYPE_MX:
		address_target(rendered, owner, type, rdatum->wire + 2,
		               (uint16_t)(start + 2));
		break;
	case TYPE_SRV:
		address_target(rendered, owner, type, rdatum->wire + 6,
		               (uint16_t)(start + 6));
		break;
	case TYPE_SVCB:
	case TYPE_HTTPS:
		service_target(rendered, owner, type, rdatum, start);
		break;
	default:
		break;
	}
}
