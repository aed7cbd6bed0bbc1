/* SPDX-License-Identifier: ISC */
#include <ldns/ldns.h>

#include "lib/dname.h"
#include "test/rdata_case.h"

/* Each type that ldns knows, in forms that ldns reads rightly. */
static const struct {
	const char *type;
	const char *text;
} samples[] = {
    {"A", "192.0.2.1"},
    {"A", "255.255.255.255"},
    {"NS", "ns1"},
    {"NS", "ns1.example.net."},
    {"MD", "a"},
    {"MF", "a"},
    {"CNAME", "@"},
    {"CNAME", "."},
    {"CNAME", "WwW.a\\.b.c\\032d\\\\"},
    {"SOA", "ns1 hostmaster 2026112401 7200 900 1209600 300"},
    {"SOA", "ns1 a\\.b 4294967295 1h30m 1w2d 30 0"},
    {"MB", "a"},
    {"MG", "a"},
    {"MR", "a"},
    {"NULL", "\\# 3 00ff41"},
    {"WKS", "192.0.2.1 6 25 53 80"},
    {"WKS", "192.0.2.1 17 65535"},
    {"PTR", "host"},
    {"HINFO", "PC \"Linux 6.1\""},
    {"MINFO", "a b.example.net."},
    {"MX", "10 mail"},
    {"MX", "0 ."},
    {"TXT", "\"v=spf1 mx -all\""},
    {"TXT", "word"},
    {"TXT", "\"\""},
    {"TXT", "\"a\" \"b;c\" \"d\\\"e\\\\f\\200\""},
    {"RP", "a b"},
    {"AFSDB", "1 a"},
    {"X25", "311061700956"},
    {"ISDN", "150862028003217"},
    {"ISDN", "150862028003217 \"004\""},
    {"RT", "10 a"},
    {"NSAP", "0x47000580005a0000000001e133ffffff00016100"},
    {"NSAP", "0x47.0005.80"},
    {"SIG", "A 8 2 3600 20260101000000 20250101000000 1 a AQID"},
    {"SIG", "TYPE65400 RSASHA256 2 3600 20260101000000 4294967295 1 . AQID"},
    {"KEY", "256 3 8 AwEA AQ=="},
    {"PX", "10 a b"},
    {"GPOS", "-32.6882 116.8652 10.0"},
    {"AAAA", "2001:db8::1"},
    {"AAAA", "::ffff:192.0.2.1"},
    {"LOC", "42 21 54 N 71 06 18 W -24m 30m"},
    {"LOC", "42 21 43.952 N 71 5 6.344 W -24m 1m 200m"},
    {"LOC", "52 14 05 N 00 08 50 E 10m 1m 2m 3m"},
    {"LOC", "90 S 180 E 0m"},
    {"LOC", "32 7 19 S 116 2 25 E 10.57m 0.05m"},
    {"NXT", "\\# 6 016100000002"},
    {"EID", "01ab"},
    {"NIMLOC", "01 AB"},
    {"SRV", "0 65535 5060 sip"},
    {"SRV", "0 0 0 ."},
    {"ATMA", "39246f00"},
    {"NAPTR", "10 20 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b!\" ."},
    {"NAPTR", "10 20 s SIP+D2U \"\" _sip._udp"},
    {"KX", "10 a"},
    {"CERT", "PKIX 1 RSASHA256 AQID"},
    {"CERT", "65535 1 8 AQID"},
    {"A6", "\\# 17 0020010db8000000000000000000000001"},
    {"DNAME", "a.example.net."},
    {"SINK", "1"},
    {"APL", ""},
    {"APL", "1:192.168.32.0/21 !1:192.168.38.0/28"},
    {"APL", "1:224.0.0.0/4 2:ff00::/8 1:0.0.0.0/0 2:::1/128"},
    {"DS", "60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118"},
    {"SSHFP", "4 2 123456789abcdef6"},
    {"IPSECKEY", "10 1 2 192.0.2.38 AQNRU3mG"},
    {"IPSECKEY", "10 0 2 . AQNRU3mG"},
    {"IPSECKEY", "10 2 2 2001:db8::1 AQNRU3mG"},
    {"IPSECKEY", "10 3 2 gw.example.net. AQNRU3mG"},
    {"DNSKEY", "256 3 5 AQPSKmynfzW4kyBv015MUG2D"},
    {"DHCID", "AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA="},
    {"TLSA", "3 1 1 d2abde240d7cd3ee6b4b28c54df034b9"},
    {"TLSA", "DANE-EE SPKI SHA2-256 d2ab"},
    {"SMIMEA", "0 0 1 d2ab"},
    {"HIP", "2 200100107B1A74DF365639CC39F1D578 AwEAAbdx"},
    {"HIP", "2 200100107B1A74DF365639CC39F1D578 AwEAAbdx a b.example.net."},
    {"TALINK", "a b"},
    {"CDS", "0 0 0 00"},
    {"CDS", "0 0 0 0"},
    {"CDNSKEY", "0 3 0 AA=="},
    {"OPENPGPKEY", "AQID BAUG"},
    {"CSYNC", "66 3 A NS AAAA TYPE65400"},
    {"ZONEMD", "2018031500 1 1 fe b0"},
    {"SVCB", "0 a.example.net."},
    {"SVCB", "1 ."},
    {"SVCB", "16 a port=53 alpn=h2,h3"},
    {"SVCB", "1 a ipv6hint=2001:db8::1,2001:db8::53:1 "
             "ipv4hint=192.0.2.1,192.0.2.2"},
    {"SVCB", "1 a mandatory=ipv4hint,alpn alpn=h2 ipv4hint=192.0.2.1"},
    {"SVCB", "1 a key667=hello"},
    {"SVCB", "1 a key667=\"hello\\210qoo\""},
    {"SVCB", "1 a alpn=dot dohpath=/q{?dns}"},
    {"SVCB", "1 a alpn=h2 no-default-alpn"},
    {"SVCB", "1 a ech=AQID"},
    {"HTTPS", "1 . alpn=\"h2,h3\""},
    {"SPF", "\"v=spf1 -all\""},
    {"NID", "10 0014:4fff:ff20:ee64"},
    {"NID", "10 14:4fff:ff20:0"},
    {"L32", "10 10.1.2.0"},
    {"L64", "10 2001:0DB8:1140:1000"},
    {"LP", "10 a"},
    {"EUI48", "00-00-5e-00-53-2a"},
    {"EUI64", "00-00-5e-ef-10-00-00-2A"},
    {"URI", "10 1 \"ftp://ftp1.example.com/public;x\""},
    {"CAA", "0 issue \"ca.example.net; account=1\""},
    {"CAA", "128 tbs \"\""},
    {"DLV", "60485 5 1 2bb1"},
    {"TYPE65400", "\\# 4 0a000001"},
    {"TYPE65400", "\\# 0"},
    {"TYPE1", "\\# 4 0a00 0001"},
    {"MX", "\\# 5 000A 0161 00"},
    {"TYPE15", "10 mail"},
};

enum { SAMPLES = sizeof(samples) / sizeof(samples[0]), WIRE_MAX = 16384 };

/* What ldns makes of the record; its RDATA's octets in a row. */
static size_t
ldns_wire(uint8_t *wire, const char *type, const char *text)
{
	ldns_rdf *origin = ldns_dname_new_frm_str("example.com.");
	ldns_rr *rr = NULL;
	char line[4096];
	size_t length = 0;
	ldns_status status;

	snprintf(line, sizeof(line), "o.example.com. 300 IN %s %s", type, text);
	status = ldns_rr_new_frm_str(&rr, line, 300, origin, NULL);
	ck_assert_msg(status == LDNS_STATUS_OK, "ldns: %s: %s", line,
	              ldns_get_errorstr_by_id(status));
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(rr, i);

		if (ldns_rdf_size(rdf) == 0)
			continue;
		ck_assert_uint_le(length + ldns_rdf_size(rdf), WIRE_MAX);
		memcpy(wire + length, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
		length += ldns_rdf_size(rdf);
	}
	ldns_rr_free(rr);
	ldns_rdf_deep_free(origin);
	return length;
}

START_TEST(wire_is_what_ldns_makes_of_the_same_text)
{
	struct arena *arena = arena_new();
	struct rdata_error error = {.message = ""};
	struct rdatum rdatum;
	uint8_t wire[WIRE_MAX];
	int type = rdata_type(samples[_i].type);
	size_t length;
	int result = rdata_from_text(arena, &rdatum, (uint16_t)type,
	                             samples[_i].text, RDATA_ORIGIN, &error);

	ck_assert_msg(result == 0, "%s %s: %s", samples[_i].type,
	              samples[_i].text, error.message);
	length = ldns_wire(wire, samples[_i].type, samples[_i].text);
	ck_assert_msg(length == rdatum.length
	                  && memcmp(wire, rdatum.wire, length) == 0,
	              "%s %s", samples[_i].type, samples[_i].text);
	arena_free(arena);
}
END_TEST

START_TEST(text_of_wire_leads_back_to_it)
{
	struct arena *arena = arena_new();
	struct rdata_error error = {.message = ""};
	struct rdatum first;
	struct rdatum second;
	uint16_t type = (uint16_t)rdata_type(samples[_i].type);
	const char *text;

	ck_assert_int_eq(rdata_from_text(arena, &first, type, samples[_i].text,
	                                 RDATA_ORIGIN, &error),
	                 0);
	text = rdata_to_text(arena, type, &first);
	ck_assert_msg(rdata_from_text(arena, &second, type, text, NULL, &error)
	                  == 0,
	              "%s %s: %s", samples[_i].type, text, error.message);
	ck_assert_uint_eq(first.length, second.length);
	ck_assert_mem_eq(first.wire, second.wire, first.length);
	arena_free(arena);
}
END_TEST

START_TEST(every_type_of_ldns_has_a_sample_or_is_a_meta_type)
{
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const ldns_rr_descriptor *known =
		    ldns_rr_descript((uint16_t)type);
		bool found = false;

		if (known->_type != type || known->_name == NULL)
			continue;
		for (size_t i = 0; i < SAMPLES && !found; i++)
			found = strcmp(samples[i].type, known->_name) == 0;
		if (strcmp(known->_name, "NSAP-PTR") == 0)
			continue;
		ck_assert_msg(found || rdata_type(known->_name) == ERR_RANGE,
		              "%s", known->_name);
	}
}
END_TEST

static const struct rdata_case cases[] = {
    /* where ldns 1.8.3 is wrong or takes anything */
    {"SRV", "0 0 70000 sip", NULL, "SRV port \"70000\" is too large"},
    {"SRV", "0 0 -1 sip", NULL, "SRV port \"-1\" is not a number"},
    {"SRV", "0 0 0x10 sip", NULL, "is not a number"},
    {"CAA", "300 issue \"a\"", NULL, "CAA flags \"300\" is too large"},
    {"CAA", "0 is-sue \"a\"", NULL, "letters and digits alone"},
    {"CAA", "0 issue a", "0005697373756561", NULL},
    {"URI", "1 2 https://a", "0001000268747470733a2f2f61", NULL},
    {"URI", "1 2 \"\"", NULL, "the URI is empty"},
    {"NSAP-PTR", "foo", "03666f6f076578616d706c6503636f6d00", NULL},
    {"IPSECKEY", "10 3 2 gw AQNRU3mG",
     "0a0302026777076578616d706c6503636f6d00010351537986", NULL},
    {"WKS", "192.0.2.1 tcp smtp domain", "c00002010600000040000004", NULL},
    {"CDNSKEY", "0 3 0 0", "0000030000", NULL},
    {"CSYNC", "1 2 A FOO", NULL, "\"FOO\" is not a type"},
    {"APL", "1:1.2.3.4/33", NULL, "is not a prefix"},
    {"SVCB", "1 a port=1 port=2", NULL, "stands twice"},
    {"SVCB", "1 a port=70000", NULL, "has no port"},
    {"SIG", "A 300 2 3600 1 1 1 a AQID", NULL, "is too large"},
    /* addresses to the letter */
    {"A", "10.1", NULL, "is not an IPv4 address"},
    {"A", "010.0.0.1", NULL, "is not an IPv4 address"},
    {"A", "10.0.0.256", NULL, "is not an IPv4 address"},
    {"A", "10.0.0.1/8", NULL, "is not an IPv4 address"},
    {"A", "10.0.0.1 x", NULL, "A \"x\" is too much"},
    {"A", "", NULL, "A address is missing"},
    {"A", "   ", NULL, "A address is missing"},
    {"A", "\"10.0.0.1\"", NULL, "is in quotes"},
    {"AAAA", "fe80::1%eth0", NULL, "is not an IPv6 address"},
    {"AAAA", "2001:db8::/32", NULL, "is not an IPv6 address"},
    {"AAAA", "192.0.2.1", NULL, "is not an IPv6 address"},
    /* fields too few, too many, out of range */
    {"MX", "mail", NULL, "MX preference \"mail\" is not a number"},
    {"MX", "10", NULL, "MX exchange is missing: MX has preference, exchange"},
    {"MX", "10 a b", NULL, "MX \"b\" is too much"},
    {"MX", "65536 a", NULL, "it may be 0 to 65535"},
    {"MX", "10 a..b", NULL, "is not a domain name"},
    {"SOA", "a b 4294967296 1 1 1 1", NULL, "SOA serial \"4294967296\""},
    {"SOA", "a b 1 1x 1 1 1", NULL, "SOA refresh \"1x\" is not a period"},
    {"SOA", "a b 1 7102w 1 1 1", NULL, "is too large"},
    {"DS", "1 8 2 abc", NULL, "is not hex"},
    {"DNSKEY", "256 3 8 A", NULL, "is not base64"},
    {"DNSKEY", "256 3 8 AA=A", NULL, "is not base64"},
    {"DNSKEY", "256 3 FOO AAAA", NULL, "no known mnemonic"},
    {"DNSKEY", "256 3 8x AAAA", NULL, "no known mnemonic"},
    {"EUI48", "00-00-5e-00-53", NULL, "six octets"},
    {"NID", "10 1:2:3", NULL, "four groups"},
    {"SIG", "A 8 2 1 20260231000000 1 1 a AQID", NULL, "is not a time"},
    {"TXT", "", NULL, "TXT string is missing"},
    {"NULL", "data", NULL, "\\#"},
    {"TYPE65400", "10.0.0.1", NULL, "\\#"},
    /* RFC 3597 */
    {"TYPE65400", "\\# 3 0a000001", NULL, "says 3 octets and has 4"},
    {"TYPE65400", "\\# 4 0a00001", NULL, "is not hex"},
    {"TYPE65400", "\\# x", NULL, "is not a length"},
    {"TYPE65400", "\\#", NULL, "is not a length"},
    {"TYPE65400", "\\# 65536 00", NULL, "is not a length"},
    {"A", "\\# 3 0a0000", NULL, "this is no A, since the data ends early"},
    {"A", "\\# 5 0a00000101", NULL, "octets follow the last field"},
    {"MX", "\\# 4 000ac00c", NULL, "compressed"},
};

START_TEST(text_is_taken_or_refused_with_its_reason)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static const struct {
	size_t length;
	size_t wire; /* 0: refused */
} plain[] = {
    {0, 1},     {1, 2},         {255, 256},     {256, 258},
    {510, 512}, {65278, 65534}, {65279, 65535}, {65280, 0},
};

START_TEST(plain_text_is_split_at_255_octets)
{
	struct arena *arena = arena_new();
	struct rdata_error error;
	struct rdatum rdatum;
	char *text = arena_alloc(arena, plain[_i].length + 1);
	size_t at = 0;
	size_t total = 0;
	int result;

	memset(text, ';', plain[_i].length);
	result =
	    rdata_from_plain(arena, &rdatum, text, plain[_i].length, &error);
	ck_assert_int_eq(result, plain[_i].wire > 0 ? 0 : ERR_REPORTED);
	if (result == 0) {
		ck_assert_uint_eq(rdatum.length, plain[_i].wire);
		for (; at < rdatum.length; at += 1u + rdatum.wire[at])
			total += rdatum.wire[at];
		ck_assert_uint_eq(at, rdatum.length);
		ck_assert_uint_eq(total, plain[_i].length);
	}
	arena_free(arena);
}
END_TEST

START_TEST(names_are_255_octets_at_most)
{
	struct arena *arena = arena_new();
	struct rdata_error error;
	struct rdatum rdatum;
	char text[300];

	memset(text, 'a', sizeof(text));
	for (size_t i = 63; i < sizeof(text); i += 64)
		text[i] = '.';
	text[241] = '\0'; /* with example.com: 242 + 13 octets */
	ck_assert_int_eq(
	    rdata_from_text(arena, &rdatum, 5, text, RDATA_ORIGIN, &error), 0);
	ck_assert_uint_eq(rdatum.length, DNAME_MAX);
	text[241] = 'a';
	text[242] = '\0';
	ck_assert_int_eq(
	    rdata_from_text(arena, &rdatum, 5, text, RDATA_ORIGIN, &error),
	    ERR_REPORTED);
	ck_assert_ptr_nonnull(strstr(error.message, "too long"));
	arena_free(arena);
}
END_TEST

START_TEST(rdata_over_65535_octets_is_refused)
{
	struct arena *arena = arena_new();
	struct rdata_error error;
	struct rdatum rdatum;
	char *text = arena_alloc(arena, 4 * 65536);
	size_t length = 0;

	for (unsigned i = 0; i < 32768; i++)
		length += (size_t)sprintf(text + length, "\"a\" ");
	ck_assert_int_eq(
	    rdata_from_text(arena, &rdatum, 16, text, RDATA_ORIGIN, &error),
	    ERR_REPORTED);
	ck_assert_ptr_nonnull(strstr(error.message, "65,535"));
	text[4 * 32767] = '\0';
	ck_assert_int_eq(
	    rdata_from_text(arena, &rdatum, 16, text, RDATA_ORIGIN, &error), 0);
	ck_assert_uint_eq(rdatum.length, 65534);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata");
	TCase *tc = tcase_create("rdata");

	tcase_add_loop_test(tc, wire_is_what_ldns_makes_of_the_same_text, 0,
	                    SAMPLES);
	tcase_add_loop_test(tc, text_of_wire_leads_back_to_it, 0, SAMPLES);
	tcase_add_test(tc, every_type_of_ldns_has_a_sample_or_is_a_meta_type);
	tcase_add_loop_test(tc, text_is_taken_or_refused_with_its_reason, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tc, plain_text_is_split_at_255_octets, 0,
	                    sizeof(plain) / sizeof(plain[0]));
	tcase_add_test(tc, names_are_255_octets_at_most);
	tcase_add_test(tc, rdata_over_65535_octets_is_refused);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
