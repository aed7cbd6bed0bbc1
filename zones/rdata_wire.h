/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_WIRE_H
#define MULLION_RDATA_WIRE_H

#include <stddef.h>
#include <stdint.h>

/* NULL when the octets are RDATA of the type, as its fields have it, to the
 * last octet; else what is wrong, for a message. Octets of a type without a
 * form are always right. */
const char *rdata_wire_check(uint16_t type, const uint8_t *wire, size_t length);

#endif
