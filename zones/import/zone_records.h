/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_ZONE_RECORDS_H
#define MULLION_IMPORT_ZONE_RECORDS_H

#include "zones/import/below.h"
#include "zones/import/notice.h"
#include "zones/rdata.h"

/*
 * What a zone file says: its records in the order written, names absolute,
 * each with its data as text that a zone spec takes, names in that relative
 * to the zone where they are in it.
 */
struct zone_record {
	const uint8_t *owner; /* lower case */
	uint16_t type;
	uint32_t ttl;
	uint32_t block; /* the same for neighbours that have one owner */
	struct rdatum rdatum;
	const char *text;
	const char **comments; /* UTF-8 */
	size_t comment_count;
	struct spot spot; /* of its type */
};

struct zone_records {
	const uint8_t *apex; /* lower case */
	struct zone_record *items;
	size_t count;
	const char **comments; /* above the first record */
	size_t comment_count;
};

/* A zone file's text. */
struct zone_source {
	const char *path; /* as messages name it */
	const char *text;
	size_t length;
};

/*
 * Reads the text of a zone file (RFC 1035 section 5, RFC 2308 section 4, RFC
 * 3597 section 5, and BIND's $GENERATE) whose zone is apex, and the files that
 * it includes, found as `below` finds them. Errors are given to notices, and
 * so is what can't be carried over: records of other classes and zones, and
 * what signing makes. All is in the arena. ERR_REPORTED after errors.
 */
int zone_records_read(struct zone_records *records, struct arena *arena,
                      struct notices *notices, const struct below *below,
                      const uint8_t *apex, const struct zone_source *source);

#endif
