/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"

/* What an RRset's data say of the hosts they name. */
struct target {
	const uint8_t *name;
	const struct rrset *rrset;
	uint32_t item;
	bool alias; /* an SVCB record in AliasMode: more than addresses will do
	             */
};

static void
find(struct checker *checker, enum rule rule, const struct name *name,
     const struct target *target, const char *what)
{
	char text[DNAME_TEXT];

	report_in_view(
	    checker->report, rule,
	    rrset_datum_place(checker->arena, target->rrset, target->item),
	    checker->tree->content->index, check_subject(checker, name),
	    "%s %s", dname_to_text(text, target->name), what);
}

static bool
has_address(const struct name *name)
{
	return zone_rrset(name, TYPE_A) != NULL
	       || zone_rrset(name, TYPE_AAAA) != NULL;
}

/* RFC 1034 section 4.2.1: below its own cut a server's name needs glue, and
 * that the zone has itself. */
static bool
needs_glue(const struct name *owner, const struct target *target)
{
	return target->rrset->type == TYPE_NS && owner->stop == owner
	       && !owner->hidden && dname_within(target->name, owner->octets);
}

static bool
lacks_address(struct checker *checker, const struct name *owner,
              const struct target *target, bool *aliased)
{
	const struct name *name;
	bool exact;

	*aliased = false;
	if (needs_glue(owner, target)) {
		name = zone_find(owner->zone, target->name, &exact);
		return !exact || !has_address(name);
	}
	switch (check_reach(checker->tree, owner->zone, target->name, &name,
	                    aliased)) {
	case REACH_UNKNOWN:
		return false;
	case REACH_NOTHING:
		return true;
	case REACH_NAME:
		break;
	}
	if (target->alias
	    && (zone_rrset(name, TYPE_SVCB) != NULL
	        || zone_rrset(name, TYPE_HTTPS) != NULL))
		return false;
	return !has_address(name);
}

/*
 * Where a record's data name a host whose addresses a client wants next; false
 * when they name none (RFC 7505, RFC 2782, RFC 9460: the root).
 */
static bool
target_from_datum(struct target *target, const struct name *owner)
{
	enum { TYPE_AFSDB = 18, TYPE_KX = 36 };
	const struct rdatum *rdatum = &target->rrset->data[target->item];

	switch (target->rrset->type) {
	case TYPE_NS:
		target->name = rdatum->wire;
		break;
	case TYPE_MX:
	case TYPE_AFSDB:
	case TYPE_KX:
		target->name = rdatum->wire + 2;
		break;
	case TYPE_SRV:
		target->name = rdatum->wire + 6;
		break;
	case TYPE_SVCB:
	case TYPE_HTTPS:
		target->name = rdatum->wire + 2;
		target->alias = wire_read16(rdatum->wire) == 0;
		/* RFC 9460 section 2.5.2: the owner itself */
		if (*target->name == 0 && !target->alias)
			target->name = owner->octets;
		break;
	default:
		return false;
	}
	return *target->name != 0;
}

static void
check_address(struct checker *checker, const struct name *name,
              const struct rrset *rrset, uint32_t item)
{
	struct target target = {.rrset = rrset, .item = item};
	bool aliased;

	if (!target_from_datum(&target, name))
		return;
	if (lacks_address(checker, name, &target, &aliased))
		find(
		    checker, RULE_MISSING_ADDRESS, name, &target,
		    needs_glue(name, &target)
			? "lies below this delegation and has no address here: "
			  "add its A or AAAA as glue"
			: "has no address: add its A or AAAA, or correct the "
			  "name");
	/* RFC 2181 section 10.3 */
	if (aliased && rrset->type == TYPE_NS)
		find(checker, RULE_NS_IS_CNAME, name, &target,
		     "is a CNAME, which the name of a name server can't be: "
		     "name the host itself");
}

/* Whether one was found: what else is wrong with the name comes of it. */
static bool
check_dot(struct checker *checker, const struct name *name,
          const struct rrset *rrset, uint32_t item)
{
	struct target target = {.rrset = rrset, .item = item};
	const struct rdatum *rdatum = &rrset->data[item];
	uint16_t at[RDATA_NAMES];
	int count = rdata_names(at, rrset->type, rdatum);

	for (int i = 0; i < count && i < RDATA_NAMES; i++) {
		target.name = rdatum->wire + at[i];
		if (!dname_within(target.name, checker->twice))
			continue;
		find(checker, RULE_MISSING_DOT, name, &target,
		     "has the zone's name twice: end the name with a dot, or "
		     "leave the zone's name out");
		return true;
	}
	return false;
}

void
check_targets(struct checker *checker, const struct name *name,
              const struct rrset *rrset)
{
	if (rrset->name == checker->zone->content->place)
		return; /* an SOA that nobody wrote */
	/* Of a service's hosts [host-address] says more. */
	if (rrset->list == LIST_MADE && rrset->type == TYPE_SRV)
		return;
	for (uint32_t i = 0; i < rrset->count; i++) {
		if (checker->twice != NULL
		    && check_dot(checker, name, rrset, i))
			continue;
		check_address(checker, name, rrset, i);
	}
}

void
check_mark_glue(const struct zone *zone)
{
	for (size_t i = 0; i < zone->count; i++) {
		const struct rrset *ns = NULL;

		if (zone->names[i].flags & (NAME_APEX | NAME_CUT))
			ns = zone_rrset(&zone->names[i], TYPE_NS);
		for (uint32_t j = 0; ns != NULL && j < ns->count; j++) {
			bool exact = false;
			struct name *name =
			    zone_find(zone, ns->data[j].wire, &exact);

			if (exact)
				name->glue = true;
		}
	}
}
