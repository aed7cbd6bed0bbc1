/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/rdata.h"
#include "zones/rdata_svcb.h"

/* Where the parameters of a checked SVCB or HTTPS record begin. */
static size_t
svcparams_at(const struct rdatum *rdatum)
{
	return 2 + dname_length(rdatum->wire + 2);
}

size_t
rdata_addresses(struct net_address *addresses, size_t max, uint16_t type,
                const struct rdatum *rdatum)
{
	const uint8_t *wire = rdatum->wire;
	size_t left = rdatum->length;
	size_t count = 0;
	struct svcb_param param;

	if (type == TYPE_A || type == TYPE_AAAA) {
		if (max > 0)
			addresses[0] = net_address_from_octets(wire, left);
		return 1;
	}
	if (type != TYPE_SVCB && type != TYPE_HTTPS)
		return 0;
	wire += svcparams_at(rdatum);
	left -= svcparams_at(rdatum);
	while (rdata_svcb_next(&wire, &left, &param)) {
		size_t size = param.key == SVCB_IPV4HINT   ? 4
		              : param.key == SVCB_IPV6HINT ? 16
		                                           : 0;

		for (size_t at = 0; size > 0 && at < param.length; at += size) {
			if (count < max)
				addresses[count] = net_address_from_octets(
				    param.value + at, size);
			count++;
		}
	}
	return count;
}
