/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

/* foo.example.org, in hex */
#define FOO "03666f6f076578616d706c65036f726700"

static const struct rdata_case cases[] = {
    /* RFC 9460 appendix D.2 */
    {"SVCB", "16 foo.example.org. port=53", "0010" FOO "000300020035", NULL},
    {"SVCB", "1 foo.example.org. key667=hello", "0001" FOO "029b000568656c6c6f",
     NULL},
    {"SVCB", "1 foo.example.org. key667=\"hello\\210qoo\"",
     "0001" FOO "029b000968656c6c6fd2716f6f", NULL},
    {"SVCB", "1 foo.example.org. (ipv6hint=2001:db8::1)", NULL, "parentheses"},
    {"SVCB", "1 foo.example.org. ipv6hint=\"2001:db8::1,2001:db8::53:1\"",
     "0001" FOO "0006002020010db8000000000000000000000001"
     "20010db8000000000000000000530001",
     NULL},
    {"SVCB", "1 foo.example.org. ipv6hint=2001:db8:122:344::192.0.2.33",
     "0001" FOO "0006001020010db80122034400000000c0000221", NULL},
    {"SVCB",
     "16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn "
     "ipv4hint=192.0.2.1",
     "0010" FOO "0000000400010004000100090268320568332d313900040004c0000201",
     NULL},
    {"SVCB", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"",
     "0010" FOO "0001000c08665c6f6f2c626172026832", NULL},
    {"SVCB", "16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2",
     "0010" FOO "0001000c08665c6f6f2c626172026832", NULL},
    /* appendix D.3: failures */
    {"SVCB", "1 foo.example.org. key123=abc key123=def", NULL, "stands twice"},
    {"SVCB", "1 foo.example.org. mandatory", NULL, "lists no keys"},
    {"SVCB", "1 foo.example.org. alpn", NULL, "not a list of protocols"},
    {"SVCB", "1 foo.example.org. port", NULL, "port is not 16 bits"},
    {"SVCB", "1 foo.example.org. ipv4hint", NULL, "not a list of IPv4"},
    {"SVCB", "1 foo.example.org. ipv6hint", NULL, "not a list of IPv6"},
    {"SVCB", "1 foo.example.org. no-default-alpn=abc", NULL, "has a value"},
    {"SVCB", "1 foo.example.org. mandatory=key123", NULL,
     "a key that isn't there"},
    {"SVCB", "1 foo.example.org. mandatory=mandatory", NULL, "names itself"},
    {"SVCB", "1 foo.example.org. mandatory=key123,key123 key123=abc", NULL,
     "a key twice"},
    /* and more */
    {"HTTPS", "1 . no-default-alpn", NULL, "stands without alpn"},
    {"HTTPS", "1 . no-default-alpn alpn=h3", "0001000001000302683300020000",
     NULL},
    {"HTTPS", "1 . alpn=", NULL, "no protocol's id"},
    {"HTTPS", "1 . alpn=h2,,h3", NULL, "no protocol's id"},
    {"HTTPS", "1 . alpn=h2,", NULL, "no protocol's id"},
    {"HTTPS", "1 . port=65536", NULL, "has no port"},
    {"HTTPS", "1 . port=0x1", NULL, "has no port"},
    {"HTTPS", "1 . port=", NULL, "has no port"},
    {"HTTPS", "1 . ipv4hint=192.0.2", NULL, "a hint that is no address"},
    {"HTTPS", "1 . ipv4hint=192.0.2.1,", NULL, "a hint that is no address"},
    {"HTTPS", "1 . ipv6hint=192.0.2.1", NULL, "a hint that is no address"},
    {"HTTPS", "1 . ech=AQI", NULL, "is not base64"},
    {"HTTPS", "1 . ech=\"AQID\"", "00010000050003010203", NULL},
    {"HTTPS", "1 . ech", NULL, "ech is empty"},
    {"HTTPS", "1 . dohpath=/q{?dns}", "000100000700082f717b3f646e737d", NULL},
    {"HTTPS", "1 . ohttp", "00010000080000", NULL},
    {"HTTPS", "1 . ohttp=1", NULL, "ohttp has a value"},
    {"HTTPS", "1 . key3=\"\\001\\187\"", "0001000003000201bb", NULL},
    {"HTTPS", "1 . key3=443", NULL, "port is not 16 bits"},
    {"HTTPS", "1 . key03=a", NULL, "is not a parameter"},
    {"HTTPS", "1 . key65535=a", NULL, "is not a parameter"},
    {"HTTPS", "1 . key65534=a", "000100fffe000161", NULL},
    {"HTTPS", "1 . key=a", NULL, "is not a parameter"},
    {"HTTPS", "1 . =a", NULL, "is not a parameter"},
    {"HTTPS", "1 . ALPN=h2", NULL, "is not a parameter"},
    {"HTTPS", "1 . mandatory=alp alpn=h2", NULL, "a key that is none"},
    {"HTTPS", "1 . key667", "000100029b0000", NULL},
    {"HTTPS", "1 . key667=\"\"", "000100029b0000", NULL},
    {"HTTPS", "0 .", "000000", NULL},
    {"HTTPS", "1", NULL, "HTTPS target is missing"},
    /* RFC 3597: the wire is held to the same */
    {"HTTPS", "\\# 13 000100 0003000201bb 00010000", NULL, "not in order"},
    {"HTTPS", "\\# 8 000100 0003000201", NULL, "cut short"},
    {"HTTPS", "\\# 7 000100 ffff0000", NULL, "key65535"},
    {"HTTPS", "\\# 9 000100 0003000201bb", "0001000003000201bb", NULL},
};

START_TEST(parameters_are_taken_or_refused_with_their_reason)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_svcb");
	TCase *tc = tcase_create("svcb");

	tcase_add_loop_test(tc,
	                    parameters_are_taken_or_refused_with_their_reason,
	                    0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
