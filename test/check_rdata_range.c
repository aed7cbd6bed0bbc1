/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

static const struct rdata_case cases[] = {
    /* numbers: digits alone, to the field's last */
    {"MX", "0 .", "000000", NULL},
    {"MX", "65535 .", "ffff00", NULL},
    {"MX", "00010 .", "000a00", NULL},
    {"MX", "65536 .", NULL, "it may be 0 to 65535"},
    {"MX", "99999999999999999999999 .", NULL, "is too large"},
    {"MX", "+1 .", NULL, "is not a number"},
    {"MX", "1.0 .", NULL, "is not a number"},
    {"MX", "\\049 .", NULL, "is not a number"},
    {"SINK", "255", "ff", NULL},
    {"SINK", "256", NULL, "it may be 0 to 255"},
    {"CSYNC", "4294967295 0 A", "ffffffff0000000140", NULL},
    {"CSYNC", "4294967296 0 A", NULL, "it may be 0 to 4294967295"},
    /* periods */
    {"SOA", ". . 0 0 1s 1m 1h", "00000000000000000000000000010000003c00000e10",
     NULL},
    {"SOA", ". . 0 1D 1W 1h30 1m1m",
     "0000000000000001518000093a8000000e2e00000078", NULL},
    {"SOA", ". . 0 4294967295 0 0 0",
     "000000000000ffffffff000000000000000000000000", NULL},
    {"SOA", ". . 0 4294967296 0 0 0", NULL, "is too large"},
    {"SOA", ". . 0 99999999999999999999w 0 0 0", NULL, "is too large"},
    {"SOA", ". . 0 7101w 7102w 0 0", NULL, "SOA retry \"7102w\" is too"},
    {"SOA", ". . 0 h 0 0 0", NULL, "is not a period"},
    {"SOA", ". . 0 1y 0 0 0", NULL, "is not a period"},
    {"SOA", ". . 0 -1 0 0 0", NULL, "is not a period"},
    /* times */
    {"SIG", "A 0 0 0 19700101000000 0 0 . AAAA",
     "00010000000000000000000000000000000000000000", NULL},
    {"SIG", "A 0 0 0 20240229235959 4294967295 0 . AAAA",
     "000100000000000065e11a7fffffffff000000000000", NULL},
    {"SIG", "A 0 0 0 20230229000000 0 0 . AAAA", NULL, "is not a time"},
    {"SIG", "A 0 0 0 20231301000000 0 0 . AAAA", NULL, "is not a time"},
    {"SIG", "A 0 0 0 20230101240000 0 0 . AAAA", NULL, "is not a time"},
    {"SIG", "A 0 0 0 2023010100000x 0 0 . AAAA", NULL, "is not a time"},
    {"SIG", "A 0 0 0 19691231235959 0 0 . AAAA", NULL, "is not a time"},
    {"SIG", "A 0 0 0 4294967296 0 0 . AAAA", NULL, "is not a time"},
    /* names */
    {"CNAME", "@", "076578616d706c6503636f6d00", NULL},
    {"CNAME", ".", "00", NULL},
    {"CNAME", "A.b.", "0141016200", NULL},
    {"CNAME", "*.x.", "012a017800", NULL},
    {"CNAME", "..", NULL, "is not a domain name"},
    {"CNAME", ".a", NULL, "is not a domain name"},
    {"CNAME", "a..", NULL, "is not a domain name"},
    {"CNAME", "\"a\"", NULL, "is in quotes"},
    {"CNAME",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL,
     "is too long for a domain name"},
    /* strings and tags */
    {"HINFO", "\"\" \"\"", "0000", NULL},
    {"X25", "\\255\\000", "02ff00", NULL},
    {"GPOS", "1 2", NULL, "GPOS altitude is missing"},
    {"CAA", "0 \"issue\" \"\"", NULL, "is in quotes"},
    {"CAA", "0 Iodef2 \"\"", "0006496f64656632", NULL},
};

START_TEST(a_value_has_the_range_of_its_field)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_range");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, a_value_has_the_range_of_its_field, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
