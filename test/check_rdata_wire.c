/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "lib/dname.h"
#include "test/rdata_case.h"
#include "zones/rdata_type.h"
#include "zones/rdata_wire.h"

static void
parse(struct arena *arena, struct rdatum *rdatum, const char *type,
      const char *text)
{
	struct rdata_error error = {.message = ""};

	ck_assert_msg(rdata_from_text(arena, rdatum, (uint16_t)rdata_type(type),
	                              text, RDATA_ORIGIN, &error)
	                  == 0,
	              "%s %s: %s", type, text, error.message);
}

static const struct {
	const char *type;
	const char *text;
	const char *names; /* with a blank between */
} named[] = {
    {"A", "192.0.2.1", ""},
    {"TXT", "\"a\"", ""},
    {"NS", "a.", "a."},
    {"MD", "a.", "a."},
    {"MF", "a.", "a."},
    {"CNAME", ".", "."},
    {"SOA", "a. b. 1 2 3 4 5", "a. b."},
    {"MB", "a.", "a."},
    {"MG", "a.", "a."},
    {"MR", "a.", "a."},
    {"PTR", "a.", "a."},
    {"MINFO", "a. b.", "a. b."},
    {"MX", "1 a.", "a."},
    {"RP", "a. b.", "a. b."},
    {"AFSDB", "1 a.", "a."},
    {"RT", "1 a.", "a."},
    {"NSAP-PTR", "a.", "a."},
    {"SIG", "A 8 2 3600 1 1 1 a. AQID", "a."},
    {"PX", "1 a. b.", "a. b."},
    {"NXT", "\\# 4 01610002", "a."},
    {"SRV", "1 2 3 a.", "a."},
    {"NAPTR", "1 2 \"\" \"\" \"\" a.", "a."},
    {"KX", "1 a.", "a."},
    {"A6", "\\# 17 0020010db8000000000000000000000001", ""},
    {"A6", "\\# 12 400000000000000000016100", "a."},
    {"A6", "\\# 4 80016100", "a."},
    {"DNAME", "a.", "a."},
    {"IPSECKEY", "1 3 2 a. AQID", "a."},
    {"IPSECKEY", "1 1 2 192.0.2.1 AQID", ""},
    {"IPSECKEY", "1 0 0 .", ""},
    {"HIP", "2 20 AQID", ""},
    {"HIP", "2 20 AQID a. b. c.", "a. b. c."},
    {"HIP", "2 20 AQID a. b. c. d. e. f. g. h. i. j.",
     "a. b. c. d. e. f. g. h. i. j."},
    {"TALINK", "a. b.", "a. b."},
    {"SVCB", "1 a. alpn=h2", "a."},
    {"HTTPS", "1 .", "."},
    {"LP", "1 a.", "a."},
    {"TYPE260", "\\# 5 0a03016100", "a."}, /* AMTRELAY */
    {"TYPE260", "\\# 5 0a83016100", "a."}, /* with the discovery bit */
    {"TYPE260", "\\# 6 0a01c0000201", ""},
    {"TYPE260", "\\# 5 0a0301ff00", "\\255."},
    {"TYPE260", "\\# 4 0a03ff00", ""},          /* not one: octets */
    {"TYPE66", "\\# 8 00fb0114eb016100", "a."}, /* DSYNC */
    {"TYPE65400", "\\# 3 016100", ""},
};

START_TEST(names_in_rdata_of_any_type_are_found)
{
	struct arena *arena = arena_new();
	struct rdatum rdatum;
	uint16_t type = (uint16_t)rdata_type(named[_i].type);
	uint16_t at[16];
	char names[4096] = "";
	char text[DNAME_TEXT];
	size_t count;

	parse(arena, &rdatum, named[_i].type, named[_i].text);
	count = rdata_names_all(at, 16, type, &rdatum);
	ck_assert_uint_le(count, 16);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			strcat(names, " ");
		strcat(names, dname_to_text(text, rdatum.wire + at[i]));
	}
	ck_assert_str_eq(names, named[_i].names);
	ck_assert_int_eq(rdata_names(at, type, &rdatum), (int)count);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *type;
	const char *text;
	const char *addresses;
} addressed[] = {
    {"A", "192.0.2.1", "192.0.2.1"},
    {"AAAA", "2001:db8::1", "2001:db8::1"},
    {"AAAA", "::ffff:10.0.0.1", "10.0.0.1"},
    {"HTTPS", "1 . ipv4hint=192.0.2.1,10.0.0.1 ipv6hint=2001:db8::1",
     "192.0.2.1 10.0.0.1 2001:db8::1"},
    {"SVCB", "0 .", ""},
    {"L32", "1 192.0.2.1", ""},
    {"TXT", "\"192.0.2.1\"", ""},
};

START_TEST(addresses_are_those_of_a_aaaa_and_hints)
{
	struct arena *arena = arena_new();
	struct rdatum rdatum;
	uint16_t type = (uint16_t)rdata_type(addressed[_i].type);
	struct net_address addresses[4];
	char all[256] = "";
	char text[NET_TEXT];
	size_t count;

	parse(arena, &rdatum, addressed[_i].type, addressed[_i].text);
	count = rdata_addresses(addresses, 4, type, &rdatum);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			strcat(all, " ");
		strcat(all, net_address_to_text(text, &addresses[i]));
	}
	ck_assert_str_eq(all, addressed[_i].addresses);
	ck_assert_uint_eq(rdata_addresses(NULL, 0, type, &rdatum), count);
	arena_free(arena);
}
END_TEST

/* RFC 3597 form of known types: the wire is walked. */
static const struct rdata_case cases[] = {
    {"TXT", "\\# 0", NULL, "ends early"},
    {"TXT", "\\# 2 0261", NULL, "ends early"},
    {"TXT", "\\# 1 00", "00", NULL},
    {"SOA", "\\# 21 0000 0000000100000002000000030000000400", NULL,
     "says 21 octets and has 19"},
    {"SOA", "\\# 19 0000 0000000100000002000000030000000400", NULL,
     "ends early"},
    {"CAA", "\\# 2 0000", NULL, "the tag is empty"},
    {"CAA", "\\# 3 00012d", NULL, "other octets than letters"},
    {"CAA", "\\# 3 000161", "000161", NULL},
    {"LOC", "\\# 15 001216138000000080000000009896", NULL, "16 octets"},
    {"LOC", "\\# 16 01121613800000008000000000989680", NULL, "version 0"},
    {"LOC", "\\# 16 00ff1613800000008000000000989680", NULL, "precision"},
    {"LOC", "\\# 16 001a1613800000008000000000989680", NULL, "precision"},
    {"LOC", "\\# 16 001216139fffffff8000000000989680", NULL, "latitude"},
    {"LOC", "\\# 16 0012161380000000ffffffff00989680", NULL, "longitude"},
    {"APL", "\\# 0", "", NULL},
    {"APL", "\\# 5 0001080100", NULL, "not one of its family"},
    {"APL", "\\# 5 000108010a", "000108010a", NULL},
    {"APL", "\\# 5 000121010a", NULL, "not one of its family"},
    {"APL", "\\# 9 000120050102030405", NULL, "not one of its family"},
    {"APL", "\\# 4 00010801", NULL, "ends early"},
    {"APL", "\\# 3 000108", NULL, "ends early"},
    {"CSYNC", "\\# 9 000000010002 000160", "000000010002000160", NULL},
    {"CSYNC", "\\# 6 000000010002", "000000010002", NULL},
    {"CSYNC", "\\# 10 000000010002 00024000", NULL, "bitmap"},
    {"CSYNC", "\\# 12 000000010002 010140 000140", NULL, "bitmap"},
    {"CSYNC", "\\# 8 000000010002 0000", NULL, "bitmap"},
    {"IPSECKEY", "\\# 4 0a0402aa", NULL, "gateway's type is over 3"},
    {"IPSECKEY", "\\# 4 0a0102aa", NULL, "ends early"},
    {"HIP", "\\# 4 00020001", NULL, "the HIT or the key is empty"},
    {"HIP", "\\# 6 01020001 aabb", "01020001aabb", NULL},
    {"HIP", "\\# 5 01020001 aa", NULL, "ends early"},
    {"A6", "\\# 2 81 00", NULL, "over 128"},
    {"NS", "\\# 0", NULL, "domain name"},
    {"NS", "\\# 2 0161", NULL, "domain name"},
    {"NS", "\\# 4 01610000", NULL, "follow the last field"},
    {"DS", "\\# 4 00010801", NULL, "ends early"},
    {"WKS", "\\# 4 c0000201", NULL, "protocol is missing"},
    {"ISDN", "\\# 2 0161", "0161", NULL},
    {"ISDN", "\\# 5 0161016200", NULL, "follow the last field"},
};

START_TEST(octets_are_taken_or_refused_with_their_reason)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

/* Whatever octets there are, the walk stays in them: run under ASan, with
 * each buffer as long as it says. */
START_TEST(no_octets_lead_the_walk_astray)
{
	uint64_t seed = 1;

	for (unsigned type = 1; type < 262; type++) {
		for (unsigned round = 0; round < 200; round++) {
			size_t length = round % 40;
			uint8_t *wire = malloc(length + 1);
			struct rdatum rdatum;
			uint16_t at[RDATA_NAMES];

			for (size_t i = 0; i < length; i++) {
				seed = seed * 6364136223846793005u + 1;
				wire[i] = (uint8_t)(seed >> 60);
			}
			wire = realloc(wire, length > 0 ? length : 1);
			rdatum = (struct rdatum){.wire = wire,
			                         .length = (uint16_t)length};
			rdata_names(at, (uint16_t)type, &rdatum);
			if (rdata_wire_check((uint16_t)type, wire, length)
			    == NULL)
				ck_assert_int_ge(
				    rdata_names(at, (uint16_t)type, &rdatum),
				    0);
			free(wire);
		}
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_wire");
	TCase *tc = tcase_create("wire");

	tcase_add_loop_test(tc, names_in_rdata_of_any_type_are_found, 0,
	                    sizeof(named) / sizeof(named[0]));
	tcase_add_loop_test(tc, addresses_are_those_of_a_aaaa_and_hints, 0,
	                    sizeof(addressed) / sizeof(addressed[0]));
	tcase_add_loop_test(tc, octets_are_taken_or_refused_with_their_reason,
	                    0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, no_octets_lead_the_walk_astray);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
