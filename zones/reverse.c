/* SPDX-License-Identifier: ISC */
#include "zones/reverse.h"

#include <stdio.h>
#include <string.h>

#include "lib/dname.h"

static const uint8_t in_addr[] = "\7in-addr\4arpa";
static const uint8_t ip6[] = "\3ip6\4arpa";

/* A label of one to three digits, 0 to 255, without zeros before it; or -1. */
static int
octet_from_label(const uint8_t *label)
{
	int value = 0;

	if (label[0] < 1 || label[0] > 3 || (label[0] > 1 && label[1] == '0'))
		return -1;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] < '0' || label[i] > '9')
			return -1;
		value = value * 10 + (label[i] - '0');
	}
	return value <= 255 ? value : -1;
}

static int
nibble_from_label(const uint8_t *label)
{
	if (label[0] != 1)
		return -1;
	if (label[1] >= '0' && label[1] <= '9')
		return label[1] - '0';
	if (label[1] >= 'a' && label[1] <= 'f')
		return label[1] - 'a' + 10;
	return -1;
}

static bool
reverse4(struct net_address *address, const uint8_t *name)
{
	uint8_t octets[4];

	for (unsigned i = 4; i-- > 0; name += 1 + name[0]) {
		int octet = octet_from_label(name);

		if (octet < 0)
			return false;
		octets[i] = (uint8_t)octet;
	}
	*address = net_address_from_octets(octets, sizeof(octets));
	return true;
}

static bool
reverse6(struct net_address *address, const uint8_t *name)
{
	uint8_t octets[16];

	for (unsigned i = 16; i-- > 0; name += 4) {
		int low = nibble_from_label(name);
		int high = low < 0 ? -1 : nibble_from_label(name + 2);

		if (high < 0)
			return false;
		octets[i] = (uint8_t)(high << 4 | low);
	}
	*address = net_address_from_octets(octets, sizeof(octets));
	return true;
}

bool
reverse_address(struct net_address *address, const uint8_t *name)
{
	unsigned labels = dname_labels(name);

	if (labels == 4 + 2 && dname_within(name, in_addr))
		return reverse4(address, name);
	return labels == 32 + 2 && dname_within(name, ip6)
	       && reverse6(address, name);
}

/* The last octet, or the last four bits, first. */
void
reverse_name(uint8_t *name, const uint8_t *octets, size_t length)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = length; i-- > 0;) {
		if (length == 4) {
			name[0] =
			    (uint8_t)sprintf((char *)name + 1, "%u", octets[i]);
			name += 1 + name[0];
			continue;
		}
		*name++ = 1;
		*name++ = (uint8_t)digits[octets[i] & 0xf];
		*name++ = 1;
		*name++ = (uint8_t)digits[octets[i] >> 4];
	}
	if (length == 4)
		memcpy(name, in_addr, sizeof(in_addr));
	else
		memcpy(name, ip6, sizeof(ip6));
}

bool
reverse_within(const uint8_t *name)
{
	return dname_within(name, in_addr) || dname_within(name, ip6);
}
