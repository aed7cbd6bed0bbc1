/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_DATUM_TEXT_H
#define MULLION_IMPORT_DATUM_TEXT_H

#include "zones/import/zone_lexer.h"
#include "zones/rdata.h"

/* A zone file's words of RDATA as one text: quotes are put around each string
 * of TXT and SPF, elsewhere where they were. */
const char *datum_join(struct arena *arena, uint16_t type,
                       const struct zone_word *words, size_t count);

/*
 * The same words once rdata has been made of them, as a person would write
 * them in the zone's spec: names relative to apex where they are in it. UTF-8,
 * what isn't is escaped.
 */
const char *datum_text(struct arena *arena, uint16_t type,
                       const struct zone_word *words, size_t count,
                       const struct rdatum *rdatum, const uint8_t *apex);

/* A name as a spec writes it: "@", "www", "other.example." */
const char *
datum_name(struct arena *arena, const uint8_t *name, const uint8_t *apex);

/*
 * The text of a TXT or SPF record as {"text": …} takes it, or NULL: its
 * strings aren't those that the compiler would make of their sum, or it isn't
 * readable UTF-8.
 */
const char *datum_plain(struct arena *arena, const struct rdatum *rdatum);

/* UTF-8, whatever the text: octets that aren't are taken for Latin-1. */
const char *datum_utf8(struct arena *arena, const char *text, size_t length);

#endif
