/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RENDER_H
#define MULLION_RENDER_H

#include <stddef.h>
#include <stdint.h>

#include "zones/zone.h"

/*
 * One RRset as the image holds it: wire octets with the positions of their
 * compression pointers, and targets (lib/image_format.h has the essay).
 */
struct render_target {
	uint16_t position;
	uint16_t flags;
	const struct name *name;
};

struct rendered {
	uint8_t *wire;
	size_t length; /* may pass 65535: answer-too-large */
	uint16_t *suffixes;
	uint16_t *selves;
	struct render_target *targets;
	size_t count; /* records */
	size_t suffix_count;
	size_t self_count;
	size_t target_count;
};

/* Renders in the arena. owner is the name that holds the RRset. */
void render_rrset(struct rendered *rendered, struct arena *arena,
                  const struct name *owner, const struct rrset *rrset);

#endif
