/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REVERSE_H
#define MULLION_REVERSE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/net.h"

/*
 * The address whose name this is in in-addr.arpa (RFC 1035 section 3.5) or
 * ip6.arpa (RFC 3596 section 2.5), lower case; false for a name that is none,
 * or that of a block of addresses.
 */
bool reverse_address(struct net_address *address, const uint8_t *name);

/* That name for the address of an A or AAAA record, of 4 or 16 octets, into
 * DNAME_MAX octets. */
void reverse_name(uint8_t *name, const uint8_t *octets, size_t length);

/* The name is in-addr.arpa or ip6.arpa, or below one of them. */
bool reverse_within(const uint8_t *name);

#endif
