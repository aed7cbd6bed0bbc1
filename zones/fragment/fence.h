/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FENCE_H
#define MULLION_FENCE_H

#include "zones/pack.h"
#include "zones/spec_read.h"

/*
 * `fragments` of a zone spec: what files that machines write may add to the
 * zone, each kind behind a fence of its own.
 *
 *   "fragments": { "acme": { "names": ["_acme-challenge", "_acme-challenge.*"],
 *                            "types": ["TXT"], "views": ["external"],
 *                            "max": 50, "ttl": 60 } }
 *
 * In a name * stands for one label or more, though never for the label * of a
 * wildcard, which no fragment can add.
 */
struct fence_pattern {
	const uint8_t *name; /* absolute, with a label * at most once */
	int star;            /* labels before it, or -1 */
};

struct fence {
	const char *id;
	struct fence_pattern *names;
	size_t name_count;
	uint16_t *types;
	size_t type_count;
	struct view_set views; /* of the zone's */
	uint32_t max;          /* records of all its fragments together */
	uint32_t ttl;          /* of what gives none of its own */
	const struct place *place;
};

enum { FENCE_MAX = 100, FENCE_MOST = 65536 }; /* max unless written; at most */

/* The member, if it is there, into spec->fences; the zone's ttl is read. */
void fence_read(const struct spec_reader *r, struct value fragments);

/* The zone's fence of that id, or NULL. */
const struct fence *fence_find(const struct spec *spec, const char *id);

bool fence_has_name(const struct fence *fence, const uint8_t *name);
bool fence_has_type(const struct fence *fence, uint16_t type);

/* The names and the types as they may be, for messages: "TXT, A". */
const char *fence_names_text(struct arena *arena, const struct fence *fence);
const char *fence_types_text(struct arena *arena, const struct fence *fence);

/* Their part of what spec_pack.h keeps. */
void fence_pack(struct packer *packer, const struct spec *spec);
void fence_unpack(struct unpacker *from, struct spec *spec, struct arena *arena,
                  const struct place *file);

#endif
