/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_IMPORT_CASE_H
#define MULLION_TEST_IMPORT_CASE_H

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "test/unit.h"
#include "zones/import/spec_write.h"

/*
 * A zone file in a test: what comes of the text of the zone example. (in
 * "db"), files that it includes being below the folder (NULL: none is).
 */
struct import_case {
	struct arena *arena;
	struct notices notices;
	char *said; /* the notices, a line each */
	size_t said_size;
	struct below below;
	struct zone_records records;
	struct imported imported;
};

static inline void
import_case_begin(struct import_case *c, const char *folder)
{
	*c = (struct import_case){.arena = arena_new()};
	c->below = (struct below){
	    .fd = -1, .path = "nowhere", .whole = "/nowhere", .base = ""};
	if (folder != NULL)
		ck_assert_int_eq(below_open(&c->below, c->arena, folder, false),
		                 0);
	c->notices.out = open_memstream(&c->said, &c->said_size);
}

static inline void
import_case_read(struct import_case *c, const char *text)
{
	const struct zone_source source = {"db", text, strlen(text)};

	(void)zone_records_read(&c->records, c->arena, &c->notices, &c->below,
	                        (const uint8_t *)"\7example", &source);
	fflush(c->notices.out);
}

static inline void
import_case_build(struct import_case *c)
{
	(void)imported_build(&c->imported, c->arena, &c->notices, &c->records,
	                     "db");
	fflush(c->notices.out);
}

/* "OWNER TTL TYPE TEXT" a line. */
static inline const char *
import_case_records(struct import_case *c)
{
	const char *text = "";
	char owner[DNAME_TEXT];

	for (size_t i = 0; i < c->records.count; i++) {
		const struct zone_record *record = &c->records.items[i];

		text = arena_format(
		    c->arena, "%s%s %u %s %s\n", text,
		    dname_to_text(owner, record->owner), record->ttl,
		    rdata_type_text(c->arena, record->type), record->text);
	}
	return text;
}

static inline void
import_case_end(struct import_case *c)
{
	below_close(&c->below);
	fclose(c->notices.out);
	free(c->said);
	arena_free(c->arena);
}

#endif
