/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_CONTENT_H
#define MULLION_TEST_CONTENT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "test/unit.h"
#include "zones/rdata.h"
#include "zones/view.h"

/*
 * A view's content without a site. Lines are "NAME TTL TYPE RDATA", names
 * absolute; a line "zone NAME" begins a zone. A zone without an SOA gets one
 * with serial 1. The order of lines within a zone doesn't matter.
 */

/* For fuzzers too, which run no Check: says what is wrong and aborts. */
static inline void __attribute__((format(printf, 2, 3)))
content_require(bool met, const char *format, ...)
{
	va_list arguments;

	if (met)
		return;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	abort();
}

static inline int
content_compare(const void *left, const void *right)
{
	const struct rrset *const *a = left, *const *b = right;
	int order = dname_compare((*a)->owner, (*b)->owner);

	return order != 0 ? order : (int)(*a)->type - (int)(*b)->type;
}

static inline const uint8_t *
content_name(struct arena *arena, const char *text)
{
	uint8_t name[DNAME_MAX];

	content_require(dname_from_text(name, text, strlen(text), NULL) > 0,
	                "name %s", text);
	dname_lower(name, name);
	return arena_copy(arena, name, dname_length(name));
}

static inline void
content_record(struct arena *arena, struct zone_content *zone, const char *line)
{
	char *copy = arena_string(arena, line), *rest = copy;
	const uint8_t *owner = content_name(arena, strsep(&rest, " "));
	uint32_t ttl = (uint32_t)strtoul(strsep(&rest, " "), NULL, 10);
	int type = rdata_type(strsep(&rest, " "));
	struct rdata_error error = {.message = ""};
	struct rrset *rrset = NULL;
	bool read;

	content_require(type > 0 && rest != NULL, "line %s", line);
	for (size_t i = 0; i < zone->count; i++)
		if (zone->rrsets[i]->type == type
		    && dname_equal(zone->rrsets[i]->owner, owner))
			rrset = (struct rrset *)zone->rrsets[i];
	if (rrset == NULL) {
		rrset = arena_alloc(arena, sizeof(*rrset));
		rrset->owner = owner;
		rrset->type = (uint16_t)type;
		rrset->ttl = ttl;
		zone->rrsets = arena_grow(arena, zone->rrsets, zone->count,
		                          sizeof(*zone->rrsets));
		zone->rrsets[zone->count++] = rrset;
	}
	rrset->data =
	    arena_grow(arena, rrset->data, rrset->count, sizeof(*rrset->data));
	read = rdata_from_text(arena, &rrset->data[rrset->count++],
	                       (uint16_t)type, rest, owner, &error)
	       == 0;
	content_require(read, "%s: %s", line, error.message);
}

static inline void
content_finish(struct arena *arena, struct zone_content *zone)
{
	char text[DNAME_TEXT];
	const uint8_t *name;

	for (size_t i = 0; i < zone->count; i++)
		if (zone->rrsets[i]->type == TYPE_SOA)
			zone->soa = zone->rrsets[i];
	if (zone->soa == NULL) {
		dname_to_text(text, zone->apex);
		content_record(arena, zone,
		               arena_format(arena,
		                            "%s 3600 SOA ns.invalid. "
		                            "root.invalid. 1 2 3 4 300",
		                            text));
		zone->soa = zone->rrsets[zone->count - 1];
	}
	qsort(zone->rrsets, zone->count, sizeof(*zone->rrsets),
	      content_compare);
	name = zone->soa->data[0].wire;
	name += dname_length(name);
	name += dname_length(name);
	zone->serial = (uint8_t *)name;
}

static inline int
content_compare_zones(const void *left, const void *right)
{
	const struct zone_content *a = left, *b = right;

	return dname_compare(a->apex, b->apex);
}

static inline void
content_from_text(struct content *content, struct arena *arena,
                  const char *const *lines)
{
	static const struct network_ranges none = {0};
	struct zone_content *zone = NULL;

	*content = (struct content){
	    .view = "test",
	    .answers = &none,
	    .answers_alone = &none,
	};
	for (; *lines != NULL; lines++) {
		if (strncmp(*lines, "zone ", 5) != 0) {
			content_record(arena, zone, *lines);
			continue;
		}
		content->zones = arena_grow(arena, content->zones,
		                            content->zone_count, sizeof(*zone));
		zone = &content->zones[content->zone_count++];
		*zone = (struct zone_content){
		    .apex = content_name(arena, *lines + 5),
		    .text = *lines + 5,
		};
	}
	for (size_t i = 0; i < content->zone_count; i++)
		content_finish(arena, &content->zones[i]);
	if (content->zone_count > 0)
		qsort(content->zones, content->zone_count, sizeof(*zone),
		      content_compare_zones);
}

#endif
