/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/audit/audit.h"
#include "zones/partition.h"

/* What images tell of themselves, with nothing reserved. */
static int
survey_images(struct audit *audit)
{
	static const struct content nothing = {0};

	for (size_t i = 0; i < audit->side->count; i++) {
		struct survey *survey =
		    arena_alloc(audit->arena, sizeof(*survey));
		int code = survey_image(survey, audit->arena,
		                        &audit->side->views[i].image, &nothing);

		if (code < 0)
			return code;
		audit->surveys[i] = survey;
	}
	return 0;
}

/* The places of all waivers: the first time they are asked for is to know
 * which there are. */
static void
find_waivers(struct audit *audit)
{
	const struct waiver *waiver;

	audit->lines = place_lines_new(audit->arena);
	for (size_t i = 0; (waiver = audit_waiver(audit, i)) != NULL; i++)
		(void)place_lines_text(audit->lines, waiver->place);
	place_lines_find(audit->lines);
}

int
audit_make(struct audit *audit, struct arena *arena,
           const struct diff_side *side, const struct proof *proof,
           const struct diff_side *published)
{
	int code = 0;

	*audit = (struct audit){
	    .arena = arena,
	    .side = side,
	    .published = published,
	    .proof = proof,
	    .surveys =
		arena_alloc(arena, side->count * sizeof(struct survey *)),
	};
	if (proof == NULL)
		code = survey_images(audit);
	for (size_t i = 0; proof != NULL && i < side->count; i++)
		audit->surveys[i] = &proof->views[i].survey;
	if (code < 0)
		return code;
	find_waivers(audit);
	return audit_read_names(audit);
}

const struct image *
audit_image(const struct audit *audit, size_t view)
{
	const struct side_view *found = &audit->side->views[view];

	if (audit->proof != NULL)
		found = audit->published == NULL
		            ? NULL
		            : diff_side_view(audit->published, found->name);
	return found == NULL ? NULL : &found->image;
}

/* Zones stand in canonical order of their apexes. */
const struct image_zone *
audit_image_zone(const struct audit *audit, size_t view,
                 const struct survey_zone *zone)
{
	const struct image *image = audit_image(audit, view);
	const uint8_t *apex =
	    image_name(&audit->side->views[view].image, zone->zone->apex)
		->octets;
	uint32_t lo = 0, hi = image == NULL ? 0 : image->header->zones.count;

	while (lo < hi) {
		uint32_t middle = lo + (hi - lo) / 2;
		int order = dname_compare(
		    image_name(image, image->zones[middle].apex)->octets, apex);

		if (order == 0)
			return &image->zones[middle];
		if (order < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return NULL;
}

const struct waiver *
audit_waiver(const struct audit *audit, size_t i)
{
	const struct site *site;

	if (audit->proof == NULL)
		return NULL;
	site = audit->proof->site;
	if (i < site->waiver_count)
		return &site->waivers[i];
	i -= site->waiver_count;
	for (size_t j = 0; j < site->spec_count; j++) {
		if (i < site->specs[j].waiver_count)
			return &site->specs[j].waivers[i];
		i -= site->specs[j].waiver_count;
	}
	return NULL;
}

const char *
audit_waiver_place(const struct audit *audit, const struct waiver *waiver)
{
	return place_lines_text(audit->lines, waiver->place);
}

const char *
audit_by_text(enum audit_by by)
{
	static const char *const texts[] = {
	    [AUDIT_DATA] = "data",         [AUDIT_DELEGATION] = "delegation",
	    [AUDIT_WILDCARD] = "wildcard", [AUDIT_EMPTY] = "empty",
	    [AUDIT_NOTHING] = "nothing",
	};

	return texts[by];
}

const char *
audit_hash(struct arena *arena, const uint8_t *hash)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * IMAGE_HASH + 1);

	for (size_t i = 0; i < IMAGE_HASH; i++) {
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 15];
	}
	return text;
}

const char **
audit_networks(struct arena *arena, const struct image *image, size_t *count)
{
	const struct image_header *h = image->header;
	const struct image_range4 *four = image_at(image, h->networks4.at);
	const struct image_range6 *six = image_at(image, h->networks6.at);
	const char **texts;
	size_t at = 0;

	*count = (size_t)h->networks4.count + h->networks6.count;
	texts = arena_alloc(arena, *count * sizeof(*texts));
	for (uint32_t i = 0; i < h->networks4.count; i++) {
		struct net_address first = {.family = 4}, last = first;

		wire_write32(first.octets, four[i].first);
		wire_write32(last.octets, four[i].last);
		texts[at++] = partition_span_text(arena, &first, &last);
	}
	for (uint32_t i = 0; i < h->networks6.count; i++) {
		struct net_address first = {.family = 6}, last = first;

		memcpy(first.octets, six[i].first, sizeof(six[i].first));
		memcpy(last.octets, six[i].last, sizeof(six[i].last));
		texts[at++] = partition_span_text(arena, &first, &last);
	}
	return texts;
}
