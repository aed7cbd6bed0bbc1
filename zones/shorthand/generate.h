/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_GENERATE_H
#define MULLION_SHORTHAND_GENERATE_H

#include "zones/spec_read.h"

/*
 * `generate`: records for a range of numbers, as $GENERATE in BIND.
 *
 *   "generate": [{ "range": "10-250", "name": "$.6.1",
 *                  "PTR": "dhcp-$.corp.example.", "ttl": "1h" }]
 *
 * What is made joins the shared records, so overlays go over it. RRset by
 * RRset what is written wins. Where an item makes one name more than once its
 * records are one RRset; two items that make one RRset are an error.
 *
 * An owner that is made has the value of "name" as its place, its RRsets the
 * values of their types.
 */
enum { GENERATE_MAX = 1 << 18 }; /* records of one zone */

/* Reads it, and joins what it makes with spec->owners, which are read. */
void generate_read(const struct spec_reader *r, struct value list);

/* The places of what item `index` makes: of a name, and of an RRset whose
 * type is key there. The file's own place is up. */
const struct place *generate_name_place(struct arena *arena,
                                        const struct place *file, size_t index);
const struct place *generate_value_place(struct arena *arena,
                                         const struct place *name,
                                         const char *key);

/* The RRset was made: of which item. */
bool generate_made(const struct rrset *rrset, size_t *index);

/* Owners that items made one after the other: those of one name as one, in
 * canonical order, in r's arena. */
struct owner *generate_merge(const struct spec_reader *r,
                             const struct owner_list *list, size_t *count);

/* Those and what is written, both in that order. */
struct owner *generate_join(struct arena *arena, const struct owner *written,
                            size_t written_count, const struct owner *made,
                            size_t made_count, size_t *count);

#endif
