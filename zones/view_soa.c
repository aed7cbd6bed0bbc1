/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/view_soa.h"

/* RFC 1035 section 3.3.13: behind the two names serial, refresh, retry,
 * expire and minimum. */
enum { NUMBERS = 5 * 4 };

static uint16_t
put_name(uint8_t *wire, uint16_t at, const uint8_t *name)
{
	size_t length = dname_length(name);

	memcpy(wire + at, name, length);
	return (uint16_t)(at + length);
}

static uint16_t
put_number(uint8_t *wire, uint16_t at, uint32_t number)
{
	wire_write32(wire + at, number);
	return (uint16_t)(at + 4);
}

/* The RDATA from the spec's values. */
static uint8_t *
build(struct arena *arena, const struct spec *spec, const struct rrset *ns,
      uint16_t *length)
{
	const struct soa *soa = &spec->soa;
	uint8_t *wire = arena_alloc(arena, 2 * DNAME_MAX + NUMBERS);
	const uint8_t *mname = soa->mname;
	uint16_t at;

	if (mname == NULL)
		mname =
		    ns != NULL && ns->count > 0 ? ns->data[0].wire : spec->apex;
	at = put_name(wire, 0, mname);
	at = put_name(wire, at, soa->rname);
	at = put_number(wire, at, soa->serial);
	at = put_number(wire, at, soa->refresh);
	at = put_number(wire, at, soa->retry);
	at = put_number(wire, at, soa->expire);
	*length = put_number(wire, at, soa->minimum);
	return wire;
}

void
view_soa(struct zone_content *content, struct arena *arena,
         const struct spec *spec, const struct rrset *written,
         const struct rrset *ns)
{
	struct rrset *rrset = arena_alloc(arena, sizeof(*rrset));
	struct rdatum *rdatum = arena_alloc(arena, sizeof(*rdatum));
	uint8_t *wire;

	if (written != NULL) {
		*rrset = *written;
		*rdatum = written->data[0];
		wire = arena_copy(arena, rdatum->wire, rdatum->length);
		content->serial_written = true;
	} else {
		*rrset = (struct rrset){.owner = spec->apex,
		                        .type = TYPE_SOA,
		                        .ttl = spec->soa.ttl,
		                        .count = 1,
		                        .name = spec->soa.place,
		                        .single = true};
		wire = build(arena, spec, ns, &rdatum->length);
		content->serial_written = spec->soa.serial_written;
	}
	rdatum->wire = wire;
	rrset->data = rdatum;
	content->soa = rrset;
	content->serial = wire + rdatum->length - NUMBERS;
	content->soa_place = rrset_list_place(arena, rrset);
}
