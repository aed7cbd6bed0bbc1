/* SPDX-License-Identifier: ISC */
#include "test/random_query.h"

#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"

const char *const random_query_lines[] = {
    "network 10.0.0.0/8",
    "network fd00::/8",
    "resolver 192.0.2.1",
    "zone a.",
    "a. 300 SOA ns.a. h.a. 7 2 3 4 60",
    "a. 300 NS ns.a.",
    "a. 300 MX {1..30} m{}.a.",
    "a. 300 TXT \"one\" \"two\"",
    "m{1..30}.a. 300 A 192.0.2.{}",
    "ns.a. 300 A 192.0.2.1",
    "ns.a. 300 AAAA 2001:db8::1",
    "c.a. 300 CNAME d.a.",
    "d.a. 300 CNAME x.e.a.",
    "l.a. 300 CNAME m.l.a.",
    "m.l.a. 300 CNAME l.a.",
    "o.a. 300 CNAME w.other.",
    "e.a. 300 DNAME f.a.",
    "*.f.a. 300 CNAME c.a.",
    "g.a. 300 DNAME g.g.a.",
    "h.a. 300 DNAME .",
    "i.a. 300 DNAME "
    "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll."
    "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll."
    "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll."
    "lllllllllllllllllllllllllllllllllllllllllllllllllllllll.a.",
    "s.a. 300 NS ns.s.a.",
    "s.a. 300 NS ns.a.",
    "s.a. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    "ns.s.a. 300 A 192.0.2.2",
    "t.a. 300 CNAME b.s.a.",
    "*.w.a. 300 HTTPS 1 . alpn=h2",
    "*.w.a. 300 SRV 1 2 3 ns.a.",
    "w.a. 300 HTTPS 1 . alpn=h2",
    "w.a. 300 A 192.0.2.4",
    "x.y.w.a. 300 TXT \"below a name without data\"",
    "x.a. 300 TYPE65400 \\# 4 0a000001",
    "x.a. 300 SRV {1..9} 2 3 m{}.a.",
    "big.a. 300 TXT \"{1..90} of many\"",
    "zone b.a.",
    "b.a. 300 NS ns.a.",
    "x.b.a. 300 TXT \"t\"",
    "*.b.a. 300 A 192.0.2.9",
    "zone z.",
    "z. 300 NS ns.a.",
    "c.z. 300 CNAME c.a.",
    NULL,
};

/* True once in n times. */
static bool
once_in(struct random *random, uint32_t n)
{
	return random_below(random, n) == 0;
}

static uint8_t *
put16(uint8_t *at, unsigned value)
{
	wire_write16(at, (uint16_t)value);
	return at + 2;
}

static uint8_t *
put_label(struct random *random, uint8_t *at, const char *label)
{
	size_t length = strlen(label);
	bool upper = once_in(random, 4);

	*at++ = (uint8_t)length;
	for (size_t i = 0; i < length; i++) {
		bool letter = label[i] >= 'a' && label[i] <= 'z';

		*at++ = (uint8_t)(upper && letter ? label[i] - 0x20 : label[i]);
	}
	return at;
}

/* Labels that the image has, in any order, up to the apex of a zone of it or
 * of none. */
static uint8_t *
put_name(struct random *random, uint8_t *at)
{
	static const char *const labels[] = {
	    "a", "b", "c", "d",  "e", "f",   "g",   "h",
	    "i", "l", "m", "m7", "o", "ns",  "big", "s",
	    "t", "w", "x", "y",  "*", "m30", "q",   "\1\200",
	};
	static const char *const apexes[] = {"a", "a", "a", "z", "other"};
	unsigned count = random_below(random, 4);

	if (once_in(random, 200))
		count += 40; /* with an apex and a DNAME's target, too long */
	while (count-- > 0)
		at = put_label(random, at,
		               labels[random_below(
				   random, sizeof(labels) / sizeof(*labels))]);
	if (!once_in(random, 50))
		at = put_label(random, at, apexes[random_below(random, 5)]);
	*at++ = 0;
	return at;
}

static uint8_t *
put_question(struct random *random, uint8_t *at)
{
	static const uint16_t types[] = {
	    TYPE_A,   TYPE_A,   TYPE_AAAA,  TYPE_NS,   TYPE_CNAME, TYPE_SOA,
	    TYPE_MX,  TYPE_TXT, TYPE_DNAME, TYPE_DS,   TYPE_HTTPS, TYPE_SRV,
	    TYPE_ANY, TYPE_OPT, TYPE_AXFR,  TYPE_IXFR, 65400,
	};
	const unsigned count = sizeof(types) / sizeof(*types);

	if (once_in(random, 100)) {
		static const uint8_t version[] = "\7version\4bind";

		memcpy(at, version, sizeof(version));
		return put16(put16(at + sizeof(version), TYPE_TXT), CLASS_CH);
	}
	at = put_name(random, at);
	at = put16(at, types[random_below(random, count)]);
	return put16(at,
	             once_in(random, 50) ? random_below(random, 5) : CLASS_IN);
}

/* One of any section, with a name that is a pointer or is not. */
static uint8_t *
put_record(struct random *random, uint8_t *at)
{
	unsigned rdlength = random_below(random, 8);

	at = once_in(random, 2) ? put16(at, WIRE_POINTER | WIRE_HEADER)
	                        : put_name(random, at);
	at = put16(at, TYPE_TXT);
	at = put16(at, CLASS_IN);
	memset(at, 0, 4);
	at = put16(at + 4, rdlength);
	memset(at, 1, rdlength);
	return at + rdlength;
}

static uint8_t *
put_opt(struct random *random, uint8_t *at)
{
	static const uint16_t sizes[] = {0, 512, 600, 1232, 4096, 65535};
	unsigned length = once_in(random, 4) ? 4 + random_below(random, 12) : 0;

	*at++ = 0;
	at = put16(at, TYPE_OPT);
	at = put16(at, sizes[random_below(random, 6)]);
	at = put16(at, once_in(random, 30) ? 1 : 0); /* its version */
	at = put16(at, once_in(random, 2) ? 0x8000 : 0);
	at = put16(at, length);
	if (length == 0)
		return at;
	put16(at, random_below(random, 20));
	/* a few of them don't fill the OPT */
	put16(at + 2, length - 4 + (once_in(random, 10) ? 1 : 0));
	memset(at + 4, 0, length - 4);
	return at + length;
}

/* Makes it another packet than it was meant to be. */
static void
damage(struct random *random, struct random_query *query)
{
	uint32_t at = random_below(random, (uint32_t)query->length);
	unsigned more = random_below(random, 12);

	switch (random_below(random, 4)) {
	case 0:
		query->length = at;
		break;
	case 1:
		memset(query->octets + query->length, 0, more);
		query->length += more;
		break;
	case 2:
		query->octets[at] ^= (uint8_t)(1u << random_below(random, 8));
		break;
	default: /* in what tells how to read the rest */
		query->octets[2 + random_below(random, WIRE_HEADER - 2)] =
		    (uint8_t)random_next(random);
		break;
	}
}

static void
choose_source(struct random *random, struct random_query *query)
{
	static const struct net_address sources[] = {
	    {.family = 4, .octets = {10, 1, 2, 3}},
	    {.family = 6, .octets = {0xfd}},
	    {.family = 4, .octets = {192, 0, 2, 1}},
	    {.family = 4, .octets = {192, 0, 2, 2}},
	};
	unsigned which = random_below(random, 20);

	query->source = sources[which < 4 ? which : 0];
	query->alone = once_in(random, 2);
	query->tcp = once_in(random, 5);
}

void
random_query(struct random *random, struct random_query *query)
{
	uint8_t *octets = query->octets, *at = octets + WIRE_HEADER;
	unsigned records = once_in(random, 20) ? random_below(random, 4) : 0;
	unsigned section = random_below(random, 3);
	unsigned opts = once_in(random, 2) ? 1 : 0;

	if (once_in(random, 100))
		opts = 2;
	memset(octets, 0, WIRE_HEADER);
	put16(octets, random_below(random, 1 << 16));
	octets[2] = once_in(random, 2) ? FLAG_RD : 0;
	octets[3] = once_in(random, 8) ? (uint8_t)random_next(random) : 0;
	octets[5] = 1;
	at = put_question(random, at);
	/* one section holds them; the OPT stands in the last one */
	put16(octets + 10, opts);
	put16(octets + 6 + 2 * section, records + (section == 2 ? opts : 0));
	for (unsigned i = 0; i < records; i++)
		at = put_record(random, at);
	for (unsigned i = 0; i < opts; i++)
		at = put_opt(random, at);
	query->length = (size_t)(at - octets);
	choose_source(random, query);
	if (once_in(random, 10))
		damage(random, query);
}
