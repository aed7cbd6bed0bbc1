/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_WRITE_H
#define MULLION_IMAGE_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/zone.h"

/*
 * The image of one view (lib/image_format.h). Allocates *octets with
 * malloc(3), for the caller to free; the same tree gives the same octets. The
 * zones' serials are those in their SOA RDATA, their content hashes those in
 * zone->hash (serial.h sets both). Sets each name's `at`. ERR_RANGE: an RRset
 * over 65,535 octets, which check.c reports; ERR_ROOM: over 16 GiB;
 * ERR_MEMORY.
 */
int image_write(uint8_t **octets, size_t *size, struct tree *tree);

#endif
