/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"

enum reach
check_reach_one(const struct tree *tree, const struct zone *near,
                const uint8_t *target, const struct name **name)
{
	const struct zone *zone = zone_of_near(tree, near, target);
	const struct name *found;
	bool exact;

	if (zone == NULL)
		return REACH_UNKNOWN;
	found = zone_find(zone, target, &exact);
	if (found->stop != NULL)
		return REACH_UNKNOWN;
	if (!exact) {
		if (found->flags & NAME_DNAME)
			return REACH_UNKNOWN;
		/* RFC 4592 section 3.3.1: the closest encloser's alone. */
		found = found->wildcard;
		if (found == NULL)
			return REACH_NOTHING;
		if (found->stop != NULL)
			return REACH_UNKNOWN;
	}
	*name = found;
	return REACH_NAME;
}

enum reach
check_reach(const struct tree *tree, const struct zone *near,
            const uint8_t *target, const struct name **name, bool *aliased)
{
	if (aliased != NULL)
		*aliased = false;
	for (unsigned links = 0; links <= IMAGE_CHAIN; links++) {
		enum reach reach = check_reach_one(tree, near, target, name);
		const struct rrset *cname;

		if (reach != REACH_NAME)
			return reach;
		cname = zone_rrset(*name, TYPE_CNAME);
		if (cname == NULL)
			return REACH_NAME;
		if (aliased != NULL)
			*aliased = true;
		target = cname->data[0].wire;
	}
	return REACH_UNKNOWN;
}
