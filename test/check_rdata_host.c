/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

static const struct rdata_case cases[] = {
    {"WKS", "192.0.2.1 6", "c000020106", NULL},
    {"WKS", "192.0.2.1 TCP ssh", "c000020106000002", NULL},
    {"WKS", "192.0.2.1 udp domain 0", "c00002011180000000000004", NULL},
    {"WKS", "192.0.2.1 256", NULL, "is not a protocol"},
    {"WKS", "192.0.2.1 icmp", NULL, "is not a protocol"},
    {"WKS", "192.0.2.1", NULL, "is missing"},
    {"WKS", "192.0.2.1 tcp 65536", NULL, "is not a port"},
    {"WKS", "192.0.2.1 tcp nosuch", NULL, "is not a port"},
    {"WKS", "192.0.2 tcp 25", NULL, "is not an IPv4 address"},
    {"IPSECKEY", "10 0 0 .", "0a0000", NULL},
    {"IPSECKEY", "10 1 2 192.0.2.38 AQID", "0a0102c0000226010203", NULL},
    {"IPSECKEY", "10 3 2 @ AQ ID", "0a0302076578616d706c6503636f6d00010203",
     NULL},
    {"IPSECKEY", "10 4 2 . AQID", NULL, "it may be 0 to 3"},
    {"IPSECKEY", "10 0 2 a AQID", NULL, "is no gateway of type 0"},
    {"IPSECKEY", "10 1 2 a AQID", NULL, "is not an IPv4 address"},
    {"IPSECKEY", "10 2 2 192.0.2.1 AQID", NULL, "is not an IPv6 address"},
    {"IPSECKEY", "10 3 256 a AQID", NULL, "it may be 0 to 255"},
    {"IPSECKEY", "10 3 2 a AQI", NULL, "is not base64"},
    {"IPSECKEY", "10 3 2", NULL, "IPSECKEY gateway is missing"},
    {"HIP", "2 20010010 AQID", "0402000320010010010203", NULL},
    {"HIP", "2 20010010 AQID a.", "0402000320010010010203016100", NULL},
    {"HIP", "2 20010010 AQID  a.  b. ", "0402000320010010010203016100016200",
     NULL},
    {"HIP", "256 20 AQID", NULL, "it may be 0 to 255"},
    {"HIP", "2 2 AQID", NULL, "is not a HIT"},
    {"HIP", "2 xx AQID", NULL, "is not a HIT"},
    {"HIP", "2 20 AQI", NULL, "is not base64"},
    {"HIP", "2 20", NULL, "is missing"},
    {"HIP", "2 20 AQID a..b", NULL, "is not a domain name"},
};

START_TEST(hosts_and_their_services_are_read_or_refused)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_host");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, hosts_and_their_services_are_read_or_refused, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
