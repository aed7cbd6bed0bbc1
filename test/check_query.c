/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/query.h"
#include "test/unit.h"

/* A packet being put together. */
struct draft {
	uint8_t octets[WIRE_MESSAGE];
	size_t size;
};

static void
add(struct draft *draft, const void *octets, size_t size)
{
	ck_assert_uint_le(draft->size + size, sizeof(draft->octets));
	memcpy(draft->octets + draft->size, octets, size);
	draft->size += size;
}

/* Header, and the question "WwW.example A". */
static struct draft *
begin(void)
{
	static struct draft draft;

	draft.size = 0;
	add(&draft, "\0\0\0\0\0\1\0\0\0\0\0\0", 12);
	add(&draft, "\3WwW\7example\0\0\1\0\1", 17);
	return &draft;
}

/* A record more in the section whose count stands there. */
static void
add_record(struct draft *draft, unsigned count, const char *owner,
           size_t owner_size, const char *fixed)
{
	uint8_t *at = draft->octets + count;

	wire_write16(at, (uint16_t)(wire_read16(at) + 1));
	add(draft, owner, owner_size);
	add(draft, fixed, 10);
}

static int
parse(struct draft *draft, struct query *q, bool tcp)
{
	/* of its own size, so that reading behind it is found */
	uint8_t *exact = malloc(draft->size);
	int rcode;

	memcpy(exact, draft->octets, draft->size);
	*q = (struct query){
	    .message = exact,
	    .length = draft->size,
	    .capacity = draft->size,
	    .tcp = tcp,
	};
	rcode = query_parse(q);
	free(exact);
	return rcode;
}

enum { ANSWER = 6, AUTHORITY = 8, ADDITIONAL = 10 };

#define A_RECORD "\0\1\0\1\0\0\0\0\0\0"
#define OPT(size, ttl, length) "\0\51" size ttl length

START_TEST(a_question_is_read)
{
	struct query q;

	ck_assert_int_eq(parse(begin(), &q, false), RCODE_NOERROR);
	ck_assert(memcmp(q.qname, "\3www\7example", 13) == 0);
	ck_assert_uint_eq(q.qname_length, 13);
	ck_assert_uint_eq(q.qtype, TYPE_A);
	ck_assert_uint_eq(q.qclass, CLASS_IN);
	ck_assert_uint_eq(q.question_end, 29);
	ck_assert(!q.edns);
	ck_assert(!q.dnssec_ok);
	ck_assert_uint_eq(q.limit, 512);
	ck_assert_int_eq(parse(begin(), &q, true), RCODE_NOERROR);
	ck_assert_uint_eq(q.limit, 65535);
}
END_TEST

static const struct {
	const char *fixed;
	size_t limit;
	bool dnssec_ok;
	int rcode;
} opts[] = {
    {OPT("\0\0", "\0\0\0\0", "\0\0"), 512, false, RCODE_NOERROR},
    {OPT("\2\0", "\0\0\0\0", "\0\0"), 512, false, RCODE_NOERROR},
    {OPT("\2\1", "\0\0\0\0", "\0\0"), 513, false, RCODE_NOERROR},
    {OPT("\4\317", "\0\0\0\0", "\0\0"), 1231, false, RCODE_NOERROR},
    {OPT("\4\320", "\0\0\200\0", "\0\0"), 1232, true, RCODE_NOERROR},
    {OPT("\377\377", "\0\0\177\377", "\0\0"), 1232, false, RCODE_NOERROR},
    {OPT("\4\320", "\377\0\0\0", "\0\0"), 1232, false, RCODE_NOERROR},
    {OPT("\4\320", "\0\1\200\0", "\0\0"), 1232, true, RCODE_BADVERS},
    {OPT("\4\320", "\0\377\0\0", "\0\0"), 1232, false, RCODE_BADVERS},
    {OPT("\4\320", "\0\0\0\0", "\0\1"), 512, false, RCODE_FORMERR},
};

START_TEST(an_opt_says_what_the_client_can_take)
{
	struct draft *draft = begin();
	struct query q;

	add_record(draft, ADDITIONAL, "", 1, opts[_i].fixed);
	ck_assert_int_eq(parse(draft, &q, false), opts[_i].rcode);
	ck_assert_uint_eq(q.limit, opts[_i].limit);
	ck_assert_int_eq(q.dnssec_ok, opts[_i].dnssec_ok);
	ck_assert_int_eq(q.edns, opts[_i].rcode != RCODE_FORMERR);
	parse(draft, &q, true);
	ck_assert_uint_eq(q.limit, 65535);
}
END_TEST

static const struct {
	const char *rdata;
	size_t size;
	int rcode;
} options[] = {
    {"\0\12\0\0", 4, RCODE_NOERROR},
    {"\0\12\0\2ab\377\377\0\1c", 11, RCODE_NOERROR},
    {"\0", 1, RCODE_FORMERR},
    {"\0\12\0", 3, RCODE_FORMERR},
    {"\0\12\0\1", 4, RCODE_FORMERR},
    {"\0\12\0\1ab", 6, RCODE_FORMERR},
    {"\0\12\0\0\0\12\377\377", 8, RCODE_FORMERR},
};

START_TEST(options_fill_the_opt)
{
	struct draft *draft = begin();
	struct query q;
	char fixed[] = OPT("\4\320", "\0\0\0\0", "\0?");

	fixed[9] = (char)options[_i].size;
	add_record(draft, ADDITIONAL, "", 1, fixed);
	add(draft, options[_i].rdata, options[_i].size);
	ck_assert_int_eq(parse(draft, &q, false), options[_i].rcode);
}
END_TEST

START_TEST(every_shorter_packet_is_malformed)
{
	struct draft *draft = begin();
	struct query q;
	size_t size;

	add_record(draft, ANSWER, "\1a\300\14", 4, A_RECORD);
	add_record(draft, AUTHORITY, "\300\35", 2, A_RECORD);
	add_record(draft, ADDITIONAL, "", 1, OPT("\4\320", "\0\0\0\0", "\0\4"));
	add(draft, "\0\12\0\0", 4);
	ck_assert_int_eq(parse(draft, &q, false), RCODE_NOERROR);
	for (size = draft->size - 1; size >= WIRE_HEADER; size--) {
		draft->size = size;
		ck_assert_int_eq(parse(draft, &q, false), RCODE_FORMERR);
	}
	for (; size > 0; size--) {
		draft->size = size;
		ck_assert_int_eq(parse(draft, &q, false), ERR_NOTHING);
	}
}
END_TEST

/* Names of a record behind the question, at octet 29. */
static const struct {
	const char *owner;
	size_t size;
	int rcode;
} owners[] = {
    {"", 1, RCODE_NOERROR},
    {"\300\14", 2, RCODE_NOERROR},
    {"\300\20", 2, RCODE_NOERROR},
    {"\1a\300\14", 4, RCODE_NOERROR},
    {"\300\30", 2, RCODE_NOERROR}, /* the question's root label */
    {"\300\35", 2, RCODE_FORMERR}, /* itself */
    {"\1a\300\35", 4, RCODE_FORMERR},
    {"\300\36", 2, RCODE_FORMERR}, /* forward */
    {"\300\13", 2, RCODE_FORMERR}, /* the header */
    {"\300\0", 2, RCODE_FORMERR},
    {"\377\377", 2, RCODE_FORMERR},
    {"\100", 1, RCODE_FORMERR},
    {"\200a", 2, RCODE_FORMERR},
};

START_TEST(owners_are_names)
{
	struct draft *draft = begin();
	struct query q;

	add_record(draft, ANSWER, owners[_i].owner, owners[_i].size, A_RECORD);
	ck_assert_int_eq(parse(draft, &q, false), owners[_i].rcode);
}
END_TEST

/* Records whose owners point each at the one before. */
static int
parse_pointers(unsigned count, const char *label, size_t size)
{
	struct draft *draft = begin();
	size_t before = 12;
	struct query q;

	while (count-- > 0) {
		char owner[8];
		size_t here = draft->size;

		memcpy(owner, label, size);
		owner[size] = (char)(0xc0 | before >> 8);
		owner[size + 1] = (char)before;
		add_record(draft, ANSWER, owner, size + 2, A_RECORD);
		before = here;
	}
	return parse(draft, &q, true);
}

START_TEST(chains_of_pointers_are_bounded)
{
	ck_assert_int_eq(parse_pointers(127, "", 0), RCODE_NOERROR);
	ck_assert_int_eq(parse_pointers(128, "", 0), RCODE_FORMERR);
	/* 13 octets of the QNAME, and two for each more */
	ck_assert_int_eq(parse_pointers(121, "\1a", 2), RCODE_NOERROR);
	ck_assert_int_eq(parse_pointers(122, "\1a", 2), RCODE_FORMERR);
}
END_TEST

START_TEST(random_octets_are_survived)
{
	for (int i = 0; i < 200000; i++) {
		struct draft *draft = begin();
		struct query q;

		add_record(draft, ANSWER + 2 * ((unsigned)rand() % 3),
		           "\1a\300\14", 4, A_RECORD);
		add_record(draft, ADDITIONAL, "", 1,
		           OPT("\4\320", "\0\0\0\0", "\0\0"));
		for (int j = rand() % 4; j >= 0; j--)
			draft->octets[(size_t)rand() % draft->size] =
			    (uint8_t)rand();
		draft->size -= (size_t)rand() % 3;
		parse(draft, &q, false);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("query");
	TCase *packets = tcase_create("packets");

	tcase_set_timeout(packets, 60);
	tcase_add_test(packets, a_question_is_read);
	tcase_add_loop_test(packets, an_opt_says_what_the_client_can_take, 0,
	                    sizeof(opts) / sizeof(*opts));
	tcase_add_loop_test(packets, options_fill_the_opt, 0,
	                    sizeof(options) / sizeof(*options));
	tcase_add_test(packets, every_shorter_packet_is_malformed);
	tcase_add_loop_test(packets, owners_are_names, 0,
	                    sizeof(owners) / sizeof(*owners));
	tcase_add_test(packets, chains_of_pointers_are_bounded);
	tcase_add_test(packets, random_octets_are_survived);
	suite_add_tcase(s, packets);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
