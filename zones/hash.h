/* SPDX-License-Identifier: ISC */
#ifndef MULLION_HASH_H
#define MULLION_HASH_H

#include <stddef.h>
#include <stdint.h>

/* SHA-256 of the octets. */
enum { HASH = 32 };

void hash_octets(uint8_t hash[HASH], const void *octets, size_t size);

#endif
