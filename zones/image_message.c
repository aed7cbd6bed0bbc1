/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/image_message.h"

/*
 * With the zone's apex as the question's name, pointers into it are right as
 * they are stored, and those into the blob lack where it stands.
 */
void
image_message(struct message *message, const struct image *image,
              const struct image_zone *zone, const struct image_rrset *rrset)
{
	const uint8_t *apex = image_name(image, zone->apex)->octets;
	size_t length = dname_length(apex);
	size_t start = WIRE_HEADER + length + WIRE_QUESTION;
	uint8_t *octets = arena_alloc(message->arena, start + rrset->length);
	uint8_t *wire = octets + start, *record = wire;

	memcpy(octets + WIRE_HEADER, apex, length);
	memcpy(wire, image_wire(rrset), rrset->length);
	for (unsigned i = 0; i < rrset->count; i++) {
		wire_write16(record, WIRE_POINTER | WIRE_HEADER);
		record += wire_record_size(record);
	}
	for (unsigned i = 0; i < image_lists(rrset).selves; i++) {
		uint8_t *at = wire + image_selves(rrset)[i];

		wire_write16(at, (uint16_t)(wire_read16(at) + start));
	}
	message->octets = octets;
	message->size = start + rrset->length;
	message->at = start;
}
