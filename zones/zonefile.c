/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/image_message.h"
#include "zones/zonefile.h"

/* Names whose records are printed before the memory that they took is given
 * back. */
enum { NAMES_AT_ONCE = 256 };

const char *
zonefile_record(struct arena *arena, const struct message_record *record)
{
	char owner[DNAME_TEXT];

	return arena_format(
	    arena, "%s\t%u\tIN\t%s\t%s", dname_to_text(owner, record->owner),
	    record->ttl, rdata_type_text(arena, record->type),
	    rdata_to_text(arena, record->type, &record->rdatum));
}

static int
print_rrset(const struct image *image, const struct image_zone *zone,
            const struct image_name *name, const struct image_rrset *rrset,
            struct arena *arena, FILE *out)
{
	struct message message = {.arena = arena};
	struct message_record record;
	uint8_t owner[DNAME_MAX];
	size_t length = image_name_whole(image, name, owner);

	image_message(&message, image, zone, rrset);
	while (message.at < message.size) {
		if (message_next(&message, &record) < 0)
			return ERR_DAMAGED;
		memcpy(record.owner, owner, length);
		fputs(zonefile_record(arena, &record), out);
		putc('\n', out);
	}
	return 0;
}

static int
print_name(const struct image *image, const struct image_zone *zone,
           const struct image_name *name, struct arena *arena, FILE *out)
{
	const struct image_rrset *rrset = image_rrsets(name);
	bool apex = (name->flags & NAME_APEX) != 0;
	int code = 0;

	if (apex)
		code = print_rrset(image, zone, name,
		                   image_rrset(image, zone->soa), arena, out);
	for (; rrset != NULL && code == 0; rrset = image_rrset_next(rrset))
		if (!apex || rrset->type != TYPE_SOA)
			code =
			    print_rrset(image, zone, name, rrset, arena, out);
	return code;
}

int
zonefile_print(const struct image *image, const struct image_zone *zone,
               FILE *out)
{
	const struct image_name *name = image_name(image, zone->apex);
	struct arena *arena = arena_new();
	char text[DNAME_TEXT];
	int code = 0;

	fprintf(out, "; zone %s serial %u\n", dname_to_text(text, name->octets),
	        zone->serial);
	for (uint32_t i = 0; i < zone->names && code == 0; i++) {
		if (i % NAMES_AT_ONCE == NAMES_AT_ONCE - 1) {
			arena_free(arena);
			arena = arena_new();
		}
		code = print_name(image, zone, name, arena, out);
		if (i + 1 < zone->names)
			name = image_next(name);
	}
	arena_free(arena);
	return code;
}
