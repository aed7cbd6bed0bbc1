/* SPDX-License-Identifier: ISC */
#include "lib/additional.h"
#include "lib/err.h"

/* An address RRset of the target, whose name stands at `owner`. */
static int
put_address(struct reply *reply, const struct image *image,
            const struct image_name *target, size_t owner, uint16_t type)
{
	const struct image_rrset *rrset = image_find(target, type);

	if (rrset == NULL)
		return 0;
	if (owner > WIRE_POINTER_MAX)
		return reply_rrset_in_full(reply, REPLY_ADDITIONAL, image,
		                           target, rrset);
	return reply_rrset(reply, REPLY_ADDITIONAL, owner, rrset);
}

int
additional_put(struct reply *reply, const struct image *image,
               const struct image_rrset *rrset, size_t at, size_t owner,
               bool in_domain)
{
	const struct image_target *target = image_targets(rrset);
	const struct image_target *end = target + image_lists(rrset).targets;
	int result = 0;

	for (; target < end; target++) {
		const struct image_name *name = image_name(image, target->name);
		size_t name_at = owner;

		if (!(target->flags & TARGET_IN_DOMAIN) == in_domain)
			continue;
		if (target->position != TARGET_OWNER)
			name_at = reply_follow(reply, at + target->position);
		if (put_address(reply, image, name, name_at, TYPE_A) < 0)
			result = ERR_ROOM;
		if (put_address(reply, image, name, name_at, TYPE_AAAA) < 0)
			result = ERR_ROOM;
	}
	return result;
}
