/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_FIELD_H
#define MULLION_RDATA_FIELD_H

#include "zones/rdata_reader.h"

/*
 * One field of RDATA from text to wire. Each of these takes the words that
 * its kind of field has, refuses what doesn't fit, and puts the octets.
 * Returns 0 or ERR_REPORTED.
 */
int rdata_read_field(struct rdata_reader *reader, enum rdata_kind kind);

/* rdata_range.c: one word, whose value has a range. A number is decimal
 * digits alone, no sign and no blanks. */
int
rdata_read_number(struct rdata_reader *reader, uint32_t max, uint32_t *value);
int rdata_read_integer(struct rdata_reader *reader, enum rdata_kind kind);
int rdata_read_period(struct rdata_reader *reader);
int rdata_read_time(struct rdata_reader *reader);
int rdata_read_name(struct rdata_reader *reader);
int rdata_read_address(struct rdata_reader *reader, int family);
int rdata_read_string(struct rdata_reader *reader, enum rdata_kind kind);

/* Whether the word is digits alone, and at most max. */
enum rdata_number { NUMBER_NONE, NUMBER_TOO_LARGE, NUMBER_FITS };

enum rdata_number
rdata_word_number(const struct rdata_word *word, uint32_t max, uint32_t *value);

/* rdata_coded.c: octets and codes written as hex, base64 or mnemonics. */
int rdata_read_hex(struct rdata_reader *reader);
int rdata_read_base64(struct rdata_reader *reader);
int rdata_read_code(struct rdata_reader *reader, enum rdata_kind kind);
int rdata_read_pattern(struct rdata_reader *reader, enum rdata_kind kind);
int rdata_read_prefix(struct rdata_reader *reader);
int rdata_read_type(struct rdata_reader *reader);
int rdata_read_bitmap(struct rdata_reader *reader);

/* Octets from hex digits; false when a character is none or one is left. */
bool rdata_hex_decode(uint8_t *octets, const char *text, size_t length);

/* rdata_loc.c: RFC 1876. */
int rdata_read_loc(struct rdata_reader *reader);

/* rdata_host.c: protocol and ports, gateway, host identity. */
int rdata_read_services(struct rdata_reader *reader);
int rdata_read_gateway(struct rdata_reader *reader);
int rdata_read_hip(struct rdata_reader *reader);

/* rdata_svcb.c: RFC 9460. */
int rdata_read_svcparams(struct rdata_reader *reader);

/* rdata_ldns.c: one field by ldns's own parser, when text has been checked.
 * ERR_MALFORMED when ldns doesn't take it. */
int rdata_ldns_read(struct rdata_reader *reader, enum rdata_kind kind,
                    const char *text);

#endif
