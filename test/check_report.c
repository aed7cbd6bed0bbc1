/* SPDX-License-Identifier: ISC */
#include "test/report_case.h"
#include "test/unit.h"

static struct report_case c;

static void
set_up(void)
{
	report_case_begin(&c, "{\"a\": 1, \"b\": [2]}");
}

static void
tear_down(void)
{
	report_case_end(&c);
}

static const struct place *
member(const char *key)
{
	return place_member(c.arena, c.file, key);
}

START_TEST(nothing_found_is_nothing_printed)
{
	ck_assert_uint_eq(report_errors(c.report), 0);
	ck_assert_uint_eq(report_warnings(c.report), 0);
	ck_assert_str_eq(report_case_text(&c), "");
}
END_TEST

START_TEST(one_rule_at_one_place_is_one_line_with_its_views)
{
	for (unsigned view = 0; view < 3; view += 2)
		report_in_view(c.report, RULE_BAD_NAME, member("a"), view, "a.",
		               "bad %s", "thing");
	report_in_view(c.report, RULE_BAD_NAME, member("b"), 1, "b.", "bad %s",
	               "thing");
	ck_assert_uint_eq(report_errors(c.report), 2);
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: bad thing (in one, three) [bad-name]\n"
	                 ":1:15: error: bad thing (in two) [bad-name]\n");
}
END_TEST

START_TEST(the_same_finding_twice_is_one)
{
	report_add(c.report, RULE_SCHEMA, member("a"), "same");
	report_add(c.report, RULE_SCHEMA, member("a"), "same");
	ck_assert_uint_eq(report_errors(c.report), 1);
	ck_assert_str_eq(report_case_text(&c), ":1:7: error: same [schema]\n");
}
END_TEST

START_TEST(what_another_report_found_is_added)
{
	struct report *other = report_new(c.arena);

	report_in_view(c.report, RULE_BAD_NAME, member("a"), 0, "a.", "bad");
	report_in_view(other, RULE_BAD_NAME, member("a"), 2, "a.", "bad");
	report_add(other, RULE_SCHEMA, member("b"), "worse");
	report_merge(c.report, other);
	report_merge(c.report, report_new(c.arena));
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: bad (in one, three) [bad-name]\n"
	                 ":1:15: error: worse [schema]\n");
}
END_TEST

START_TEST(two_messages_at_one_place_share_a_line)
{
	report_in_view(c.report, RULE_RESERVED_TARGET, member("a"), 0, "a.",
	               "one");
	report_in_view(c.report, RULE_RESERVED_TARGET, member("a"), 0, "a.",
	               "other");
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: one; other (in one) "
	                 "[reserved-target]\n");
	report_in_view(c.report, RULE_RESERVED_TARGET, member("a"), 1, "a.",
	               "other");
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: one (in one); other (in one, two) "
	                 "[reserved-target]\n");
	ck_assert_uint_eq(report_errors(c.report), 1);
}
END_TEST

START_TEST(two_rules_at_one_place_are_two_lines)
{
	report_add(c.report, RULE_SCHEMA, member("a"), "one");
	report_add(c.report, RULE_BAD_TTL, member("a"), "two");
	ck_assert_str_eq(report_case_text(&c), ":1:7: error: two [bad-ttl]\n"
	                                       ":1:7: error: one [schema]\n");
}
END_TEST

START_TEST(strict_makes_warnings_errors)
{
	report_add(c.report, RULE_OCCLUDED, member("a"), "hidden");
	ck_assert_uint_eq(report_errors(c.report), 0);
	ck_assert_uint_eq(report_warnings(c.report), 1);
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: warning: hidden [occluded]\n");
	report_strict(c.report);
	ck_assert_uint_eq(report_errors(c.report), 1);
	ck_assert_uint_eq(report_warnings(c.report), 0);
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: hidden [occluded]\n");
}
END_TEST

START_TEST(many_findings_are_told_apart)
{
	enum { MANY = 20000 };

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < MANY; i++)
			report_in_view(c.report, RULE_BAD_NAME,
			               place_item(c.arena, member("b"), i),
			               (unsigned)round, "b.", "bad");
	ck_assert_uint_eq(report_errors(c.report), MANY);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, nothing_found_is_nothing_printed);
	tcase_add_test(t, one_rule_at_one_place_is_one_line_with_its_views);
	tcase_add_test(t, the_same_finding_twice_is_one);
	tcase_add_test(t, what_another_report_found_is_added);
	tcase_add_test(t, two_messages_at_one_place_share_a_line);
	tcase_add_test(t, two_rules_at_one_place_are_two_lines);
	tcase_add_test(t, strict_makes_warnings_errors);
	tcase_add_test(t, many_findings_are_told_apart);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
