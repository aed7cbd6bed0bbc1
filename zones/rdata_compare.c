/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "zones/rdata.h"

/* RDATA with its names in lower case: a length octet is no letter, so names
 * are lowered octet by octet. */
struct lowered {
	const struct rdatum *rdatum;
	uint16_t at[RDATA_NAMES];
	int names;
};

static struct lowered
lowered_of(uint16_t type, const struct rdatum *rdatum)
{
	struct lowered lowered = {.rdatum = rdatum};

	lowered.names = rdata_names(lowered.at, type, rdatum);
	if (lowered.names > RDATA_NAMES)
		lowered.names = RDATA_NAMES;
	return lowered;
}

static uint8_t
lowered_octet(const struct lowered *lowered, size_t i)
{
	uint8_t octet = lowered->rdatum->wire[i];

	for (int n = 0; n < lowered->names; n++) {
		size_t at = lowered->at[n];

		if (i >= at && i < at + dname_length(lowered->rdatum->wire + at)
		    && octet >= 'A' && octet <= 'Z')
			return octet | 0x20;
	}
	return octet;
}

int
rdata_compare(uint16_t type, const struct rdatum *a, const struct rdatum *b)
{
	struct lowered low_a, low_b;

	if (a->length != b->length)
		return (int)a->length - (int)b->length;
	if (memcmp(a->wire, b->wire, a->length) == 0)
		return 0;
	low_a = lowered_of(type, a);
	low_b = lowered_of(type, b);
	for (size_t i = 0; i < a->length; i++) {
		int order = (int)lowered_octet(&low_a, i)
		            - (int)lowered_octet(&low_b, i);

		if (order != 0)
			return order;
	}
	return 0;
}
