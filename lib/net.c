/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/err.h"
#include "lib/net.h"

enum { MAPPED_BITS = 96 }; /* of ::ffff:0:0/96, RFC 4291 section 2.5.5.2 */

static const uint8_t mapped[MAPPED_BITS / 8] = {[10] = 0xff, [11] = 0xff};

static bool
is_mapped(const uint8_t octets[16])
{
	return memcmp(octets, mapped, sizeof(mapped)) == 0;
}

static size_t
family_octets(uint8_t family)
{
	return family == 4 ? 4 : 16;
}

struct net_address
net_address_from_octets(const uint8_t *octets, size_t size)
{
	struct net_address address = {.family = 4};

	if (size == 4) {
		memcpy(address.octets, octets, 4);
	} else if (is_mapped(octets)) {
		memcpy(address.octets, octets + sizeof(mapped), 4);
	} else {
		address.family = 6;
		memcpy(address.octets, octets, 16);
	}
	return address;
}

int
net_address_from_text(struct net_address *address, const char *text)
{
	uint8_t octets[16];

	if (inet_pton(AF_INET, text, octets) == 1)
		*address = net_address_from_octets(octets, 4);
	else if (inet_pton(AF_INET6, text, octets) == 1)
		*address = net_address_from_octets(octets, 16);
	else
		return ERR_MALFORMED;
	return 0;
}

char *
net_address_to_text(char text[NET_TEXT], const struct net_address *address)
{
	int family = address->family == 4 ? AF_INET : AF_INET6;

	/* It can't fail: NET_TEXT is more than the longest address. */
	if (inet_ntop(family, address->octets, text, NET_TEXT) == NULL)
		text[0] = '\0';
	return text;
}

/* A prefix length without sign or leading zero, 128 at most. */
static int
read_length(const char *text)
{
	unsigned length = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return ERR_MALFORMED;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || length > 128)
			return ERR_MALFORMED;
		length = 10 * length + (unsigned)(*text - '0');
	}
	return length <= 128 ? (int)length : ERR_MALFORMED;
}

/* Clears the bits behind the prefix's length; ERR_RANGE when one was set. */
static int
clear_host_bits(struct net_prefix *prefix)
{
	int result = 0;

	for (unsigned i = 0; i < family_octets(prefix->address.family); i++) {
		unsigned kept =
		    prefix->length < 8 * i ? 0 : prefix->length - 8 * i;
		unsigned host = kept >= 8 ? 0 : 0xffu >> kept;

		if ((prefix->address.octets[i] & host) != 0)
			result = ERR_RANGE;
		prefix->address.octets[i] &= (uint8_t)~host;
	}
	return result;
}

static int
read_prefix4(struct net_prefix *prefix, const uint8_t *octets, int length)
{
	if (length > 32)
		return ERR_MALFORMED;
	prefix->address = net_address_from_octets(octets, 4);
	prefix->length = (uint8_t)length;
	return clear_host_bits(prefix);
}

/* An IPv4-mapped network is the IPv4 network, but for one so wide that it
 * holds other addresses too. */
static int
read_prefix6(struct net_prefix *prefix, const uint8_t *octets, int length)
{
	if (is_mapped(octets) && length >= MAPPED_BITS)
		return read_prefix4(prefix, octets + sizeof(mapped),
		                    length - MAPPED_BITS);
	prefix->address = (struct net_address){.family = 6};
	memcpy(prefix->address.octets, octets, 16);
	prefix->length = (uint8_t)length;
	return clear_host_bits(prefix);
}

int
net_prefix_from_text(struct net_prefix *prefix, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);
	char address[NET_TEXT];
	uint8_t octets[16];
	int length = 0;

	if (size >= sizeof(address))
		return ERR_MALFORMED;
	memcpy(address, text, size);
	address[size] = '\0';
	if (slash != NULL)
		length = read_length(slash + 1);
	if (length < 0)
		return length;
	if (inet_pton(AF_INET, address, octets) == 1)
		return read_prefix4(prefix, octets, slash ? length : 32);
	if (inet_pton(AF_INET6, address, octets) == 1)
		return read_prefix6(prefix, octets, slash ? length : 128);
	return ERR_MALFORMED;
}

char *
net_prefix_to_text(char text[NET_PREFIX_TEXT], const struct net_prefix *prefix)
{
	char address[NET_TEXT];

	snprintf(text, NET_PREFIX_TEXT, "%s/%u",
	         net_address_to_text(address, &prefix->address),
	         (unsigned)prefix->length);
	return text;
}

bool
net_prefix_holds(const struct net_prefix *prefix,
                 const struct net_address *address)
{
	unsigned whole = prefix->length / 8;
	unsigned rest = prefix->length % 8;
	const uint8_t *a = prefix->address.octets;
	const uint8_t *b = address->octets;

	if (prefix->address.family != address->family
	    || memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

int
net_address_compare(const struct net_address *a, const struct net_address *b)
{
	if (a->family != b->family)
		return (int)a->family - (int)b->family;
	return memcmp(a->octets, b->octets, family_octets(a->family));
}
