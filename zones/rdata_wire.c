/* SPDX-License-Identifier: ISC */
#include "zones/rdata_wire.h"

#include <ctype.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/rdata.h"
#include "zones/rdata_svcb.h"
#include "zones/rdata_type.h"

/*
 * A walk over RDATA field by field, which checks each one and notes where
 * names begin. The first thing that is wrong ends it:
 *
 *   00 0a 04 m a i l 07 e x a m p l e ...
 *   |INT16|NAME                        |
 *         ^ noted
 */
struct walk {
	const uint8_t *wire;
	size_t length;
	size_t at;
	uint16_t *names; /* room for names_max, or NULL */
	size_t names_max;
	size_t name_count;
	const char *wrong;
};

static void
stop(struct walk *walk, const char *wrong)
{
	walk->wrong = wrong;
}

static size_t
left(const struct walk *walk)
{
	return walk->length - walk->at;
}

/* Moves over octets that may be anything. */
static void
walk_octets(struct walk *walk, size_t count)
{
	if (count > left(walk))
		stop(walk, "the data ends early");
	else
		walk->at += count;
}

static void
walk_rest(struct walk *walk, const char *empty)
{
	if (left(walk) == 0)
		stop(walk, empty);
	walk->at = walk->length;
}

static void
walk_name(struct walk *walk)
{
	int length = dname_check(walk->wire + walk->at, left(walk));

	if (length < 0) {
		stop(walk, "a domain name in it is not one, or over 255 "
		           "octets, or compressed");
		return;
	}
	if (walk->name_count < walk->names_max)
		walk->names[walk->name_count] = (uint16_t)walk->at;
	walk->name_count++;
	walk->at += (size_t)length;
}

static void
walk_string(struct walk *walk)
{
	if (left(walk) == 0)
		stop(walk, "the data ends early");
	else
		walk_octets(walk, 1u + walk->wire[walk->at]);
}

/* RFC 8659 section 4.1. */
static void
walk_tag(struct walk *walk)
{
	size_t start = walk->at;

	walk_string(walk);
	if (walk->wrong != NULL)
		return;
	if (walk->wire[start] == 0)
		stop(walk, "the tag is empty");
	for (size_t i = start + 1; i < walk->at; i++)
		if (!isalnum(walk->wire[i]))
			stop(walk, "the tag has other octets than letters and "
			           "digits");
}

/* RFC 4034 section 4.1.2. */
static void
walk_bitmap(struct walk *walk)
{
	int before = -1;

	while (left(walk) > 0 && walk->wrong == NULL) {
		const uint8_t *at = walk->wire + walk->at;
		size_t length = left(walk) > 1 ? at[1] : 0;

		if (length < 1 || length > 32 || length + 2 > left(walk)
		    || at[0] <= before || at[length + 1] == 0) {
			stop(walk, "the bitmap of types is malformed");
			return;
		}
		before = at[0];
		walk->at += length + 2;
	}
}

/* RFC 3123 section 4: no zero octets at the end of an address. */
static void
walk_prefix(struct walk *walk)
{
	const uint8_t *at = walk->wire + walk->at;
	size_t length = left(walk) >= 4 ? at[3] & 0x7f : 0;
	unsigned family;
	unsigned octets;

	if (left(walk) < 4 || length + 4 > left(walk)) {
		stop(walk, "a prefix ends early");
		return;
	}
	family = wire_read16(at);
	octets = family == 1 ? 4 : 16;
	if ((family == 1 || family == 2)
	    && (length > octets || at[2] > octets * 8
	        || (length > 0 && at[3 + length] == 0)))
		stop(walk, "a prefix is not one of its family");
	walk->at += length + 4;
}

/* A digit and a power of ten: RFC 1876 section 2. */
static bool
is_extent(uint8_t octet)
{
	return octet >> 4 <= 9 && (octet & 15) <= 9;
}

static bool
within(uint32_t angle, uint32_t degrees)
{
	uint32_t limit = degrees * 3600000u;

	return angle >= (1u << 31) - limit && angle <= (1u << 31) + limit;
}

static void
walk_loc(struct walk *walk)
{
	const uint8_t *at = walk->wire + walk->at;

	if (left(walk) != 16)
		stop(walk, "a location has 16 octets");
	else if (at[0] != 0)
		stop(walk, "a location has version 0");
	else if (!is_extent(at[1]) || !is_extent(at[2]) || !is_extent(at[3]))
		stop(walk, "a size or precision is none");
	else if (!within(wire_read32(at + 4), 90))
		stop(walk, "the latitude is over 90 degrees");
	else if (!within(wire_read32(at + 8), 180))
		stop(walk, "the longitude is over 180 degrees");
	walk->at = walk->length;
}

/* A gateway or relay of a type: none, IPv4, IPv6 or a name. */
static void
walk_gateway(struct walk *walk, unsigned type)
{
	if (type == 1)
		walk_octets(walk, 4);
	else if (type == 2)
		walk_octets(walk, 16);
	else if (type == 3)
		walk_name(walk);
	else if (type != 0)
		stop(walk, "the gateway's type is over 3");
}

/* RFC 4025 section 2.1: behind the precedence. */
static void
walk_ipseckey(struct walk *walk)
{
	size_t start = walk->at;

	walk_octets(walk, 2);
	if (walk->wrong == NULL)
		walk_gateway(walk, walk->wire[start]);
	if (walk->wrong == NULL)
		walk->at = walk->length;
}

/* RFC 8777 section 4.1: behind the precedence; a bit says something else. */
static void
walk_relay(struct walk *walk)
{
	size_t start = walk->at;

	walk_octets(walk, 1);
	if (walk->wrong == NULL)
		walk_gateway(walk, walk->wire[start] & 0x7f);
}

/* RFC 8005 section 5. */
static void
walk_hip(struct walk *walk)
{
	const uint8_t *at = walk->wire + walk->at;

	if (left(walk) < 4) {
		stop(walk, "the data ends early");
		return;
	}
	if (at[0] == 0 || wire_read16(at + 2) == 0)
		stop(walk, "the HIT or the key is empty");
	else
		walk_octets(walk, 4u + at[0] + wire_read16(at + 2));
}

/* RFC 2874 section 3.1. */
static void
walk_a6(struct walk *walk)
{
	unsigned bits = left(walk) > 0 ? walk->wire[walk->at] : 255;

	if (bits > 128) {
		stop(walk, "the prefix length is over 128");
		return;
	}
	walk_octets(walk, 1 + (128 - bits + 7) / 8);
	if (walk->wrong == NULL && bits > 0)
		walk_name(walk);
}

static void
walk_svcparams(struct walk *walk)
{
	walk->wrong = rdata_svcb_check(walk->wire + walk->at, left(walk));
	walk->at = walk->length;
}

/* Octets of a field of one size; 0 for the others. */
static size_t
fixed_size(enum rdata_kind kind)
{
	switch (kind) {
	case KIND_INT8:
	case KIND_ALGORITHM:
	case KIND_TLSA_USAGE:
	case KIND_TLSA_SELECTOR:
	case KIND_TLSA_MATCHING:
		return 1;
	case KIND_INT16:
	case KIND_TYPE:
	case KIND_CERT_TYPE:
		return 2;
	case KIND_INT32:
	case KIND_PERIOD:
	case KIND_TIME:
	case KIND_A:
		return 4;
	case KIND_EUI48:
		return 6;
	case KIND_NODE64:
	case KIND_EUI64:
		return 8;
	case KIND_AAAA:
		return 16;
	default:
		return 0;
	}
}

static void
walk_field(struct walk *walk, enum rdata_kind kind, uint16_t type)
{
	enum { TYPE_URI = 256 };

	switch (kind) {
	case KIND_NAME:
		walk_name(walk);
		break;
	case KIND_STRING:
		walk_string(walk);
		break;
	case KIND_TAG:
		walk_tag(walk);
		break;
	case KIND_LONG_STRING:
		/* RFC 7553 section 4.4: an empty URI is none. */
		if (type == TYPE_URI)
			walk_rest(walk, "the URI is empty");
		walk->at = walk->length;
		break;
	case KIND_BITMAP:
		walk_bitmap(walk);
		break;
	case KIND_APL:
		walk_prefix(walk);
		break;
	case KIND_LOC:
		walk_loc(walk);
		break;
	case KIND_SERVICES:
		walk_rest(walk, "the protocol is missing");
		break;
	case KIND_GATEWAY:
		walk_ipseckey(walk);
		break;
	case KIND_RELAY:
		walk_relay(walk);
		break;
	case KIND_HIP:
		walk_hip(walk);
		break;
	case KIND_A6:
		walk_a6(walk);
		break;
	case KIND_SVCPARAMS:
		walk_svcparams(walk);
		break;
	case KIND_OPAQUE:
		walk->at = walk->length;
		break;
	case KIND_HEX:
	case KIND_BASE64:
	case KIND_NSAP:
	case KIND_ATMA:
		walk_rest(walk, "the data ends early");
		break;
	default:
		walk_octets(walk, fixed_size(kind));
	}
}

static void
walk_all(struct walk *walk, const struct rdata_form *form)
{
	unsigned count = rdata_form_count(form);

	for (unsigned i = 0; i < count || form->repeats; i++) {
		if (walk->wrong != NULL
		    || (i >= count - form->optional && left(walk) == 0))
			return;
		walk_field(
		    walk,
		    (enum rdata_kind)form->kinds[i < count ? i : count - 1],
		    form->type);
	}
	if (walk->wrong == NULL && left(walk) > 0)
		stop(walk, "octets follow the last field");
}

const char *
rdata_wire_check(uint16_t type, const uint8_t *wire, size_t length)
{
	const struct rdata_form *form = rdata_form(type);
	struct walk walk = {.wire = wire, .length = length};

	if (form == NULL || form->name == NULL)
		return NULL;
	walk_all(&walk, form);
	return walk.wrong;
}

size_t
rdata_names_all(uint16_t *at, size_t max, uint16_t type,
                const struct rdatum *rdatum)
{
	const struct rdata_form *form = rdata_form(type);
	struct walk walk = {.wire = rdatum->wire,
	                    .length = rdatum->length,
	                    .names = at,
	                    .names_max = max};

	if (form == NULL)
		return 0;
	walk_all(&walk, form);
	return walk.wrong == NULL ? walk.name_count : 0;
}

int
rdata_names(uint16_t at[RDATA_NAMES], uint16_t type,
            const struct rdatum *rdatum)
{
	return (int)rdata_names_all(at, RDATA_NAMES, type, rdatum);
}
