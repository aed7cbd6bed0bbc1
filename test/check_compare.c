/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "test/content.h"
#include "test/unit.h"
#include "zones/verify/compare.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { RECORDS = 8 };

/* A message as text: flags, then records "SECTION NAME TTL TYPE RDATA". */
struct text_message {
	uint8_t rcode;
	bool aa;
	const char *records[RECORDS];
};

static struct arena *arena;
static struct tree tree; /* of a.: its serial is written, b.'s isn't */

static void
put_record(struct compare_message *m, const char *line)
{
	char *copy = arena_string(arena, line), *rest = copy;
	unsigned section = (unsigned)atoi(strsep(&rest, " "));
	uint8_t *counts = m->octets + 4 + 2 * section;
	uint8_t *to = m->octets + m->length;
	struct rdata_error error;
	struct rdatum rdatum;
	int length, type;
	char *name = strsep(&rest, " ");

	length = dname_from_text(to, name, strlen(name), NULL);
	ck_assert_int_gt(length, 0);
	to += length;
	wire_write32(to + 4, (uint32_t)atoi(strsep(&rest, " ")));
	type = rdata_type(strsep(&rest, " "));
	wire_write16(to, (uint16_t)type);
	wire_write16(to + 2, CLASS_IN);
	ck_assert_int_eq(rdata_from_text(arena, &rdatum, (uint16_t)type, rest,
	                                 (const uint8_t *)"", &error),
	                 0);
	wire_write16(to + 8, rdatum.length);
	memcpy(to + 10, rdatum.wire, rdatum.length);
	m->length = (size_t)(to + 10 + rdatum.length - m->octets);
	wire_write16(counts, (uint16_t)(wire_read16(counts) + 1));
}

static struct compare_message
message_of(const struct text_message *text)
{
	static const uint8_t question[] = "\1a\0\0\1\0\1";
	struct compare_message m = {.octets = arena_alloc(arena, 4096)};

	m.octets[2] = (uint8_t)(FLAG_QR | (text->aa ? FLAG_AA : 0));
	m.octets[3] = text->rcode;
	wire_write16(m.octets + 4, 1);
	memcpy(m.octets + WIRE_HEADER, question, sizeof(question) - 1);
	m.length = WIRE_HEADER + sizeof(question) - 1;
	for (size_t i = 0; i < RECORDS && text->records[i] != NULL; i++)
		put_record(&m, text->records[i]);
	return m;
}

static void
set_up(void)
{
	static const char *const lines[] = {"zone a.", "a. 60 NS ns.",
	                                    "zone b.", "b. 60 NS ns.", NULL};
	static struct content content;

	arena = arena_new();
	content_from_text(&content, arena, lines);
	content.zones[0].serial_written = true;
	zone_build(&tree, arena, &content);
}

static void
tear_down(void)
{
	arena_free(arena);
}

#define SOA(name, serial) "2 " name " 60 SOA ns. h. " serial " 2 3 4 5"

static const struct {
	struct text_message expected;
	struct text_message got;
	enum comparison comparison;
	const char *text;
} cases[] = {
    {{0, true, {"1 a. 60 A 9.9.9.9"}},
     {0, true, {"1 a. 60 A 9.9.9.9"}},
     COMPARE_SAME,
     NULL},
    {{3, true, {SOA("b.", "1")}},
     {3, true, {SOA("b.", "77")}},
     COMPARE_SAME,
     NULL},
    {{3, true, {SOA("a.", "1")}},
     {3, true, {SOA("a.", "77")}},
     COMPARE_DIFFERENT,
     "it lacks a. 60 IN SOA ns. h. 1 2 3 4 5, and it has a. 60 IN SOA ns. h. "
     "77 2 3 4 5"},
    {{5, false, {NULL}},
     {0, true, {"1 a. 60 A 9.9.9.9"}},
     COMPARE_DIFFERENT,
     "NOERROR (answer: 1), not REFUSED"},
    {{0, true, {"1 a. 60 A 9.9.9.9"}},
     {0, false, {"1 a. 60 A 9.9.9.9"}},
     COMPARE_DIFFERENT,
     "it isn't authoritative"},
    {{0, true, {"1 a. 60 A 9.9.9.9"}},
     {0, true, {"1 a. 59 A 9.9.9.9"}},
     COMPARE_DIFFERENT,
     "it lacks a. 60 IN A 9.9.9.9, and it has a. 59 IN A 9.9.9.9"},
    {{0, true, {"1 a. 60 A 9.9.9.9"}},
     {0, true, {NULL}},
     COMPARE_DIFFERENT,
     "it lacks a. 60 IN A 9.9.9.9"},
    {{0, true, {NULL}},
     {0,
      true,
      {"1 a. 6 A 9.9.9.1", "1 a. 6 A 9.9.9.2", "1 a. 6 A 9.9.9.3",
       "1 a. 6 A 9.9.9.4"}},
     COMPARE_DIFFERENT,
     "it has a. 6 IN A 9.9.9.1; a. 6 IN A 9.9.9.2; and 2 more"},
    {{0, true, {"1 a. 6 A 9.9.9.1", "1 a. 6 A 9.9.9.2"}},
     {0, true, {"1 a. 6 A 9.9.9.2", "1 a. 6 A 9.9.9.1"}},
     COMPARE_OCTETS,
     "the records are the same"},
    {{0, true, {"1 a. 6 A 9.9.9.1"}},
     {0, true, {"1 a. 6 A 9.9.9.1", "2 a. 6 NS ns."}},
     COMPARE_OCTETS,
     "it has a. 6 IN NS ns."},
    {{0, true, {"1 a. 6 MX 1 m.", "3 m. 6 A 9.9.9.1"}},
     {0, true, {"1 a. 6 MX 1 m."}},
     COMPARE_OCTETS,
     "it lacks m. 6 IN A 9.9.9.1"},
};

START_TEST(answers_are_told_apart)
{
	struct compare_message expected = message_of(&cases[_i].expected);
	struct compare_message got = message_of(&cases[_i].got);
	const char *text = NULL;

	got.octets[0] = 0xaa; /* the id */
	compare_forget_serials(&expected, &tree, arena);
	compare_forget_serials(&got, &tree, arena);
	ck_assert_int_eq(compare(&expected, &got, arena, &text),
	                 cases[_i].comparison);
	if (cases[_i].text == NULL)
		ck_assert_ptr_null(text);
	else
		ck_assert_str_eq(text, cases[_i].text);
}
END_TEST

START_TEST(what_is_malformed_is_different)
{
	static const struct text_message right = {
	    0, true, {"1 a. 60 MX 10 m.", SOA("a.", "1")}};
	struct compare_message expected = message_of(&right);

	for (size_t i = 0; i < expected.length; i++) {
		uint8_t *copy =
		    arena_copy(arena, expected.octets, expected.length);
		struct compare_message cut = {.octets = copy, .length = i};
		const char *text;

		compare_forget_serials(&cut, &tree, arena);
		ck_assert_int_eq(compare(&expected, &cut, arena, &text),
		                 COMPARE_DIFFERENT);
		ck_assert_str_eq(text, "it is malformed");
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("compare");
	TCase *t = tcase_create("compare");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, answers_are_told_apart, 0, COUNT(cases));
	tcase_add_test(t, what_is_malformed_is_different);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
