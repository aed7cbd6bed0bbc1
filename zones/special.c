/* SPDX-License-Identifier: ISC */
#include "zones/special.h"

#include <string.h>

/*
 * The registries as of 2025, the most specific block first where one lies in
 * another. What they call globally reachable stands here only where it lies
 * in a block that isn't. Where they say "N/A" (6to4, Teredo, 192.88.99.0/24)
 * what counts is the address inside, or nothing.
 */
struct block {
	const char *what;
	enum special_kind kind;
	uint8_t length;
	uint8_t octets[16];
};

static const struct block blocks4[] = {
    {"this network's address", SPECIAL_PRIVATE, 8, {0}},
    {"a private network's address", SPECIAL_PRIVATE, 8, {10}},
    {"a carrier's shared address", SPECIAL_PRIVATE, 10, {100, 64}},
    {"a loopback address", SPECIAL_PRIVATE, 8, {127}},
    {"a link-local address", SPECIAL_PRIVATE, 16, {169, 254}},
    {"a private network's address", SPECIAL_PRIVATE, 12, {172, 16}},
    /* PCP and TURN anycast */
    {NULL, SPECIAL_NONE, 32, {192, 0, 0, 9}},
    {NULL, SPECIAL_NONE, 32, {192, 0, 0, 10}},
    {"a protocol's own address", SPECIAL_PRIVATE, 24, {192, 0, 0}},
    {"a documentation address", SPECIAL_DOCUMENTATION, 24, {192, 0, 2}},
    /* 6a44 relays, RFC 6751; the rest of the block is deprecated */
    {"a protocol's own address", SPECIAL_PRIVATE, 32, {192, 88, 99, 2}},
    {"a private network's address", SPECIAL_PRIVATE, 16, {192, 168}},
    {"a benchmark's address", SPECIAL_PRIVATE, 15, {198, 18}},
    {"a documentation address", SPECIAL_DOCUMENTATION, 24, {198, 51, 100}},
    {"a documentation address", SPECIAL_DOCUMENTATION, 24, {203, 0, 113}},
    /* RFC 5771 section 9.2 */
    {"a documentation address", SPECIAL_DOCUMENTATION, 24, {233, 252, 0}},
    {"a multicast address", SPECIAL_PRIVATE, 4, {224}},
    {"the broadcast address", SPECIAL_PRIVATE, 32, {255, 255, 255, 255}},
    {"a reserved address", SPECIAL_PRIVATE, 4, {240}},
};

static const struct block blocks6[] = {
    {"the unspecified address", SPECIAL_PRIVATE, 128, {0}},
    {"the loopback address",
     SPECIAL_PRIVATE,
     128,
     {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
    /* local-use NAT64, whatever it carries: RFC 8215 */
    {"a local translator's address",
     SPECIAL_PRIVATE,
     48,
     {0, 0x64, 0xff, 0x9b, 0, 1}},
    {"a discard-only address", SPECIAL_PRIVATE, 64, {1}},
    /* the dummy prefix, RFC 9780 */
    {"a dummy address", SPECIAL_PRIVATE, 64, {1, 0, 0, 0, 0, 0, 0, 1}},
    /* PCP, TURN and SRP anycast */
    {NULL,
     SPECIAL_NONE,
     128,
     {0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
    {NULL,
     SPECIAL_NONE,
     128,
     {0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}},
    {NULL,
     SPECIAL_NONE,
     128,
     {0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}},
    {NULL, SPECIAL_NONE, 32, {0x20, 1}},                /* Teredo */
    {NULL, SPECIAL_NONE, 32, {0x20, 1, 0, 3}},          /* AMT */
    {NULL, SPECIAL_NONE, 48, {0x20, 1, 0, 4, 1, 0x12}}, /* AS112 */
    {NULL, SPECIAL_NONE, 28, {0x20, 1, 0, 0x20}},       /* ORCHIDv2 */
    {NULL, SPECIAL_NONE, 28, {0x20, 1, 0, 0x30}},       /* DRIP */
    {"a benchmark's address", SPECIAL_PRIVATE, 48, {0x20, 1, 0, 2}},
    {"a protocol's own address", SPECIAL_PRIVATE, 23, {0x20, 1}},
    {"a documentation address",
     SPECIAL_DOCUMENTATION,
     32,
     {0x20, 1, 0x0d, 0xb8}},
    {"a documentation address", SPECIAL_DOCUMENTATION, 20, {0x3f, 0xff}},
    {"a segment routing address", SPECIAL_PRIVATE, 16, {0x5f}},
    {"a unique local address", SPECIAL_PRIVATE, 7, {0xfc}},
    {"a link-local address", SPECIAL_PRIVATE, 10, {0xfe, 0x80}},
    /* deprecated, and as little reachable: RFC 3879 */
    {"a site-local address", SPECIAL_PRIVATE, 10, {0xfe, 0xc0}},
    {"a multicast address", SPECIAL_PRIVATE, 8, {0xff}},
};

static bool
block_holds(const struct block *block, const uint8_t *octets)
{
	unsigned whole = block->length / 8;
	unsigned rest = block->length % 8;

	if (memcmp(block->octets, octets, whole) != 0)
		return false;
	return rest == 0
	       || (block->octets[whole] ^ octets[whole]) >> (8 - rest) == 0;
}

static void
find(struct special *special, const struct block *blocks, size_t count,
     const uint8_t *octets)
{
	for (size_t i = 0; i < count; i++) {
		if (!block_holds(&blocks[i], octets))
			continue;
		special->kind = blocks[i].kind;
		special->what = blocks[i].what;
		return;
	}
}

static void
find4(struct special *special, const uint8_t *octets)
{
	find(special, blocks4, sizeof(blocks4) / sizeof(blocks4[0]), octets);
}

/* An IPv4 address that is carried along, if it is worse than what is known. */
static void
carry(struct special *special, const uint8_t *octets)
{
	struct special inner = {.kind = SPECIAL_NONE};

	find4(&inner, octets);
	if (inner.kind <= special->kind)
		return;
	*special = inner;
	special->carried = true;
	special->inner = net_address_from_octets(octets, 4);
}

static void
find6(struct special *special, const uint8_t *octets)
{
	static const uint8_t zero[16] = {0};
	static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
	static const uint8_t teredo[4] = {0x20, 1};
	static const uint8_t six_to_four[2] = {0x20, 2};
	uint8_t client[4];

	find(special, blocks6, sizeof(blocks6) / sizeof(blocks6[0]), octets);
	/* IPv4-compatible (RFC 4291 section 2.5.5.1) and NAT64 (RFC 6052),
	 * but :: and ::1 are what they are. */
	if (special->kind == SPECIAL_NONE
	    && (memcmp(octets, zero, 12) == 0
	        || memcmp(octets, nat64, 12) == 0))
		carry(special, octets + 12);
	if (memcmp(octets, six_to_four, sizeof(six_to_four)) == 0)
		carry(special, octets + 2);
	if (memcmp(octets, teredo, sizeof(teredo)) != 0)
		return;
	/* RFC 4380 section 4: the server, and the client turned over */
	for (unsigned i = 0; i < sizeof(client); i++)
		client[i] = octets[12 + i] ^ 0xff;
	carry(special, octets + 4);
	carry(special, client);
}

struct special
special_find(const struct net_address *address)
{
	struct special special = {.kind = SPECIAL_NONE};

	if (address->family == 4)
		find4(&special, address->octets);
	else
		find6(&special, address->octets);
	return special;
}
