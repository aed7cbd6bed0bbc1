/* SPDX-License-Identifier: ISC */
#include "test/finding_case.h"
#include "zones/separation.h"

/* Views internal, staging and external; what is reserved follows. */
#define VIEWS(reserved)                                                  \
	"{'views': {"                                                    \
	"'internal': {'trust': 'internal', 'networks': ['10.0.0.0/8']}," \
	"'staging': {'trust': 'internal', 'networks': ['10.9.0.0/16']}," \
	"'external': {'trust': 'external', 'networks': ['0.0.0.0/0']}}," \
	"'reserved': {" reserved "}}"

/* Servers are elsewhere, where nobody looks at them. */
#define ZONE(zone, views, records)                                \
	"{'zone': '" zone "', 'views': [" views "], 'records': {" \
	"'@': {'NS': 'ns.elsewhere.example.'}, " records "}}"
#define OUT(records)                                     \
	{                                                \
		ZONE("a.example", "'external'", records) \
	}
#define IN(records)                                      \
	{                                                \
		ZONE("a.example", "'internal'", records) \
	}
#define BOTH(records)                                                \
	{                                                            \
		ZONE("a.example", "'internal', 'external'", records) \
	}

#define CORP VIEWS("'corp.example': ['internal']")
#define BELOW VIEWS("'corp.a.example': ['internal']")
#define NESTED                                           \
	VIEWS("'corp.example': ['internal', 'staging']," \
	      "'stage.corp.example': ['staging']")
#define RANGE                               \
	VIEWS("'8.8.0.0/16': ['internal']," \
	      "'8.8.9.0/24': ['internal', 'staging']")

static const struct finding_case zones[] = {
    {CORP, {ZONE("corp.example", "'internal'", "'x': {'A': '10.0.0.1'}")}, ""},
    {CORP,
     {"{'zone': ^'corp.example', 'views': ['external'], 'records': {"
      "'@': {'NS': 'ns'}, 'ns': {'A': '1.1.1.1'}}}"},
     "reserved-zone"}, /* and not each of its names too */
    {CORP,
     {"{'zone': ^'Sub.Corp.Example.', 'views': ['external', 'internal'],"
      "'records': {'@': {'NS': 'ns.b.example.'}}}"},
     "reserved-zone"},
    {CORP, {ZONE("xcorp.example", "'external'", "'x': {'A': '1.1.1.1'}")}, ""},
    {NESTED,
     {"{'zone': ^'stage.corp.example', 'views': ['internal', 'staging'],"
      "'records': {'@': {'NS': 'ns.b.example.'}}}"},
     "reserved-zone"}, /* of internal trust, and outside all the same */
    {NULL,
     {"{'zone': ^'internal', 'views': ['external'],"
      "'records': {'@': {'NS': 'ns.b.example.'}}}"},
     "reserved-zone"}, /* without being listed */
    {NULL,
     {"{'zone': ^'8.e.f.ip6.arpa', 'views': ['external'],"
      "'records': {'@': {'NS': 'ns.b.example.'}}}"},
     "reserved-zone"},
    {NULL, {ZONE("internal", "'internal'", "'x': {'A': '10.0.0.1'}")}, ""},
};

static const struct finding_case names[] = {
    {BELOW, OUT("'x': {'A': '1.1.1.1'}"), ""},
    {BELOW, OUT("^'corp': {'A': '1.1.1.1'}"), "reserved-name"},
    {BELOW, OUT("^'y.x.CORP': {'A': '1.1.1.1', 'TXT': 'x'}"), "reserved-name"},
    {BELOW, OUT("^'*.corp': {'A': '1.1.1.1'}"), "reserved-name"},
    {BELOW, OUT("'xcorp': {'A': '1.1.1.1'}"), ""},
    {BELOW, IN("'x.corp': {'A': '10.0.0.1'}"), ""},
    {NESTED,
     {ZONE("corp.example", "'internal', 'staging'",
           "'x': {'A': '10.0.0.1'}, ^'y.stage': {'A': '10.0.0.1'}")},
     "reserved-name"},
};

static const struct finding_case targets[] = {
    {CORP, BOTH("'x': {'CNAME': ^'db.corp.example.'}"), "reserved-target"},
    {CORP, IN("'x': {'CNAME': 'db.corp.example.'}"), ""},
    {CORP, OUT("'x': {'CNAME': 'db.xcorp.example.'}"), ""},
    {CORP, OUT("'x': {'CNAME': ^'DB.CORP.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'NS': ['a.b.', ^'corp.example.']}"), "reserved-target"},
    {CORP, OUT("'x': {'MX': ^'1 a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'SRV': ^'1 2 3 a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'SVCB': ^'1 a.corp.example. port=1'}"),
     "reserved-target"},
    {CORP, OUT("'x': {'PTR': ^'a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'DNAME': ^'corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'MINFO': ^'. a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'AFSDB': ^'1 a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'PX': ^'1 . a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'KX': ^'1 a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'LP': ^'1 a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'TALINK': ^'. a.corp.example.'}"), "reserved-target"},
    {CORP, OUT("'x': {'NSAP-PTR': ^'a.corp.example.'}"), "reserved-target"},
    {NULL, OUT("'x': {'TYPE260': ^'\\\\# 7 0a03 036c616e 00'}"),
     "reserved-target"}, /* AMTRELAY, which no one else knows yet */
    {NULL, OUT("'x': {'HIP': ^'2 20 AQID a. b. c. d. e. f. g. h. i. j.lan.'}"),
     "reserved-target"},
    {CORP,
     {"{'zone': 'a.example', 'views': ['external'],"
      "'soa': ^{'mname': 'ns.corp.example.', 'rname': 'x.b.example.'},"
      "'records': {'@': {'NS': 'ns.b.example.'}}}"},
     "reserved-target"},
    {CORP,
     {"{'zone': 'a.example', 'views': ['external'],"
      "'records': {'@': {'NS': ^'ns.corp.example.'}}}"},
     "reserved-target"}, /* once, though the SOA has it from there */
    {NESTED,
     {ZONE("a.example", "'internal', 'staging'",
           "'x': {'CNAME': 'x.corp.example.'},"
           "'y': {'CNAME': ^'stage.corp.example.'}")},
     "reserved-target"},
};

static const struct finding_case texts[] = {
    {CORP, OUT("'x': {'TXT': ^'corp.example'}"), "reserved-in-text"},
    {CORP, IN("'x': {'TXT': 'corp.example'}"), ""},
    {CORP, OUT("'x': {'TXT': ['a', ^'x.corp.example', 'xcorp.example']}"),
     "reserved-in-text"},
    {CORP,
     OUT("'x': {'TXT': {'text': ['of local and private corp', "
         "'corp.example.com']}}"),
     ""},
    {NULL, OUT("'x': {'TXT': ^'http://printer.local/'}"), "reserved-in-text"},
    {CORP, OUT("'x': {'SPF': {'text': ^'v=spf1 a:m.corp.example -all'}}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'TXT': ^'\\\"a corp.ex\\\" \\\"ample\\\"'}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'TXT': ^'\\\"corp.example\\\" \\\"s\\\"'}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'URI': ^'1 1 \\\"ldap://corp.example\\\"'}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'CAA': ^'0 iodef \\\"mailto:x@corp.example\\\"'}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'NAPTR': ^'1 1 u x \\\"!a!sip:x@corp.example!\\\" .'}"),
     "reserved-in-text"},
    {CORP, OUT("'x': {'HINFO': 'corp.example x'}"), ""},
};

static const struct finding_case addresses[] = {
    {RANGE, OUT("'x': {'A': ['8.7.0.1', ^'8.8.0.1']}"), "reserved-address"},
    {RANGE, OUT("'x': {'AAAA': ^'::ffff:8.8.0.1'}"), "reserved-address"},
    {RANGE, OUT("'x': {'SVCB': ^'1 y.b. ipv4hint=8.7.0.1,8.8.0.1'}"),
     "reserved-address"},
    {RANGE,
     OUT("'x': {'HTTPS': ^'1 y.b. ipv4hint=1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,"
         "1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,8.8.0.1'}"),
     "reserved-address"},
    {RANGE, IN("'x': {'A': '8.8.0.1'}"), ""},
    {RANGE,
     {ZONE("a.example", "'staging'", "'x': {'A': ['8.8.9.1', ^'8.8.8.1']}")},
     "reserved-address"}, /* the most specific entry decides */

    {NULL, OUT("'x': {'A': ['1.1.1.1', ^'10.0.0.1']}"), "private-address"},
    {NULL, IN("'x': {'A': '10.0.0.1', 'AAAA': '2001:db8::1'}"), ""},
    {NULL, OUT("'x': {'AAAA': ^'64:ff9b::127.0.0.1'}"), "private-address"},
    {NULL, OUT("'x': {'HTTPS': ^'1 y.b. ipv6hint=fd00::1'}"),
     "private-address"},
    {NULL, OUT("'x': {'TXT': {'text': ^'v=spf1 ip4:172.16.0.0/12 -all'}}"),
     "private-address"},
    {NULL, OUT("'x': {'TXT': {'text': 'see ip4:172.16.0.0/12'}}"), ""},
    {NULL, OUT("'x': {'SPF': ^'\\\"v=spf1 ip6:fe8\\\" \\\"0::1\\\"'}"),
     "private-address"},
    {NULL, OUT("'x': {'A': ^'192.0.2.1', 'AAAA': ^'3fff::1'}"),
     "documentation-address documentation-address"},
    {NULL, OUT("'x': {'TXT': {'text': ^'v=spf1 ip4:198.51.100.0/24'}}"),
     "documentation-address"},
};

static const struct finding_case shadows[] = {
    {BELOW, OUT("^'*': {'A': '1.1.1.1', 'MX': '1 a.b.'}"), "shadow-zone"},
    {BELOW, IN("'*': {'A': '10.0.0.1'}"), ""},
    {BELOW, OUT("'*.x': {'A': '1.1.1.1'}"), ""},
    {BELOW, OUT("'x': {'NS': 'ns.b.'}, 'y': {'DNAME': 'b.'}"), ""},
    {BELOW,
     {ZONE("example", "'external'", "^'a': {'NS': 'ns.b.'}")},
     "shadow-zone"},
    {BELOW,
     {ZONE("example", "'external'", "^'a': {'DNAME': 'b.'}")},
     "shadow-zone"},
    {BELOW,
     {ZONE("example", "'external'", "^'*': {'TXT': 'x'}")},
     "shadow-zone"},
    /* the closest encloser's wildcard alone, and none across a cut */
    {BELOW,
     {ZONE("example", "'external'", "'*': {'TXT': 'x'}, ^'*.a': {'TXT': 'x'}")},
     "shadow-zone"},
    {BELOW,
     {ZONE("example", "'external'", "'*': {'TXT': 'x'}, 'a': {'TXT': 'x'}")},
     ""},
    {BELOW,
     {ZONE("example", "'external'",
           "'*': {'TXT': 'x'}, ^'a': {'NS': 'n.b.', 'TXT': 'x'}")},
     "shadow-zone"},
    /* the apex as a DNAME's owner */
    {BELOW,
     {"{'zone': 'example', 'views': ['external'], 'records': {"
      "^'@': {'NS': 'ns.b.', 'DNAME': 'b.'}}}"},
     "shadow-zone"},
    /* a zone of the view between the two answers for itself */
    {BELOW,
     {ZONE("example", "'external'", "'*': {'TXT': 'x'}"),
      ZONE("a.example", "'external'", "'x': {'TXT': 'x'}")},
     ""},
    {NULL,
     {ZONE("arpa", "'external'", "^'in-addr': {'NS': 'ns.b.'}")},
     "shadow-zone"},
};

START_TEST(zones_at_or_below_a_reserved_domain_stay_in_its_views)
{
	finding_case_run(&zones[_i], separation_check);
}
END_TEST

START_TEST(owners_do_too)
{
	finding_case_run(&names[_i], separation_check);
}
END_TEST

START_TEST(names_in_data_of_any_type_do_too)
{
	finding_case_run(&targets[_i], separation_check);
}
END_TEST

START_TEST(names_in_text_are_told_of)
{
	finding_case_run(&texts[_i], separation_check);
}
END_TEST

START_TEST(addresses_stay_where_they_can_be_reached)
{
	finding_case_run(&addresses[_i], separation_check);
}
END_TEST

START_TEST(nothing_answers_for_a_reserved_domain_outside)
{
	finding_case_run(&shadows[_i], separation_check);
}
END_TEST

#define ADD(test, cases) \
	tcase_add_loop_test(tc, test, 0, sizeof(cases) / sizeof(cases[0]))

static Suite *
suite(void)
{
	Suite *s = suite_create("separation");
	TCase *tc = tcase_create("separation");

	ADD(zones_at_or_below_a_reserved_domain_stay_in_its_views, zones);
	ADD(owners_do_too, names);
	ADD(names_in_data_of_any_type_do_too, targets);
	ADD(names_in_text_are_told_of, texts);
	ADD(addresses_stay_where_they_can_be_reached, addresses);
	ADD(nothing_answers_for_a_reserved_domain_outside, shadows);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
