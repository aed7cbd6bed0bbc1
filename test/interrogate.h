/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_INTERROGATE_H
#define MULLION_TEST_INTERROGATE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/answer.h"

/* A query without EDNS for the name, into packet[INTERROGATE_PACKET]; returns
 * its octets. */
enum { INTERROGATE_PACKET = WIRE_HEADER + DNAME_MAX + WIRE_QUESTION };

size_t interrogate_packet(uint8_t *packet, const uint8_t *name, uint16_t type);

/*
 * Asks an image that image_check() passed for all its names (of a large one
 * the first hundred) and for names below them, types that matter each, in
 * batches. What is answered is of no interest; that it is answered, and within
 * its limit, is asserted.
 */
void interrogate(const struct image *image);

#endif
