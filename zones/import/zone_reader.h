/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_ZONE_READER_H
#define MULLION_IMPORT_ZONE_READER_H

#include "lib/dname.h"
#include "zones/import/zone_lexer.h"
#include "zones/import/zone_records.h"

/*
 * A zone file being read: what directives and records say of those that
 * follow. zone_read.c has the files and directives, zone_record.c a record.
 */
enum { LEFT_OUT_TYPES = 9 };

struct zone_reader {
	struct arena *arena;
	struct arena *words; /* of the lexers: as long as the reading */
	struct notices *notices;
	const struct below *below;
	struct zone_records *records;
	const char *path; /* of the file that is being read */
	unsigned depth;   /* of includes */
	unsigned includes;
	uint8_t origin[DNAME_MAX];
	uint8_t owner[DNAME_MAX]; /* of the last record, lower case */
	bool owner_known;
	bool owner_inside; /* it is in the zone */
	uint32_t block;    /* of owner: zone_records.h */
	uint32_t default_ttl;
	bool default_ttl_known; /* $TTL, RFC 2308 section 4 */
	uint32_t last_ttl;
	bool last_ttl_known; /* RFC 1035 section 5.1 */
	uint64_t generated;  /* records of $GENERATE, in all */
	/* comments of directives, for the next record */
	const char **comments;
	size_t comment_count;
	/* records that signing made, by left_out_types[] of zone_record.c */
	size_t left_out[LEFT_OUT_TYPES];
	struct spot left_out_last[LEFT_OUT_TYPES];
};

/* One record, from an entry or from $GENERATE. */
void
zone_record_read(struct zone_reader *reader, const struct zone_entry *entry);

/* At the end: leaves out keys whose signatures were, and says how many more
 * records there were than were listed. */
void zone_record_left_out(struct zone_reader *reader);

/* Seconds, "300" or "1h30m", as an error says it if it is none: ERR_MALFORMED
 * where the word doesn't begin as one, else ERR_REPORTED. */
int zone_ttl_read(struct zone_reader *reader, const struct zone_word *word,
                  uint32_t *ttl);

/* A name completed with the origin; false when it is reported. */
bool zone_name_read(struct zone_reader *reader, const struct zone_word *word,
                    uint8_t *name);

struct spot
zone_spot(const struct zone_reader *reader, const struct zone_word *word);

/* Comments as UTF-8, in the arena, added to those. */
void zone_comments_add(struct zone_reader *reader, const char ***comments,
                       size_t *count, const struct zone_entry *entry,
                       size_t first, size_t end);

#endif
