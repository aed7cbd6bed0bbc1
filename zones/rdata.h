/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_H
#define MULLION_RDATA_H

#include <stddef.h>
#include <stdint.h>

#include "lib/net.h"
#include "zones/arena.h"
#include "zones/rules.h"

/*
 * Types and RDATA between text and wire. Text passes a lexical and range
 * check of our own, then ldns (which is a parser, not a validator), then the
 * wire form is checked. rdata*.c and zonefile.c alone know ldns.
 */
struct rdatum {
	const uint8_t *wire; /* uncompressed; names in the case as written */
	uint16_t length;
	uint32_t item; /* its index in the list as written: spec.h's
	                * rrset_datum_place() */
};

/* No record has type 0: `ALIAS` of a zone spec, until it is flattened
 * (shorthand/alias.h). Its data is a name. */
enum { TYPE_ALIAS = 0 };

/* Why text was refused: the rule, and a message for its place. */
struct rdata_error {
	enum rule rule;
	const char *message; /* in the arena */
};

/*
 * The number of a type: a mnemonic that ldns knows or TYPEn, any case.
 * ERR_NOTHING: RULE_UNKNOWN_TYPE; ERR_RANGE: RULE_META_TYPE (the contract
 * lists them, RRSIG, NSEC, NSEC3 and NSEC3PARAM among them).
 */
int rdata_type(const char *text);

/* "A", "TYPE65400": a constant text, or one in the arena. */
const char *rdata_type_text(struct arena *arena, uint16_t type);

/*
 * One record's presentation form, relative names completed with origin.
 * ERR_REPORTED and *error.
 */
int rdata_from_text(struct arena *arena, struct rdatum *rdatum, uint16_t type,
                    const char *text, const uint8_t *origin,
                    struct rdata_error *error);

/* TXT and SPF from plain text of length octets (UTF-8, any octet), split at
 * 255. */
int rdata_from_plain(struct arena *arena, struct rdatum *rdatum,
                     const char *text, size_t length,
                     struct rdata_error *error);

/* Whose readers are behind that: ldns's version. */
const char *rdata_version(void);

/* Presentation form, absolute names, in the arena. */
const char *
rdata_to_text(struct arena *arena, uint16_t type, const struct rdatum *rdatum);

/* The domain names in RDATA of any type, by their offset, in order. Returns
 * how many there are; at most RDATA_NAMES are written. */
enum { RDATA_NAMES = 8 };

int rdata_names(uint16_t at[RDATA_NAMES], uint16_t type,
                const struct rdatum *rdatum);

/* The same without that limit: HIP names as many servers as it likes. max is
 * the room in at[]. */
size_t rdata_names_all(uint16_t *at, size_t max, uint16_t type,
                       const struct rdatum *rdatum);

/* <0, 0, >0: by length, then by octets, names in it whatever their case. */
int
rdata_compare(uint16_t type, const struct rdatum *a, const struct rdatum *b);

/* Names in RDATA of this type may be compressed: the types of RFC 1035. */
bool rdata_compressible(uint16_t type);

/* The addresses in A, AAAA and the hints of SVCB and HTTPS; returns how many
 * there are, of which max at most are written. */
size_t rdata_addresses(struct net_address *addresses, size_t max, uint16_t type,
                       const struct rdatum *rdatum);

#endif
