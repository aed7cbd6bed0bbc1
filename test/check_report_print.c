/* SPDX-License-Identifier: ISC */
#include "test/report_case.h"
#include "test/unit.h"

static struct report_case c;

static void
set_up(void)
{
	report_case_begin(&c, "{\n \"a\": 1,\n \"b\": [2,\n  3]\n}\n");
}

static void
tear_down(void)
{
	report_case_end(&c);
}

static const struct place *
item(size_t index)
{
	return place_item(c.arena, place_member(c.arena, c.file, "b"), index);
}

START_TEST(errors_come_first_then_path_line_and_column)
{
	const struct place *none = place_file(c.arena, "/tmp/a-none.json");

	report_add(c.report, RULE_OCCLUDED, place_member(c.arena, c.file, "a"),
	           "warning");
	report_add(c.report, RULE_SCHEMA, item(1), "second item");
	report_add(c.report, RULE_SCHEMA, item(0), "first item");
	report_add(c.report, RULE_SCHEMA, c.file, "file");
	report_add(c.report, RULE_SCHEMA, none, "another file");
	report_add(c.report, RULE_SYNTAX, place_spot(c.arena, c.file, 2, 9),
	           "spot");
	ck_assert_str_eq(report_case_text(&c),
	                 "/tmp/a-none.json:1:1: error: another file [schema]\n"
	                 ":1:1: error: file [schema]\n"
	                 ":2:9: error: spot [syntax]\n"
	                 ":3:8: error: first item [schema]\n"
	                 ":4:3: error: second item [schema]\n"
	                 ":2:7: warning: warning [occluded]\n");
}
END_TEST

START_TEST(a_message_stays_on_its_line_and_off_the_terminal)
{
	report_add(c.report, RULE_SCHEMA, c.file,
	           "a\nb\033[31m\177 \302\233 \303\251");
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:1: error: a\\u000ab\\u001b[31m\\u007f \\u009b "
	                 "\303\251 [schema]\n");
}
END_TEST

START_TEST(a_message_leads_to_another_place)
{
	report_add_other(c.report, RULE_SCHEMA, item(0), item(1),
	                 "as at " REPORT_OTHER ": one of the two");
	report_in_view_other(c.report, RULE_OCCLUDED, item(1), 1, "x",
	                     place_member(c.arena, c.file, "a"),
	                     "as at " REPORT_OTHER);
	ck_assert_str_eq(report_case_text(&c),
	                 ":3:8: error: as at :4:3: one of the two [schema]\n"
	                 ":4:3: warning: as at :2:7 (in two) [occluded]\n");
}
END_TEST

START_TEST(the_other_place_is_data_too)
{
	report_add_other(c.report, RULE_SCHEMA, item(0), item(1),
	                 "as at " REPORT_OTHER);
	ck_assert_ptr_nonnull(strstr(report_case_print(&c, REPORT_JSON),
	                             "\"line\": 4, \"column\": 3}"));
	ck_assert_ptr_nonnull(strstr(report_case_print(&c, REPORT_SARIF),
	                             "\"relatedLocations\": [{"));
}
END_TEST

START_TEST(a_place_that_is_gone_has_what_is_above_it)
{
	report_add(c.report, RULE_SCHEMA, item(9), "gone");
	ck_assert_str_eq(report_case_text(&c), ":3:7: error: gone [schema]\n");
}
END_TEST

START_TEST(every_format_has_every_finding)
{
	static const enum report_format formats[] = {
	    REPORT_TEXT, REPORT_JSON, REPORT_GITHUB, REPORT_SARIF};

	report_add(c.report, RULE_SCHEMA, item(0), "first-finding");
	report_add(c.report, RULE_OCCLUDED, item(1), "second-finding");
	for (size_t i = 0; i < 4; i++) {
		const char *text = report_case_print(&c, formats[i]);

		ck_assert_ptr_nonnull(strstr(text, "first-finding"));
		ck_assert_ptr_nonnull(strstr(text, "second-finding"));
		ck_assert_int_eq(text[strlen(text) - 1], '\n');
	}
}
END_TEST

/* Of what many records are made there is much to say, and a line to read. */
START_TEST(of_many_parts_the_first_are_said)
{
	for (unsigned i = 0; i < 40000; i++)
		report_in_view(c.report, RULE_OCCLUDED, item(0), i % 2,
		               arena_format(c.arena, "%u", i / 2), "part %u",
		               i / 2);
	ck_assert_str_eq(
	    report_case_text(&c),
	    ":3:8: warning: part 0; part 1; part 2; part 3; part 4; part 5 (in "
	    "one, two); and 19994 more of the kind [occluded]\n");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_print");
	TCase *t = tcase_create("report_print");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, errors_come_first_then_path_line_and_column);
	tcase_add_test(t, a_message_stays_on_its_line_and_off_the_terminal);
	tcase_add_test(t, a_message_leads_to_another_place);
	tcase_add_test(t, the_other_place_is_data_too);
	tcase_add_test(t, a_place_that_is_gone_has_what_is_above_it);
	tcase_add_test(t, every_format_has_every_finding);
	tcase_add_test(t, of_many_parts_the_first_are_said);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
