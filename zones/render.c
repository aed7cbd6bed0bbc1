/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/image_format.h"
#include "lib/wire.h"
#include "zones/rdata.h"
#include "zones/render.h"
#include "zones/render_target.h"

/* A name, or the end of one, that stands uncompressed in the wire. */
struct earlier {
	const uint8_t *name; /* the whole of it, in the RDATA it came from */
	uint16_t at;
	uint8_t length;
};

struct renderer {
	struct rendered *out;
	const uint8_t *apex;
	size_t apex_length;
	struct earlier *earlier;
	size_t earlier_count;
};

static void
put(struct renderer *r, const void *octets, size_t size)
{
	memcpy(r->out->wire + r->out->length, octets, size);
	r->out->length += size;
}

static void
put16(struct renderer *r, uint16_t value)
{
	wire_write16(r->out->wire + r->out->length, value);
	r->out->length += 2;
}

/* Of the very same octets: RDATA keeps the case that it was written in. */
static const struct earlier *
earlier_find(const struct renderer *r, const uint8_t *name)
{
	size_t length = dname_length(name);

	for (size_t i = 0; i < r->earlier_count; i++)
		if (r->earlier[i].length == length
		    && memcmp(r->earlier[i].name, name, length) == 0)
			return &r->earlier[i];
	return NULL;
}

/*
 * The name's labels up to where it goes on as the apex does, or as an earlier
 * name does, and a pointer there. The root in place of a pointer is shorter.
 */
static void
put_name(struct renderer *r, const uint8_t *name)
{
	unsigned labels = dname_labels(name);
	unsigned shared = dname_shared(name, r->apex);
	const struct earlier *earlier;

	for (; labels > shared; labels--, name += 1 + name[0]) {
		earlier = earlier_find(r, name);
		if (earlier != NULL) {
			r->out->selves[r->out->self_count++] =
			    (uint16_t)r->out->length;
			put16(r, (uint16_t)(WIRE_POINTER | earlier->at));
			return;
		}
		if (r->out->length <= IMAGE_SELF_MAX)
			r->earlier[r->earlier_count++] = (struct earlier){
			    .name = name,
			    .at = (uint16_t)r->out->length,
			    .length = (uint8_t)dname_length(name),
			};
		put(r, name, 1u + name[0]);
	}
	if (shared > 0) {
		r->out->suffixes[r->out->suffix_count++] =
		    (uint16_t)r->out->length;
		put16(r, (uint16_t)(WIRE_POINTER
		                    | (WIRE_HEADER + r->apex_length
		                       - dname_length(name))));
	} else {
		put(r, "", 1);
	}
}

/* RFC 3597 section 4: names are compressed in the types of RFC 1035 alone. */
static void
put_rdata(struct renderer *r, uint16_t type, const struct rdatum *rdatum)
{
	uint16_t at[RDATA_NAMES];
	int names =
	    rdata_compressible(type) ? rdata_names(at, type, rdatum) : 0;
	size_t done = 0;

	for (int i = 0; i < names; i++) {
		const uint8_t *name = rdatum->wire + at[i];

		put(r, rdatum->wire + done, at[i] - done);
		put_name(r, name);
		done = at[i] + dname_length(name);
	}
	put(r, rdatum->wire + done, rdatum->length - done);
}

/* Room for the RRset as if nothing could be compressed. */
static void
renderer_room(struct renderer *r, struct arena *arena,
              const struct rrset *rrset)
{
	struct rendered *out = r->out;
	size_t octets = 0, names = 0;
	uint16_t at[RDATA_NAMES];

	for (uint32_t i = 0; i < rrset->count; i++) {
		octets += 2u + WIRE_RR + rrset->data[i].length;
		names += (size_t)rdata_names(at, rrset->type, &rrset->data[i]);
	}
	out->wire = arena_alloc(arena, octets);
	out->targets = arena_alloc(arena, names * sizeof(*out->targets));
	if (!rdata_compressible(rrset->type))
		return;
	out->suffixes = arena_alloc(arena, names * sizeof(uint16_t));
	out->selves = arena_alloc(arena, names * sizeof(uint16_t));
}

void
render_rrset(struct rendered *rendered, struct arena *arena,
             const struct name *owner, const struct rrset *rrset)
{
	const uint8_t *apex = owner->zone->content->apex;
	struct renderer r = {
	    .out = rendered,
	    .apex = apex,
	    .apex_length = dname_length(apex),
	};
	/* a label has two octets at least */
	struct earlier earlier[IMAGE_SELF_MAX / 2 + 1];
	size_t start;

	r.earlier = earlier;
	*rendered = (struct rendered){0};
	renderer_room(&r, arena, rrset);
	for (uint32_t i = 0; i < rrset->count; i++) {
		const struct rdatum *rdatum = &rrset->data[i];

		rendered->count++;
		put16(&r, WIRE_POINTER);
		put16(&r, rrset->type);
		put16(&r, CLASS_IN);
		put16(&r, (uint16_t)(rrset->ttl >> 16));
		put16(&r, (uint16_t)rrset->ttl);
		put16(&r, 0);
		start = rendered->length;
		put_rdata(&r, rrset->type, rdatum);
		wire_write16(rendered->wire + start - 2,
		             (uint16_t)(rendered->length - start));
		if (start <= UINT16_MAX)
			render_target(rendered, owner, rrset->type, rdatum,
			              (uint16_t)start);
	}
}
