/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PACK_H
#define MULLION_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"

/*
 * Values one behind the other in octets, for this machine alone (its order of
 * octets). What is read is whatever somebody wrote: the first that doesn't fit
 * makes the reader bad, and from then on it gives zeros, so that it is enough
 * to ask once, at the end, and before anything is allocated by a number.
 *
 *   number 8, 16, 32, 64   its octets
 *   text                   its length (32), octets, NUL
 *   name                   a domain name in wire form
 */
struct packer {
	struct arena *arena;
	uint8_t *octets;
	size_t length;
	size_t room;
};

struct unpacker {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
};

void pack_octets(struct packer *packer, const void *octets, size_t length);
void pack8(struct packer *packer, uint8_t number);
void pack16(struct packer *packer, uint16_t number);
void pack32(struct packer *packer, uint32_t number);
void pack64(struct packer *packer, uint64_t number);
void pack_text(struct packer *packer, const char *text);
void pack_name(struct packer *packer, const uint8_t *name);

/* Texts, names and octets are where they stand in what is read; NULL: bad. */
const uint8_t *unpack_octets(struct unpacker *unpacker, size_t length);
uint8_t unpack8(struct unpacker *unpacker);
uint16_t unpack16(struct unpacker *unpacker);
uint32_t unpack32(struct unpacker *unpacker);
uint64_t unpack64(struct unpacker *unpacker);
const char *unpack_text(struct unpacker *unpacker);
const uint8_t *unpack_name(struct unpacker *unpacker);

/* How many of something come, each of which takes `least` octets. */
uint32_t unpack_count(struct unpacker *unpacker, size_t least);

#endif
