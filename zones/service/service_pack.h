/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_PACK_H
#define MULLION_SERVICE_PACK_H

#include "zones/pack.h"
#include "zones/service/service.h"

/* A spec's services as octets: their part of what spec_pack.h keeps. */
void service_pack(struct packer *packer, const struct spec *spec);

/*
 * Those of the file, in the arena, their texts where they stand in what is
 * read; names are checked, and all that a service can't be makes the unpacker
 * bad.
 */
void service_unpack(struct unpacker *from, struct spec *spec,
                    struct arena *arena, const struct place *file);

#endif
