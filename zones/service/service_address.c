/* SPDX-License-Identifier: ISC */
#include "zones/service/service_address.h"

#include <stdlib.h>

#include "lib/wire.h"
#include "zones/check_zone.h"

static size_t
add_rrset(struct service_addresses *addresses, struct arena *arena,
          const struct rrset *rrset)
{
	if (rrset == NULL)
		return 0;
	for (uint32_t i = 0; i < rrset->count; i++) {
		addresses->items =
		    arena_grow(arena, addresses->items, addresses->count,
		               sizeof(*addresses->items));
		addresses->items[addresses->count++] = net_address_from_octets(
		    rrset->data[i].wire, rrset->data[i].length);
	}
	return rrset->count;
}

size_t
service_address_add(struct service_addresses *addresses, struct arena *arena,
                    const struct tree *tree, const uint8_t *host, bool *aliased)
{
	const struct name *name;
	size_t count;

	if (check_reach(tree, NULL, host, &name, aliased) != REACH_NAME)
		return 0;
	count = add_rrset(addresses, arena, zone_rrset(name, TYPE_A));
	return count + add_rrset(addresses, arena, zone_rrset(name, TYPE_AAAA));
}

static int
compare(const void *left, const void *right)
{
	return net_address_compare(left, right);
}

void
service_address_sort(struct service_addresses *addresses)
{
	size_t kept = 0;

	if (addresses->count == 0)
		return;
	qsort(addresses->items, addresses->count, sizeof(*addresses->items),
	      compare);
	for (size_t i = 0; i < addresses->count; i++)
		if (kept == 0
		    || net_address_compare(&addresses->items[kept - 1],
		                           &addresses->items[i])
		           != 0)
			addresses->items[kept++] = addresses->items[i];
	addresses->count = kept;
}
