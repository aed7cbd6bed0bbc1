/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "test/content.h"
#include "zones/message.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

/* A name at octet 12 follows a header of zeros. */
struct name_case {
	const char *octets;
	size_t size;
	int taken;
	const char *text;
};

static const struct name_case name_cases[] = {
    {"\1a\0", 3, 3, "a."},
    {"\0", 1, 1, "."},
    {"\1a\300\0", 4, 4, "a."},              /* to the header's zeros */
    {"\1a\300\16", 4, ERR_MALFORMED, NULL}, /* to itself */
    {"\300\14", 2, ERR_MALFORMED, NULL},
    {"\300\40", 2, ERR_MALFORMED, NULL}, /* forward */
    {"\100a\0", 3, ERR_MALFORMED, NULL},
    {"\1a", 2, ERR_SHORT, NULL},
    {"\5a", 2, ERR_SHORT, NULL},
    {"\300", 1, ERR_SHORT, NULL},
    {"", 0, ERR_SHORT, NULL},
};

START_TEST(a_name_is_read_or_refused)
{
	const struct name_case *c = &name_cases[_i];
	uint8_t octets[64] = {0}, name[DNAME_MAX];
	struct message message = {octets, 12 + c->size, 12, arena};
	char text[DNAME_TEXT];

	memcpy(octets + 12, c->octets, c->size);
	ck_assert_int_eq(message_name(&message, 12, name), c->taken);
	if (c->text != NULL)
		ck_assert_str_eq(dname_to_text(text, name), c->text);
}
END_TEST

START_TEST(compressed_names_in_rdata_are_written_out)
{
	static const uint8_t octets[] =
	    "\0\0\0\0\0\0\0\0\0\0\0\0\7example\0"
	    "\300\14\0\17\0\1\0\0\0\5\0\6\0\12\1m\300\14"       /* MX 10 m */
	    "\300\14\0\17\0\1\0\0\0\5\0\4\0\24\300\43"          /* MX 20 m */
	    "\300\14\0\41\0\1\0\0\0\5\0\10\0\0\0\0\0\0\300\14"; /* SRV: not */
	static const char *const want[] = {"10 m.example.", "20 m.example."};
	struct message message = {octets, sizeof(octets) - 1, 21, arena};
	struct message_record record;

	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(message_next(&message, &record), 0);
		ck_assert_uint_eq(record.type, TYPE_MX);
		ck_assert_uint_eq(record.ttl, 5);
		ck_assert_str_eq(rdata_to_text(arena, TYPE_MX, &record.rdatum),
		                 want[i]);
	}
	/* RFC 3597 section 4: what looks like a pointer there is none */
	ck_assert_int_eq(message_next(&message, &record), 0);
	ck_assert_uint_eq(record.rdatum.length, 8);
	ck_assert_uint_eq(message.at, message.size);
	ck_assert_int_eq(message_next(&message, &record), ERR_SHORT);
}
END_TEST

START_TEST(no_record_that_is_cut_short_is_read_beyond_its_end)
{
	static const uint8_t octets[] =
	    "\1a\0\0\17\0\1\0\0\0\5\0\6\0\12\1m\300\0";
	struct message_record record;

	for (size_t size = 0; size < sizeof(octets) - 1; size++) {
		uint8_t *exact = malloc(size + 1);
		struct message message = {exact, size, 0, arena};

		memcpy(exact, octets, size);
		exact[size] = 0xff;
		ck_assert_int_lt(message_next(&message, &record), 0);
		free(exact);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("message");
	TCase *c = tcase_create("message");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, a_name_is_read_or_refused, 0,
	                    sizeof(name_cases) / sizeof(name_cases[0]));
	tcase_add_test(c, compressed_names_in_rdata_are_written_out);
	tcase_add_test(c, no_record_that_is_cut_short_is_read_beyond_its_end);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
