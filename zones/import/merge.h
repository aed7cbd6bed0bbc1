/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_MERGE_H
#define MULLION_IMPORT_MERGE_H

#include "zones/import/imported.h"

/*
 * One zone as several views have it: what all of them share, and what each
 * has besides.
 *
 *   inside   @ NS, www A 10.0.0.1, db A 10.0.0.2     shared: @ NS
 *   outside  @ NS, www A 192.0.2.1                   inside: www, db
 *                                                    outside: www
 *
 * So an overlay of it never takes away, and who reads the shared part reads
 * what everybody sees.
 */
struct merge_part {
	struct imported_owner *owners;
	size_t count;
};

struct merged {
	struct merge_part shared;
	struct merge_part *own; /* of each content */
};

/* contents: two at least, none like another. */
void merge(struct merged *merged, struct arena *arena,
           const struct imported *const *contents, size_t count);

/* The same RRsets, but for the SOA. */
bool merge_same(struct arena *arena, const struct imported *a,
                const struct imported *b);

#endif
