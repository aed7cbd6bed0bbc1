/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_MESSAGE_H
#define MULLION_IMAGE_MESSAGE_H

#include "lib/image.h"
#include "zones/message.h"

/*
 * An RRset of an image as a message that holds it alone, to be read by
 * message_next(): its owner reads as the zone's apex, whatever it is. Set
 * message->arena, which the octets go to; the image is a checked one.
 */
void image_message(struct message *message, const struct image *image,
                   const struct image_zone *zone,
                   const struct image_rrset *rrset);

#endif
