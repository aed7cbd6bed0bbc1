/* SPDX-License-Identifier: ISC */
#include "zones/spec_pack.h"

#include <string.h>

#include "lib/err.h"
#include "zones/fragment/fence.h"
#include "zones/service/service_pack.h"
#include "zones/shorthand/generate.h"
#include "zones/shorthand/ptr_from.h"

static void
pack_optional(struct packer *p, const char *text)
{
	pack8(p, text != NULL);
	if (text != NULL)
		pack_text(p, text);
}

static void
pack_views(struct packer *p, const struct view_set *views)
{
	pack_octets(p, views, sizeof(*views));
}

static void
pack_rrset(struct packer *p, const struct rrset *rrset)
{
	size_t item;
	bool made = generate_made(rrset, &item);

	pack16(p, rrset->type);
	pack32(p, rrset->ttl);
	pack32(p, rrset->order);
	pack8(p, (uint8_t)(rrset->list | (made ? SPEC_PACK_MADE : 0)));
	if (made)
		pack32(p, (uint32_t)item);
	pack8(p, rrset->single);
	pack_text(p, rrset->key);
	pack32(p, rrset->count);
	for (uint32_t i = 0; i < rrset->count; i++) {
		const struct rdatum *rdatum = &rrset->data[i];

		pack32(p, rdatum->item);
		pack16(p, rdatum->length);
		pack_octets(p, rdatum->wire, rdatum->length);
	}
}

static void
pack_owners(struct packer *p, const struct owner *owners, size_t count)
{
	pack32(p, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		const struct owner *owner = &owners[i];

		pack_name(p, owner->name);
		/* A name that is made stands at no key. */
		pack_text(p, owner->place->kind == PLACE_NAME
		                 ? owner->place->key
		                 : "");
		pack8(p, owner->clear);
		pack8(p, owner->remove);
		pack32(p, (uint32_t)owner->count);
		for (size_t j = 0; j < owner->count; j++)
			pack_rrset(p, &owner->rrsets[j]);
	}
}

static void
pack_soa(struct packer *p, const struct spec *spec)
{
	const struct soa *soa = &spec->soa;

	pack8(p, soa->place != spec->place);
	pack8(p, soa->mname != NULL);
	if (soa->mname != NULL)
		pack_name(p, soa->mname);
	pack_name(p, soa->rname);
	pack8(p, soa->serial_written);
	pack32(p, soa->serial);
	pack32(p, soa->refresh);
	pack32(p, soa->retry);
	pack32(p, soa->expire);
	pack32(p, soa->minimum);
	pack32(p, soa->ttl);
}

static void
pack_waivers(struct packer *p, const struct spec *spec)
{
	pack32(p, (uint32_t)spec->waiver_count);
	for (size_t i = 0; i < spec->waiver_count; i++) {
		const struct waiver *waiver = &spec->waivers[i];

		pack32(p, (uint32_t)waiver->rule);
		pack_text(p, waiver->subject);
		pack_views(p, &waiver->views);
		pack_text(p, waiver->reason);
		pack_optional(p, waiver->ticket);
		pack_optional(p, waiver->until);
		pack32(p, (uint32_t)waiver->place->index);
	}
}

static void
pack_sources(struct packer *p, const struct spec *spec)
{
	pack32(p, (uint32_t)spec->ptr_from_count);
	for (size_t i = 0; i < spec->ptr_from_count; i++)
		pack_name(p, spec->ptr_from[i].apex);
}

void
spec_pack(struct packer *p, const struct spec *spec)
{
	pack_name(p, spec->apex);
	pack_text(p, spec->text);
	pack_views(p, &spec->views);
	pack32(p, spec->ttl);
	pack_soa(p, spec);
	pack_owners(p, spec->owners, spec->owner_count);
	pack32(p, (uint32_t)spec->overlay_count);
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct overlay *overlay = &spec->overlays[i];

		pack_text(p, overlay->key);
		pack_views(p, &overlay->views);
		pack8(p, overlay->group);
		pack8(p, overlay->by_view);
		pack_owners(p, overlay->owners, overlay->count);
	}
	service_pack(p, spec);
	pack_sources(p, spec);
	fence_pack(p, spec);
	pack_waivers(p, spec);
}
