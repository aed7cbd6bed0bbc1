/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/reply.h"
#include "test/answer_case.h"

static const char *const zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "a.example. 300 A 192.0.2.{1..30}",
    "b.example. 300 A 192.0.2.{1..31}",
    "c.example. 300 A 192.0.2.{1..74}",
    "d.example. 300 A 192.0.2.{1..75}",
    NULL,
};

/* 12 octets, a question of 15, 16 for each record, 11 for the OPT. */
static const char *const cases[] = {
    "a.example. A -> NOERROR aa a.example. 300 A 192.0.2.{1..30}",
    "b.example. A +udp -> NOERROR aa tc",
    "b.example. A +tcp -> NOERROR aa b.example. 300 A 192.0.2.{1..31}",
    /* RFC 6891 section 6.2.3: below 512 is 512 */
    "a.example. A +udp +edns=512 -> NOERROR aa tc",
    "a.example. A +udp +edns=100 -> NOERROR aa tc",
    "a.example. A +udp +edns=0 -> NOERROR aa tc",
    "a.example. A +udp +edns=517 -> NOERROR aa tc",
    "a.example. A +udp +edns=518 -> NOERROR aa "
    "a.example. 300 A 192.0.2.{1..30}",
    "c.example. A +udp +edns=4096 -> NOERROR aa "
    "c.example. 300 A 192.0.2.{1..74}",
    "d.example. A +udp +edns=4096 +do -> NOERROR aa tc",
    "d.example. A +tcp +edns=512 -> NOERROR aa "
    "d.example. 300 A 192.0.2.{1..75}",
    NULL,
};

START_TEST(what_does_not_fit_is_truncated)
{
	answer_case_serve(zone);
	answer_case_run_all(cases);
}
END_TEST

#define X54 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X63 X54 "xxxxxxxxx"

/* A SOA of 409 octets, CNAMEs of some 146, a DNAME of 123. */
static const char *const long_zone[] = {
    "zone example.",
    "example. 300 SOA " X63 "." X63 "." X63 ". " X63 "." X63 "." X54
    ". 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "c3." X63 "." X63 ".example. 300 CNAME c2." X63 "." X63 ".example.",
    "c2." X63 "." X63 ".example. 300 CNAME c1." X63 "." X63 ".example.",
    "c1." X63 "." X63 ".example. 300 CNAME " X63 "." X63 ".d.example.",
    "d.example. 300 DNAME " X54 "." X54 ".",
    NULL,
};

static const char *const long_cases[] = {
    X63 "." X63 ".n.example. A +udp -> NXDOMAIN aa tc",
    X63 "." X63 ".n.example. A +udp +edns -> NXDOMAIN aa | "
	"example. 60 SOA " X63 "." X63 "." X63 ". " X63 "." X63 "." X54
	". 7 2 3 4 60",
    /* the CNAME made from a DNAME, the DNAME, a CNAME */
    "c1." X63 "." X63 ".example. A +udp -> NOERROR aa tc",
    "c2." X63 "." X63 ".example. A +udp -> NOERROR aa tc",
    "c3." X63 "." X63 ".example. A +udp -> NOERROR aa tc",
    "c1." X63 "." X63 ".example. A +udp +edns -> NOERROR aa "
    "c1." X63 "." X63 ".example. 300 CNAME " X63 "." X63 ".d.example. ; "
    "d.example. 300 DNAME " X54 "." X54 ". ; " X63 "." X63
    ".d.example. 300 CNAME " X63 "." X63 "." X54 "." X54 ".",
    NULL,
};

START_TEST(no_part_of_a_chain_is_left_out)
{
	answer_case_serve(long_zone);
	answer_case_run_all(long_cases);
}
END_TEST

/*
 * A message with names in it, whose header is of no interest:
 *
 *   12 a.example.   23 x and a pointer to 12   27 a pointer to 23
 *   29 y and a pointer to 27                   33 a pointer to 14, "example."
 */
static uint8_t message[] = "............\1a\7example\0\1x\300\14\300\27"
			   "\1y\300\33\300\16";

static const struct reply named = {.message = message};

static const struct {
	size_t at;
	const char *name;
} names[] = {
    {12, "\1a\7example"},    {23, "\1x\1a\7example"},
    {27, "\1x\1a\7example"}, {29, "\1y\1x\1a\7example"},
    {33, "\7example"},       {22, ""},
};

START_TEST(a_name_is_read_through_its_pointers)
{
	const uint8_t *wanted = (const uint8_t *)names[_i].name;
	uint8_t name[DNAME_MAX];

	reply_name(&named, names[_i].at, name);
	ck_assert_mem_eq(name, wanted, dname_length(wanted));
}
END_TEST

START_TEST(an_ancestor_is_found_where_it_stands)
{
	unsigned labels = dname_labels((const uint8_t *)names[_i].name);

	for (unsigned i = 0; i <= labels; i++) {
		size_t at = reply_ancestor(&named, names[_i].at, i);
		uint8_t name[DNAME_MAX];

		ck_assert_uint_lt(message[at], 64);
		reply_name(&named, at, name);
		ck_assert(dname_equal(
		    name,
		    dname_parent((const uint8_t *)names[_i].name, labels - i)));
	}
}
END_TEST

START_TEST(a_pointer_is_followed_to_what_is_none)
{
	ck_assert_uint_eq(reply_follow(&named, 12), 12);
	ck_assert_uint_eq(reply_follow(&named, 27), 23);
	ck_assert_uint_eq(reply_follow(&named, 33), 14);
}
END_TEST

START_TEST(a_record_fits_to_its_last_octet)
{
	uint8_t octets[64] = {0};
	struct reply reply = {.message = octets, .length = 12, .limit = 28};

	ck_assert_int_eq(reply_record(&reply, 12, TYPE_TXT, CLASS_CH, 0,
	                              (const uint8_t *)"\4abcd", 5),
	                 ERR_ROOM);
	ck_assert_uint_eq(reply.length, 12);
	ck_assert_int_eq(reply_record(&reply, 12, TYPE_TXT, CLASS_CH, 0,
	                              (const uint8_t *)"\3abc", 4),
	                 12);
	ck_assert_uint_eq(reply.length, 28);
	ck_assert_uint_eq(reply.counts[REPLY_ANSWER], 1);
	ck_assert(memcmp(octets + 12, "\300\14\0\20\0\3\0\0\0\0\0\4\3abc", 16)
	          == 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("reply");
	TCase *messages = tcase_create("messages");

	tcase_add_checked_fixture(messages, NULL, answer_case_end);
	tcase_add_test(messages, what_does_not_fit_is_truncated);
	tcase_add_test(messages, no_part_of_a_chain_is_left_out);
	tcase_add_loop_test(messages, a_name_is_read_through_its_pointers, 0,
	                    sizeof(names) / sizeof(*names));
	tcase_add_loop_test(messages, an_ancestor_is_found_where_it_stands, 0,
	                    sizeof(names) / sizeof(*names));
	tcase_add_test(messages, a_pointer_is_followed_to_what_is_none);
	tcase_add_test(messages, a_record_fits_to_its_last_octet);
	suite_add_tcase(s, messages);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
