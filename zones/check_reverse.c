/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"
#include "zones/reverse.h"

/* One of the RRset's records is the address. A broken RRset may have had it. */
static bool
rrset_has(const struct rrset *rrset, const struct net_address *address)
{
	if (rrset == NULL)
		return false;
	for (uint32_t i = 0; i < rrset->count; i++)
		if (memcmp(rrset->data[i].wire, address->octets,
		           rrset->data[i].length)
		    == 0)
			return true;
	return rrset->broken;
}

static bool
leads_back(const struct tree *tree, const uint8_t *target,
           const struct net_address *address)
{
	const struct name *name;

	switch (check_reach(tree, NULL, target, &name, NULL)) {
	case REACH_UNKNOWN:
		return true;
	case REACH_NOTHING:
		return false;
	case REACH_NAME:
		break;
	}
	return rrset_has(
	    zone_rrset(name, address->family == 4 ? TYPE_A : TYPE_AAAA),
	    address);
}

/* RFC 1912 section 2.1 */
void
check_pointer(struct checker *checker, const struct name *name,
              const struct rrset *rrset)
{
	struct net_address address;
	char target[DNAME_TEXT];
	char text[NET_TEXT];

	if (!reverse_address(&address, name->octets))
		return;
	for (uint32_t i = 0; i < rrset->count; i++) {
		const uint8_t *wire = rrset->data[i].wire;

		if (leads_back(checker->tree, wire, &address))
			continue;
		report_in_view(
		    checker->report, RULE_PTR_MISMATCH,
		    rrset_datum_place(checker->arena, rrset, i),
		    checker->tree->content->index, check_subject(checker, name),
		    "%s doesn't have the address %s: add it there, or correct "
		    "this PTR",
		    dname_to_text(target, wire),
		    net_address_to_text(text, &address));
	}
}
