/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const uint8_t *
name(const char *text)
{
	static uint8_t names[4][DNAME_MAX];
	static unsigned next;
	uint8_t *to = names[next++ % 4];

	ck_assert_int_gt(dname_from_text(to, text, strlen(text), NULL), 0);
	return to;
}

static const struct {
	const char *text;
	const char *wire; /* or NULL and: */
	int result;
} texts[] = {
    {"www.example.com.", "\3www\7example\3com", 17},
    {"www", "\3www\7example\3org", 17},
    {"@", "\7example\3org", 13},
    {".", "", 1},
    {"a\\.b.", "\3a.b", 5},
    {"\\046\\255.", "\2.\377", 4},
    {"\\@", "\1@\7example\3org", 15},
    {"WwW.", "\3WwW", 5},
    {"*.x.", "\1*\1x", 5},
    {"", NULL, ERR_MALFORMED},
    {"..", NULL, ERR_MALFORMED},
    {".a", NULL, ERR_MALFORMED},
    {"a..b", NULL, ERR_MALFORMED},
    {"a\\", NULL, ERR_MALFORMED},
    {"a\\25", NULL, ERR_MALFORMED},
    {"a\\256.", NULL, ERR_MALFORMED},
    {"a\\2x4.", NULL, ERR_MALFORMED},
};

START_TEST(presentation_form_is_read)
{
	static const uint8_t origin[] = "\7example\3org";
	uint8_t wire[DNAME_MAX];
	int result = dname_from_text(wire, texts[_i].text,
	                             strlen(texts[_i].text), origin);

	ck_assert_msg(result == texts[_i].result, "\"%s\": %d", texts[_i].text,
	              result);
	if (texts[_i].wire != NULL)
		ck_assert_mem_eq(wire, texts[_i].wire, (size_t)result);
}
END_TEST

/* `labels` labels of `octets` octets each, in text without a final dot. */
static size_t
repeat(char *text, unsigned labels, unsigned octets)
{
	char *to = text;

	while (labels-- > 0) {
		memset(to, 'x', octets);
		to += octets;
		*to++ = '.';
	}
	*--to = '\0';
	return (size_t)(to - text);
}

START_TEST(lengths_are_bounded)
{
	uint8_t wire[DNAME_MAX];
	char text[DNAME_TEXT];
	size_t length;

	length = repeat(text, 1, 63);
	ck_assert_int_eq(dname_from_text(wire, text, length, NULL), 65);
	length = repeat(text, 1, 64);
	ck_assert_int_eq(dname_from_text(wire, text, length, NULL), ERR_RANGE);
	length = repeat(text, 127, 1);
	ck_assert_int_eq(dname_from_text(wire, text, length, NULL), 255);
	ck_assert_uint_eq(dname_labels(wire), DNAME_LABELS);
	length = repeat(text, 128, 1);
	ck_assert_int_eq(dname_from_text(wire, text, length, NULL), ERR_RANGE);
	length = repeat(text, 126, 1);
	ck_assert_int_eq(
	    dname_from_text(wire, text, length, (const uint8_t *)"\2ab"),
	    ERR_RANGE);
	length = repeat(text, 125, 1);
	ck_assert_int_eq(
	    dname_from_text(wire, text, length, (const uint8_t *)"\2ab"), 254);
}
END_TEST

static const struct {
	const char *wire;
	size_t size;
	int result;
} wires[] = {
    {"", 1, 1},
    {"\3www\0rest", 10, 5},
    {"\3www", 4, ERR_SHORT},
    {"\3ww", 3, ERR_SHORT},
    {"", 0, ERR_SHORT},
    {"\100", 2, ERR_MALFORMED},
    {"\1a\300\14", 4, ERR_MALFORMED},
    {"\200", 2, ERR_MALFORMED},
};

START_TEST(wire_form_is_checked)
{
	ck_assert_int_eq(
	    dname_check((const uint8_t *)wires[_i].wire, wires[_i].size),
	    wires[_i].result);
}
END_TEST

START_TEST(wire_form_ends_at_255_octets)
{
	uint8_t wire[300];

	for (size_t i = 0; i < sizeof(wire); i++)
		wire[i] = i % 2 == 0 ? 1 : 'a';
	wire[254] = 0;
	ck_assert_int_eq(dname_check(wire, sizeof(wire)), 255);
	wire[254] = 1;
	wire[256] = 0;
	ck_assert_int_eq(dname_check(wire, sizeof(wire)), ERR_RANGE);
}
END_TEST

/* Random octets for labels, from an alphabet that escapes are needed for. */
static void
random_name(uint8_t *to)
{
	static const char octets[] = "aAbB.\\\"@$();* \t\177\1-_09";
	unsigned labels = (unsigned)(rand() % 5);
	size_t at = 0;

	while (labels-- > 0) {
		unsigned length = 1u + (unsigned)(rand() % 4);

		to[at++] = (uint8_t)length;
		while (length-- > 0)
			to[at++] = (uint8_t)
			    octets[(size_t)rand() % (sizeof(octets) - 1)];
	}
	to[at] = 0;
}

START_TEST(what_is_written_is_read_back)
{
	for (int i = 0; i < 20000; i++) {
		uint8_t from[DNAME_MAX] = {0}, back[DNAME_MAX] = {0};
		char text[DNAME_TEXT];
		size_t length;

		random_name(from);
		length = dname_length(from);
		dname_to_text(text, from);
		ck_assert_int_eq(dname_from_text(back, text, strlen(text),
		                                 (const uint8_t *)"\1x"),
		                 (int)length);
		ck_assert_mem_eq(from, back, length);
	}
}
END_TEST

START_TEST(the_longest_text_fits)
{
	uint8_t wire[DNAME_MAX];
	char text[DNAME_TEXT];

	/* 3 labels of 63, one of 61: all of it escaped */
	memset(wire, 1, sizeof(wire));
	wire[0] = wire[64] = wire[128] = 63;
	wire[192] = 61;
	wire[254] = 0;
	dname_to_text(text, wire);
	ck_assert_uint_lt(strlen(text), DNAME_TEXT);
	ck_assert_uint_eq(strlen(text), 250 * 4 + 4);
}
END_TEST

/* RFC 4034 section 6.1's own example, in its order. */
static const char *const ordered[] = {
    "example.",         "a.example.",      "yljkjljk.a.example.",
    "Z.a.example.",     "zABC.a.EXAMPLE.", "z.example.",
    "\\001.z.example.", "*.z.example.",    "\\200.z.example.",
};

START_TEST(order_is_canonical)
{
	for (size_t i = 0; i < COUNT(ordered); i++) {
		int order = dname_compare(name(ordered[_i]), name(ordered[i]));

		ck_assert_msg((order > 0) == (_i > (int)i)
		                  && (order < 0) == (_i < (int)i),
		              "%s, %s: %d", ordered[_i], ordered[i], order);
	}
}
END_TEST

static const struct {
	const char *a, *b;
	unsigned shared;
	bool within;
} pairs[] = {
    {"www.example.com.", "example.com.", 2, true},
    {"example.com.", "www.example.com.", 2, false},
    {"WWW.example.COM.", "www.EXAMPLE.com.", 3, true},
    {"aexample.com.", "example.com.", 1, false},
    {"a.b.c.", "x.b.c.", 2, false},
    {"a.b.c.", "a.x.c.", 1, false},
    {"a.b.", "a.c.", 0, false},
    {"a.", ".", 0, true},
    {".", ".", 0, true},
};

START_TEST(names_share_labels_from_the_root)
{
	const uint8_t *a = name(pairs[_i].a), *b = name(pairs[_i].b);

	ck_assert_uint_eq(dname_shared(a, b), pairs[_i].shared);
	ck_assert_int_eq(dname_within(a, b), pairs[_i].within);
	ck_assert_int_eq(dname_equal(a, b),
	                 dname_within(a, b) && dname_within(b, a));
}
END_TEST

START_TEST(small_things)
{
	uint8_t lower[DNAME_MAX];

	dname_lower(lower, name("WWW\\[@Z.A."));
	ck_assert(memcmp(lower, "\6www[@z\1a", 10) == 0);
	ck_assert(dname_is_wildcard(name("*.a.")));
	ck_assert(!dname_is_wildcard(name("*a.a.")));
	ck_assert(!dname_is_wildcard(name(".")));
	ck_assert(dname_equal(dname_parent(name("a.b.c."), 2), name("c.")));
	ck_assert_uint_eq(dname_length(name(".")), 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("dname");
	TCase *names = tcase_create("names");

	tcase_add_loop_test(names, presentation_form_is_read, 0, COUNT(texts));
	tcase_add_test(names, lengths_are_bounded);
	tcase_add_loop_test(names, wire_form_is_checked, 0, COUNT(wires));
	tcase_add_test(names, wire_form_ends_at_255_octets);
	tcase_add_test(names, what_is_written_is_read_back);
	tcase_add_test(names, the_longest_text_fits);
	tcase_add_loop_test(names, order_is_canonical, 0, COUNT(ordered));
	tcase_add_loop_test(names, names_share_labels_from_the_root, 0,
	                    COUNT(pairs));
	tcase_add_test(names, small_things);
	suite_add_tcase(s, names);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
