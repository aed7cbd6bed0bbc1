/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_IMPORTED_H
#define MULLION_IMPORT_IMPORTED_H

#include "zones/import/zone_records.h"

/*
 * A zone as RRsets, made of a zone file's records: owners in the order of the
 * file but for the apex, which comes first, their RRsets and each one's data
 * in that order too.
 *
 *   imported
 *    +- soa                        the record, apart from the owners
 *    +- owners: name -> RRset...   data, comments
 */
struct imported_datum {
	struct rdatum rdatum;
	const char *text; /* as a spec writes it */
};

struct imported_rrset {
	uint16_t type;
	uint32_t ttl;
	struct imported_datum *data; /* none twice */
	size_t count;
	const char **comments;
	size_t comment_count;
	struct spot spot; /* of its first record */
};

struct imported_owner {
	const uint8_t *name;
	struct imported_rrset *rrsets;
	size_t count;
};

struct imported {
	const uint8_t *apex;
	struct imported_rrset *soa; /* NULL: none */
	struct imported_owner *owners;
	size_t count;
	const char **comments;
	size_t comment_count;
};

/*
 * Builds it. What BIND does with RRsets whose records differ in TTL is done
 * here too, and said, and so is a record that stands twice. A zone that no
 * server would load (no SOA or several, no NS, CNAME and other data) is an
 * error. ERR_REPORTED.
 */
int imported_build(struct imported *imported, struct arena *arena,
                   struct notices *notices, const struct zone_records *records,
                   const char *path);

/* The RRset of that type at the name, or NULL. */
const struct imported_rrset *
imported_find(const struct imported_owner *owner, uint16_t type);

/* The same type, TTL and data, in whatever order. */
bool imported_rrset_equal(const struct imported_rrset *a,
                          const struct imported_rrset *b);

#endif
