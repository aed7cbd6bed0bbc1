/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPEC_PACK_H
#define MULLION_SPEC_PACK_H

#include "zones/pack.h"
#include "zones/spec.h"

/*
 * A zone spec as octets: what is kept of it for the next run (cache.h). Its
 * places are written as what they are made of; views and groups by their
 * number in the site, so the octets mean something beside the same views
 * alone. Only a spec of which nothing was reported is packed.
 */
void spec_pack(struct packer *packer, const struct spec *spec);

/* Beside an RRset's list: `generate` made it, and its item follows. */
enum { SPEC_PACK_MADE = 0x80 };

/*
 * The spec of the file at path, in the arena, its texts and data where they
 * stand in the octets. All that later steps rely on is checked: names, their
 * order, RDATA. ERR_DAMAGED.
 */
int spec_unpack(struct spec *spec, struct arena *arena, const char *path,
                const uint8_t *octets, size_t length);

#endif
