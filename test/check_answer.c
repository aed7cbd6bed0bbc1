/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/answer_case.h"
#include "test/interrogate.h"

static const char *const malformed[] = {
    /* no answer: too short, or an answer itself */
    "hex 0000 -> none",
    "hex 0000 0000 0001 0000 0000 00 -> none",
    "hex 0000 8000 0001 0000 0000 0000 www.example. 0001 0001 -> none",
    /* NOTIMP before all else */
    "www.example. A +opcode=1 -> NOTIMP header-only",
    "www.example. SOA +opcode=4 +rd -> NOTIMP header-only",
    "hex 0000 2800 0000 0000 0000 0000 -> NOTIMP header-only",
    /* not one question */
    "hex 0000 0000 0000 0000 0000 0000 -> FORMERR header-only",
    "hex 0000 0000 0002 0000 0000 0000 a.example. 0001 0001 b.example. "
    "0001 0001 -> FORMERR header-only",
    /* a question cut short, a pointer in it, octets behind it */
    "hex 0000 0100 0001 0000 0000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 03 77 77 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 a.example. 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 c00c 0001 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 0161 c00c 0001 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 4061 00 0001 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 0161*127 00 0001 0001 -> REFUSED",
    "hex 0000 0000 0001 0000 0000 0000 0161*128 00 0001 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0000 a.example. 0001 0001 00 -> "
    "FORMERR header-only",
    /* records that aren't there, cut short, with bad names */
    "hex 0000 0000 0001 0001 0000 0000 a.example. 0001 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0001 0000 a.example. 0001 0001 c00c 0001 0001 "
    "00000000 0004 c000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 c00c 0001 -> "
    "FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 c01b 0001 0001 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 c0ff 0001 0001 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 c000 0001 0001 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 8000 0001 0001 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 a.example. 0001 0001 0161*127 c00c "
    "0001 0001 00000000 0000 -> FORMERR header-only",
    /* well-formed ones are ignored */
    "hex 0000 0000 0001 0001 0001 0001 www.example. 0001 0001 c00c 0001 0001 "
    "00000000 0004 c0000201 c010 0002 0001 00000000 0000 0178c00c 0010 0001 "
    "00000000 0002 0000 -> NOERROR aa www.example. 300 A 192.0.2.1",
    /* RFC 6891 section 6.1.1: OPT once, at the root, in the additional */
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0000 -> NOERROR aa opt www.example. 300 A 192.0.2.1",
    "hex 0000 0000 0001 0000 0000 0002 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0000 00 0029 04d0 00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0001 0000 0000 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0001 0000 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 c00c 0029 04d0 "
    "00000000 0000 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0001 -> FORMERR header-only",
    /* BADVERS, before the options are looked at, and the zone */
    "www.example. A +version=1 -> BADVERS",
    "www.example. AXFR +version=255 +do -> BADVERS",
    "hex 0000 0000 0001 0000 0000 0001 no.where. 0001 0001 00 0029 04d0 "
    "00010000 0003 000a00 -> BADVERS opt",
    /* broken options */
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0003 000a00 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0005 000a 0002 00 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 no.where. 0001 0001 00 0029 04d0 "
    "00000000 0005 000a 0002 00 -> FORMERR header-only",
    "hex 0000 0000 0001 0000 0000 0001 www.example. 0001 0001 00 0029 04d0 "
    "00000000 0005 000a 0001 00 -> NOERROR aa opt "
    "www.example. 300 A 192.0.2.1",
    NULL,
};

static const char *const small_zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "www.example. 300 A 192.0.2.1",
    NULL,
};

START_TEST(packets_are_judged_in_the_order_of_the_contract)
{
	answer_case_serve(small_zone);
	answer_case_run_all(malformed);
}
END_TEST

START_TEST(class_ch_tells_what_it_may)
{
	answer_case_serve(small_zone);
	answer_case_answerer.version = "mullion 1";
	answer_case_run("version.bind. TXT +class=CH -> NOERROR aa "
	                "version.bind. 0 CH TXT \"mullion 1\"");
	answer_case_run("VERSION.bind. ANY +class=CH +edns -> NOERROR aa "
	                "version.bind. 0 CH TXT \"mullion 1\"");
	answer_case_run("id.server. TXT +class=CH -> REFUSED");
	answer_case_run("version.bind. A +class=CH -> REFUSED");
	answer_case_run("a.version.bind. TXT +class=CH -> REFUSED");
	answer_case_run("version.bind. TXT -> REFUSED");
	answer_case_answerer.version = NULL;
	answer_case_answerer.identity = "here";
	answer_case_run("id.server. TXT +class=CH -> NOERROR aa "
	                "id.server. 0 CH TXT \"here\"");
	answer_case_run("version.bind. TXT +class=CH -> REFUSED");
}
END_TEST

START_TEST(the_refuser_refuses_what_is_well_formed)
{
	answer_case_run("www.example. A -> REFUSED");
	answer_case_run("www.example. A +edns +do -> REFUSED");
	answer_case_run("version.bind. TXT +class=CH -> REFUSED");
	answer_case_run("www.example. A +opcode=2 -> NOTIMP header-only");
	answer_case_run("www.example. A +version=1 -> BADVERS");
	answer_case_run(
	    "hex 0000 0000 0000 0000 0000 0000 -> FORMERR header-only");
}
END_TEST

static const char *const guarded_zone[] = {
    "network 10.0.0.0/8",
    "network 192.168.4.0/24",
    "network 2001:db8::/32",
    "resolver 172.16.0.1",
    "resolver fd00::1",
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "www.example. 300 A 192.0.2.1",
    NULL,
};

static const struct {
	const char *source;
	bool alone;
	bool answered;
} sources[] = {
    {"10.0.0.0", false, true},         {"10.255.255.255", false, true},
    {"9.255.255.255", false, false},   {"11.0.0.0", false, false},
    {"192.168.4.77", false, true},     {"192.168.5.0", false, false},
    {"2001:db8::", false, true},       {"2001:db9::", false, false},
    {"2001:db7:ffff::", false, false}, {"::ffff:10.1.1.1", false, true},
    {"::a01:101", false, false},       {"172.16.0.1", false, false},
    {"172.16.0.1", true, true},        {"172.16.0.2", true, false},
    {"fd00::1", false, false},         {"fd00::1", true, true},
    {"10.1.1.1", true, true},
};

START_TEST(strangers_are_refused)
{
	static const uint8_t name[] = "\3www\7example";

	answer_case_serve(guarded_zone);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		uint8_t message[WIRE_UDP_EDNS];
		struct query q = {
		    .message = message,
		    .length = interrogate_packet(message, name, TYPE_A),
		    .capacity = sizeof(message),
		    .alone = sources[i].alone,
		};

		ck_assert_int_eq(
		    net_address_from_text(&q.source, sources[i].source), 0);
		answer(&answer_case_answerer, &q, 1);
		ck_assert_msg(q.rcode
		                  == (sources[i].answered ? RCODE_NOERROR
		                                          : RCODE_REFUSED),
		              "%s", sources[i].source);
		ck_assert_int_eq(q.stranger, !sources[i].answered);
	}
}
END_TEST

static const char *const varied_zone[] = {
    "zone a.",
    "a. 300 SOA a. a. 7 2 3 4 60",
    "a. 300 NS b.a.",
    "b.a. 300 A 192.0.2.1",
    "a.a. 300 CNAME b.b.a.",
    "b.b.a. 300 CNAME c.c.a.",
    "c.a. 300 DNAME b.a.",
    "*.b.a. 300 MX 1 b.a.",
    "a.b.a. 300 NS c.a.b.a.",
    "c.a.b.a. 300 A 192.0.2.2",
    "zone b.",
    "b. 300 SOA a. a. 7 2 3 4 60",
    "b. 300 NS a.a.",
    NULL,
};

/* Labels of one letter, so that names meet. */
static size_t
random_packet(uint8_t *packet)
{
	static const uint16_t types[] = {TYPE_A,  TYPE_NS,  TYPE_MX,
	                                 TYPE_DS, TYPE_ANY, TYPE_AXFR};
	unsigned labels = (unsigned)rand() % 5;
	uint8_t name[16] = {0};
	size_t size;

	for (size_t i = 0; i < labels; i++) {
		name[2 * i] = 1;
		name[2 * i + 1] = (uint8_t) "abcAB*"[rand() % 6];
	}
	size = interrogate_packet(packet, name, types[rand() % 6]);
	if (rand() % 8 == 0)
		packet[rand() % (int)size] = (uint8_t)rand();
	return size;
}

START_TEST(a_batch_is_answered_as_its_queries_one_by_one)
{
	static uint8_t packets[2][ANSWER_BATCH][WIRE_UDP_EDNS];
	static struct query queries[2][ANSWER_BATCH];

	answer_case_serve(varied_zone);
	for (int round = 0; round < 2000; round++) {
		size_t count = 1 + (size_t)rand() % ANSWER_BATCH;

		for (size_t i = 0; i < count; i++) {
			size_t size = random_packet(packets[0][i]);

			memcpy(packets[1][i], packets[0][i], size);
			for (int j = 0; j < 2; j++) {
				queries[j][i].message = packets[j][i];
				queries[j][i].length = size;
				queries[j][i].capacity = WIRE_UDP_EDNS;
				queries[j][i].source.family = 4;
			}
			answer(&answer_case_answerer, &queries[0][i], 1);
		}
		answer(&answer_case_answerer, queries[1], count);
		for (size_t i = 0; i < count; i++) {
			size_t length = queries[0][i].length;

			ck_assert_uint_eq(length, queries[1][i].length);
			ck_assert_uint_eq(queries[0][i].rcode,
			                  queries[1][i].rcode);
			ck_assert(memcmp(packets[0][i], packets[1][i], length)
			          == 0);
		}
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("answer");
	TCase *answers = tcase_create("answers");

	tcase_add_checked_fixture(answers, NULL, answer_case_end);
	tcase_add_test(answers,
	               packets_are_judged_in_the_order_of_the_contract);
	tcase_add_test(answers, class_ch_tells_what_it_may);
	tcase_add_test(answers, the_refuser_refuses_what_is_well_formed);
	tcase_add_test(answers, strangers_are_refused);
	tcase_add_test(answers, a_batch_is_answered_as_its_queries_one_by_one);
	suite_add_tcase(s, answers);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
