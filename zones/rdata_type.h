/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_TYPE_H
#define MULLION_RDATA_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the RDATA of a type is made of: its fields in the order in which both
 * the presentation form and the wire form have them. One table drives the
 * reader of text (rdata.c), the walk over wire (rdata_wire.c) and messages.
 */
enum rdata_kind {
	KIND_END, /* behind the last field */
	/* one word each */
	KIND_NAME,
	KIND_INT8,
	KIND_INT16,
	KIND_INT32,
	KIND_PERIOD, /* 32 bits of seconds: 3600, 1h, 1w2d */
	KIND_TIME,   /* 32 bits: YYYYMMDDHHMMSS, or seconds since 1970 */
	KIND_A,
	KIND_AAAA,
	KIND_STRING,
	KIND_TAG,         /* CAA: letters and digits, length before them */
	KIND_LONG_STRING, /* CAA, URI: to the end, without a length */
	KIND_TYPE,
	KIND_ALGORITHM, /* DNSSEC's: 8 bits or a mnemonic */
	KIND_CERT_TYPE, /* RFC 4398: 16 bits or a mnemonic */
	KIND_TLSA_USAGE,
	KIND_TLSA_SELECTOR,
	KIND_TLSA_MATCHING,
	KIND_NODE64, /* NID, L64: 1111:2222:3333:4444 */
	KIND_EUI48,
	KIND_EUI64,
	KIND_NSAP,
	KIND_ATMA,
	KIND_APL, /* one item of an address prefix list */
	/* several words, all that are left but for HIP */
	KIND_BASE64,
	KIND_HEX,
	KIND_BITMAP, /* types, RFC 4034 section 4.1.2 */
	KIND_LOC,
	KIND_SERVICES,  /* WKS: protocol and ports */
	KIND_GATEWAY,   /* IPSECKEY: gateway type, algorithm, gateway, key */
	KIND_HIP,       /* algorithm, HIT, key */
	KIND_SVCPARAMS, /* none may be left */
	/* wire alone: these have no presentation form here but RFC 3597's */
	KIND_OPAQUE,
	KIND_A6,    /* RFC 2874: prefix length, suffix, prefix name */
	KIND_RELAY, /* AMTRELAY: type, relay */
};

enum { RDATA_FIELDS = 9 };

struct rdata_form {
	uint16_t type;
	bool repeats;       /* the last field may stand again and again */
	uint8_t optional;   /* fields at the end that may be left out */
	const char *name;   /* mnemonic; NULL: known for its names alone, and
	                     * whatever RFC 3597 form it has is taken */
	const char *fields; /* for messages: "preference,exchange" */
	uint8_t kinds[RDATA_FIELDS + 1];
};

/* The form of a type, or NULL for one that is octets and nothing more. */
const struct rdata_form *rdata_form(uint16_t type);

/* Fields that kinds[] has. */
unsigned rdata_form_count(const struct rdata_form *form);

/* The number of a type, meta types too: 0-65535 or ERR_NOTHING. */
int rdata_type_number(const char *text, size_t length);

#endif
