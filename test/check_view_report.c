/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/view_report.h"
#include "test/unit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "view internal\ntrust internal\nhash " HASH "\nzones 3\n"
#define SIX_ONE "20010db8000000000000000000000000"
#define SIX_TWO "20010db8ffffffffffffffffffffffff"

/* A copy of just its size, so that a read beyond it is found out. */
static int
read_text(struct view_report *report, const char *text, size_t length,
          char *why)
{
	char *copy = malloc(length > 0 ? length : 1);
	int result;

	memcpy(copy, text, length);
	result = view_report_read(report, copy, length, why);
	free(copy);
	return result;
}

START_TEST(a_whole_report_is_read)
{
	const char *text = HEAD "answers 0a000000 0affffff 8\n"
				"answers c0a80000 c0a800ff 24\n"
				"answers " SIX_ONE " " SIX_TWO " 32\n"
				"resolver 0a000001 0a000001 32\nend\n";
	struct view_report report;
	char why[VIEW_WHY];

	ck_assert_int_eq(read_text(&report, text, strlen(text), why), 0);
	ck_assert_str_eq(report.name, "internal");
	ck_assert_str_eq(report.hash, HASH);
	ck_assert(!report.external);
	ck_assert_uint_eq(report.zones, 3);
	ck_assert_uint_eq(report.range_count, 3);
	ck_assert_uint_eq(report.ranges[1].family, 4);
	ck_assert_uint_eq(report.ranges[1].first.words[0], 0xc0a80000);
	ck_assert_uint_eq(report.ranges[1].last.words[0], 0xc0a800ff);
	ck_assert_uint_eq(report.ranges[1].length, 24);
	ck_assert_uint_eq(report.ranges[2].family, 6);
	ck_assert_uint_eq(report.ranges[2].first.words[0], 0x20010db8);
	ck_assert_uint_eq(report.ranges[2].last.words[3], 0xffffffff);
	ck_assert_uint_eq(report.resolver_count, 1);
	ck_assert_uint_eq(report.resolvers[0].last.words[0], 0x0a000001);
	view_report_clear(&report);
}
END_TEST

START_TEST(zones_are_told_with_their_serials)
{
	const char *text = HEAD "zone 7 corp.internal.\nzone 4294967295 .\n"
				"end\n";
	struct view_report report;
	char why[VIEW_WHY];

	ck_assert_int_eq(read_text(&report, text, strlen(text), why), 0);
	ck_assert_uint_eq(report.told_count, 2);
	ck_assert_str_eq(view_report_zone(&report, 0), "corp.internal.");
	ck_assert_uint_eq(report.told[0].serial, 7);
	ck_assert_str_eq(view_report_zone(&report, 1), ".");
	ck_assert_uint_eq(view_report_serial(&report), 4294967295);
	view_report_clear(&report);
}
END_TEST

static const char *const bad[] = {
    HEAD "zone\nend\n",
    HEAD "zone 1\nend\n",
    HEAD "zone 1 \nend\n",
    HEAD "zone a.\nend\n",
    HEAD "zone x a.\nend\n",
    HEAD "zone 4294967296 a.\nend\n",
    HEAD "zone 1 a b.\nend\n",
    HEAD "zone 1 a\tb.\nend\n",
    HEAD "zone 1 \xc3\xa4.\nend\n",
    HEAD "zone 1 a.\nzone 1 b.\nzone 1 c.\nzone 1 d.\nend\n",
    "",
    "end\n",
    HEAD,
    HEAD "end",
    HEAD "end\n\n",
    HEAD "end\nend\n",
    HEAD "end\nanswers 0a000000 0affffff 8\n",
    HEAD "view internal\nend\n",
    HEAD "what 1\nend\n",
    HEAD "answers\nend\n",
    HEAD "answers 0a000000\nend\n",
    HEAD "answers 0a000000 0affffff\nend\n",
    HEAD "answers 0a000000 0affffff \nend\n",
    HEAD "answers 0a000000 0affffff 33\nend\n",
    HEAD "answers 0a000000 0affffff -1\nend\n",
    HEAD "answers 0a000000 0affffff 8 9\nend\n",
    HEAD "answers 0a00000 0affffff 8\nend\n",
    HEAD "answers 0A000000 0affffff 8\nend\n",
    HEAD "answers 0x000000 0affffff 8\nend\n",
    HEAD "answers 0b000000 0affffff 8\nend\n",
    HEAD "answers 0a000000 " SIX_TWO " 8\nend\n",
    HEAD "answers 0a000000 0affffff 8\nanswers 0affffff 0b000000 8\nend\n",
    HEAD "answers " SIX_ONE " " SIX_TWO " 32\nanswers 0a000000 0affffff 8\n"
	 "end\n",
    HEAD "answers " SIX_ONE " " SIX_TWO " 129\nend\n",
    HEAD "resolver 0b000000 0affffff 8\nend\n",
    HEAD "resolver 0a000002 0a000002 32\nresolver 0a000001 0a000001 32\n"
	 "end\n",
    "view Internal\ntrust internal\nhash " HASH "\nzones 3\nend\n",
    "view -a\ntrust internal\nhash " HASH "\nzones 3\nend\n",
    "view \ntrust internal\nhash " HASH "\nzones 3\nend\n",
    "view ../a\ntrust internal\nhash " HASH "\nzones 3\nend\n",
    "view a\ntrust none\nhash " HASH "\nzones 3\nend\n",
    "view a\ntrust internal\nhash 00\nzones 3\nend\n",
    "view a\ntrust internal\nhash " HASH "0\nzones 3\nend\n",
    "view a\ntrust internal\nhash " HASH "\nzones 99999999999\nend\n",
    "view a\ntrust internal\nhash " HASH "\nzones 4294967296\nend\n",
    "view a\ntrust internal\nhash " HASH "\nend\n",
};

START_TEST(what_is_not_a_whole_report_is_refused)
{
	struct view_report report;
	char why[VIEW_WHY];

	ck_assert_int_eq(read_text(&report, bad[_i], strlen(bad[_i]), why),
	                 ERR_MALFORMED);
	ck_assert_str_eq(why, "the loader's report is damaged");
	ck_assert_ptr_null(report.ranges);
	ck_assert_ptr_null(report.resolvers);
}
END_TEST

START_TEST(a_nul_in_a_report_is_refused)
{
	static const char text[] = "view a\0b\ntrust internal\nend\n";
	struct view_report report;
	char why[VIEW_WHY];

	ck_assert_int_eq(read_text(&report, text, sizeof(text) - 1, why),
	                 ERR_MALFORMED);
}
END_TEST

START_TEST(the_loaders_own_reason_is_passed_on_harmless)
{
	const char *text = HEAD "end\nerror it is \033[31mred\n";
	struct view_report report;
	char why[VIEW_WHY];

	ck_assert_int_eq(read_text(&report, text, strlen(text), why),
	                 ERR_MALFORMED);
	ck_assert_str_eq(why, "it is ?[31mred");
}
END_TEST

/* Whatever one octet of it becomes, it is read or refused. */
START_TEST(no_damage_makes_the_reader_leave_it)
{
	const char *good = HEAD "answers 0a000000 0affffff 8\nanswers " SIX_ONE
				" " SIX_TWO " 32\nend\n";
	static const char octets[] = {'\0', '\n', ' ', '0', 'f', '\xff'};
	char *text = strdup(good), why[VIEW_WHY];

	for (size_t i = 0; i < strlen(good); i++)
		for (size_t j = 0; j < sizeof(octets); j++) {
			struct view_report report;

			text[i] = octets[j];
			if (read_text(&report, text, strlen(good), why) == 0)
				view_report_clear(&report);
			read_text(&report, good, i, why);
			text[i] = good[i];
		}
	free(text);
}
END_TEST

static const struct {
	const char *address;
	int range; /* -1: none */
} found[] = {
    {"9.255.255.255", -1},  {"10.0.0.0", 0},    {"10.1.2.3", 0},
    {"10.255.255.255", 0},  {"11.0.0.0", -1},   {"192.168.0.77", 1},
    {"192.168.1.0", -1},    {"::a00:0", -1},    {"2001:db8::", 2},
    {"2001:db8:ffff::", 2}, {"2001:db9::", -1}, {"::ffff:10.0.0.1", 0},
};

START_TEST(the_range_of_an_address_is_found)
{
	char text[] = HEAD "answers 0a000000 0affffff 8\n"
			   "answers c0a80000 c0a800ff 24\n"
			   "answers " SIX_ONE " " SIX_TWO " 32\nend\n";
	struct view_report report;
	struct net_address address;
	char why[VIEW_WHY];

	ck_assert_int_eq(view_report_read(&report, text, strlen(text), why), 0);
	ck_assert_int_eq(net_address_from_text(&address, found[_i].address), 0);
	if (found[_i].range < 0)
		ck_assert_ptr_null(view_report_find(&report, &address));
	else
		ck_assert_ptr_eq(view_report_find(&report, &address),
		                 &report.ranges[found[_i].range]);
	view_report_clear(&report);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("view_report");
	TCase *tests = tcase_create("view_report");

	tcase_add_test(tests, a_whole_report_is_read);
	tcase_add_test(tests, zones_are_told_with_their_serials);
	tcase_add_loop_test(tests, what_is_not_a_whole_report_is_refused, 0,
	                    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tests, a_nul_in_a_report_is_refused);
	tcase_add_test(tests, the_loaders_own_reason_is_passed_on_harmless);
	tcase_add_test(tests, no_damage_makes_the_reader_leave_it);
	tcase_add_loop_test(tests, the_range_of_an_address_is_found, 0,
	                    sizeof(found) / sizeof(found[0]));
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
