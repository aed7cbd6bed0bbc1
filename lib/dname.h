/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DNAME_H
#define MULLION_DNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Domain names in wire form (RFC 1035 section 3.1): labels of a length octet
 * and up to 63 octets, the empty label last, 255 octets in all at most, never
 * compressed. A name that these functions are given is a valid one unless the
 * comment says otherwise.
 */
enum {
	DNAME_MAX = 255,      /* octets of a name */
	DNAME_LABEL_MAX = 63, /* octets of a label */
	DNAME_LABELS = 127,   /* labels of a name, the root's not counted */
	DNAME_TEXT = 1025,    /* octets of a name in text, escaped, with NUL */
};

/* Octets of the name, the root's label included: 1 for the root. */
size_t dname_length(const uint8_t *name);

/* Labels of the name, the root's not counted. */
unsigned dname_labels(const uint8_t *name);

/*
 * Octets of the name that begins at wire[0], with at most size octets to
 * read: ERR_SHORT, ERR_MALFORMED (a pointer, a label type) or ERR_RANGE.
 */
int dname_check(const uint8_t *wire, size_t size);

/*
 * The same, and takes the name apart: starts[0..*labels - 1] are where its
 * labels begin, starts[*labels] where the root's does.
 */
int dname_split(uint8_t starts[DNAME_LABELS + 1], uint8_t *labels,
                const uint8_t *wire, size_t size);

/* Copies the name with A-Z made a-z (RFC 4343); from and to may be one. */
void dname_lower(uint8_t *to, const uint8_t *from);

/* The same of a name whose length is known. */
void dname_copy_lower(uint8_t *to, const uint8_t *from, size_t length);

/* The name without its first n labels. n is at most dname_labels(name). */
const uint8_t *dname_parent(const uint8_t *name, unsigned n);

/* The same name, whatever its case. */
bool dname_equal(const uint8_t *a, const uint8_t *b);

/* name is ancestor or lies below it, whatever the case. */
bool dname_within(const uint8_t *name, const uint8_t *ancestor);

/* Labels that two names share, counted from the root. */
unsigned dname_shared(const uint8_t *a, const uint8_t *b);

/* <0, 0, >0: the canonical order of RFC 4034 section 6.1. */
int dname_compare(const uint8_t *a, const uint8_t *b);

/* The name's first label is "*" alone (RFC 4592 section 2.1.1). */
bool dname_is_wildcard(const uint8_t *name);

/*
 * Reads presentation form (RFC 1035 section 5.1: \. and \046 escapes, "@" is
 * the origin) of length octets into name[DNAME_MAX]. A name without a final
 * dot is completed with origin, or with the root where origin is NULL.
 * Returns the name's octets, or ERR_MALFORMED (an empty label, a bad escape)
 * or ERR_RANGE (a label over 63 octets, a name over 255).
 */
int dname_from_text(uint8_t *name, const char *text, size_t length,
                    const uint8_t *origin);

/*
 * Writes presentation form with the final dot ("." is the root) and NUL into
 * text[DNAME_TEXT], case as it is, and returns text.
 */
char *dname_to_text(char *text, const uint8_t *name);

#endif
