/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NET_H
#define MULLION_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Addresses and networks. An IPv4 address that came mapped into IPv6
 * (::ffff:0:0/96) is the IPv4 address: net_address_from_octets() and the text
 * readers see to that, so nothing behind them knows mapped addresses.
 */
struct net_address {
	uint8_t family;     /* 4 or 6 */
	uint8_t octets[16]; /* network order; the first 4 of them for IPv4 */
};

struct net_prefix {
	struct net_address address;
	uint8_t length; /* bits: 0-32 or 0-128, of the family */
};

enum {
	NET_TEXT = 48,        /* octets of an address in text, with NUL */
	NET_PREFIX_TEXT = 52, /* of a prefix */
};

/* size is 4 or 16. */
struct net_address net_address_from_octets(const uint8_t *octets, size_t size);

/* "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"; ERR_MALFORMED. */
int net_address_from_text(struct net_address *address, const char *text);

char *
net_address_to_text(char text[NET_TEXT], const struct net_address *address);

/*
 * "10.0.0.0/8", "fd00::/8", an address alone is its host prefix;
 * "::ffff:10.0.0.0/104" is 10.0.0.0/8. ERR_MALFORMED, or ERR_RANGE: a bit
 * beyond the length is set (the prefix is filled in all the same, such bits
 * cleared: what was meant, perhaps).
 */
int net_prefix_from_text(struct net_prefix *prefix, const char *text);

char *
net_prefix_to_text(char text[NET_PREFIX_TEXT], const struct net_prefix *prefix);

/* Families alike, and the address within the prefix. */
bool net_prefix_holds(const struct net_prefix *prefix,
                      const struct net_address *address);

/* By family, then address, as numbers: <0, 0, >0. */
int
net_address_compare(const struct net_address *a, const struct net_address *b);

#endif
