/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

static const struct rdata_case cases[] = {
    {"EID", "00ff", "00ff", NULL},
    {"EID", "00 FF a0", "00ffa0", NULL},
    {"EID", "0 0", "00", NULL},
    {"EID", "0", NULL, "is not hex"},
    {"EID", "0g", NULL, "is not hex"},
    {"EID", "0x00", NULL, "is not hex"},
    {"EID", "", NULL, "EID endpoint is missing"},
    {"EID", "\"00\"", NULL, "is in quotes"},
    {"DHCID", "AAEC", "000102", NULL},
    {"DHCID", "AA EC", "000102", NULL},
    {"DHCID", "+w==", "fb", NULL},
    {"DHCID", "+/==", NULL, "is not base64"}, /* bits are left over */
    {"DHCID", "AAE=", "0001", NULL},
    {"DHCID", "AAE", NULL, "is not base64"},
    {"DHCID", "AA=E", NULL, "is not base64"},
    {"DHCID", "A===", NULL, "is not base64"},
    {"DHCID", "====", NULL, "is not base64"},
    {"DHCID", "AA-_", NULL, "is not base64"},
    {"DHCID", "0", NULL, "is not base64"},
    {"DS", "1 8 2 0", NULL, "is not hex"},
    {"CDS", "0 0 0 0", "0000000000", NULL},
    {"DS", "1 RSASHA256 2 00", "0001080200", NULL},
    {"DS", "1 ED25519 2 00", "00010f0200", NULL},
    {"DS", "1 rsasha256x 2 00", NULL, "no known mnemonic"},
    {"DS", "1 8RSA 2 00", NULL, "no known mnemonic"},
    {"DS", "1 256 2 00", NULL, "is too large"},
    {"CERT", "PGP 0 0 AAAA", "0003000000000000", NULL},
    {"CERT", "65535 0 0 AAAA", "ffff000000000000", NULL},
    {"CERT", "65536 0 0 AAAA", NULL, "is too large"},
    {"CERT", "FOO 0 0 AAAA", NULL, "no known mnemonic"},
    {"TLSA", "PKIX-TA CERT FULL 00", "00000000", NULL},
    {"TLSA", "256 0 0 00", NULL, "is too large"},
    {"TLSA", "DANE 0 0 00", NULL, "no known mnemonic"},
    {"EUI48", "00-00-5E-00-53-2a", "00005e00532a", NULL},
    {"EUI48", "00:00:5e:00:53:2a", NULL, "write six octets"},
    {"EUI48", "00-00-5e-00-53-2a-00", NULL, "write six octets"},
    {"EUI64", "00-00-5e-ef-10-00-00", NULL, "write eight octets"},
    {"L64", "0 ffff:0:1:abCD", "0000ffff00000001abcd", NULL},
    {"L64", "0 2001:db8::1", NULL, "four groups"},
    {"L64", "0 1:2:3:4:5", NULL, "four groups"},
    {"L64", "0 12345:2:3:4", NULL, "four groups"},
    {"NSAP", "0x00.11.22", "001122", NULL},
    {"NSAP", "001122", NULL, "write 0x and hex"},
    {"NSAP", "0x", NULL, "write 0x and hex"},
    {"NSAP", "0x0", NULL, "write 0x and hex"},
    {"ATMA", "39246f", "39246f", NULL},
    {"ATMA", "+390123", NULL, "write hex"},
    {"APL", "1:192.0.2.0/24 !2:2001:db8::/32", "00011803c000020002208420010db8",
     NULL},
    {"APL", "1:192.0.2.0", NULL, "is not a prefix"},
    {"APL", "192.0.2.0/24", NULL, "is not a prefix"},
    {"APL", "3:192.0.2.0/24", NULL, "is not a prefix"},
    {"APL", "1:192.0.2/24", NULL, "is not a prefix"},
    {"APL", "1:2001:db8::/32", NULL, "is not a prefix"},
    {"APL", "2:2001:db8::/129", NULL, "is not a prefix"},
    {"APL", "1:192.0.2.0/", NULL, "is not a prefix"},
    {"APL", "1:192.0.2.0/-1", NULL, "is not a prefix"},
    {"SIG", "FOO 0 0 0 0 0 0 . AAAA", NULL, "is not a type"},
    {"CSYNC", "0 0 TYPE0 A TYPE65535 A",
     "0000000000000001c0ff20"
     "0000000000000000000000000000000000000000000000000000000000000001",
     NULL},
    {"CSYNC", "0 0", NULL, "CSYNC types is missing"},
    {"CSYNC", "0 0 A \"NS\"", NULL, "is not a type"},
};

START_TEST(octets_and_codes_are_read_or_refused)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_coded");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, octets_and_codes_are_read_or_refused, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
