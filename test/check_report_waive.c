/* SPDX-License-Identifier: ISC */
#include "test/report_case.h"
#include "test/unit.h"

static struct report_case c;
static const struct place *waiver;

static void
set_up(void)
{
	report_case_begin(&c, "{\"a\": 1, \"b\": 2, \"waive\": []}");
	waiver = place_member(c.arena, c.file, "waive");
}

static void
tear_down(void)
{
	report_case_end(&c);
}

static void
find(const char *key, enum rule rule, unsigned view, const char *subject)
{
	report_in_view(c.report, rule, place_member(c.arena, c.file, key), view,
	               subject, "private");
}

static bool
waive(enum rule rule, const char *subject, unsigned from, unsigned to)
{
	struct view_set views = {0};

	for (unsigned view = from; view <= to; view++)
		view_set_add(&views, view);
	return report_waive(c.report, rule, waiver, subject, views);
}

START_TEST(a_waived_finding_is_gone)
{
	find("a", RULE_PRIVATE_ADDRESS, 1, "lo.example.");
	ck_assert(waive(RULE_PRIVATE_ADDRESS, "lo.example.", 1, 1));
	ck_assert_uint_eq(report_errors(c.report), 0);
	ck_assert_str_eq(report_case_text(&c), "");
}
END_TEST

START_TEST(what_a_waiver_doesnt_name_stays)
{
	const struct place *other =
	    place_member(c.arena, place_file(c.arena, "/other.json"), "waive");
	struct view_set views = {.bits = {~UINT64_C(0)}};

	find("a", RULE_PRIVATE_ADDRESS, 1, "lo.example.");
	ck_assert(!waive(RULE_PRIVATE_ADDRESS, "www.example.", 0, 2));
	ck_assert(!waive(RULE_SHADOW_ZONE, "lo.example.", 0, 2));
	ck_assert(!waive(RULE_PRIVATE_ADDRESS, "lo.example.", 2, 2));
	ck_assert(!report_waive(c.report, RULE_PRIVATE_ADDRESS, other,
	                        "lo.example.", views));
	ck_assert_uint_eq(report_errors(c.report), 1);
}
END_TEST

START_TEST(views_are_taken_out_one_by_one)
{
	find("a", RULE_PRIVATE_ADDRESS, 0, "lo.");
	find("a", RULE_PRIVATE_ADDRESS, 1, "lo.");
	ck_assert(waive(RULE_PRIVATE_ADDRESS, "lo.", 0, 0));
	ck_assert_str_eq(report_case_text(&c),
	                 ":1:7: error: private (in two) [private-address]\n");
	ck_assert(!waive(RULE_PRIVATE_ADDRESS, "lo.", 0, 0));
	ck_assert(waive(RULE_PRIVATE_ADDRESS, "lo.", 0, 2));
	ck_assert_uint_eq(report_errors(c.report), 0);
}
END_TEST

START_TEST(one_waiver_covers_all_places_of_its_name)
{
	find("a", RULE_PRIVATE_ADDRESS, 0, "lo.");
	find("b", RULE_PRIVATE_ADDRESS, 0, "lo.");
	find("b", RULE_PRIVATE_ADDRESS, 0, "www.");
	ck_assert(waive(RULE_PRIVATE_ADDRESS, "lo.", 0, 0));
	ck_assert_str_eq(report_case_text(&c), ":1:15: error: private (in one) "
	                                       "[private-address]\n");
}
END_TEST

START_TEST(what_cant_be_waived_isnt)
{
	find("a", RULE_RESERVED_NAME, 0, "lo.");
	report_add(c.report, RULE_SCHEMA, c.file, "no subject");
	ck_assert(!waive(RULE_RESERVED_NAME, "lo.", 0, 2));
	ck_assert(!waive(RULE_SCHEMA, "", 0, 2));
	ck_assert_uint_eq(report_errors(c.report), 2);
}
END_TEST

START_TEST(many_waivers_find_their_findings)
{
	enum { MANY = 20000 };

	for (unsigned i = 0; i < MANY; i++)
		report_in_view(c.report, RULE_PRIVATE_ADDRESS,
		               place_item(c.arena, waiver, i), 0,
		               arena_format(c.arena, "n%u.", i), "private");
	for (unsigned i = 0; i < MANY; i++)
		ck_assert(waive(RULE_PRIVATE_ADDRESS,
		                arena_format(c.arena, "n%u.", i), 0, 0));
	ck_assert_uint_eq(report_errors(c.report), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_waive");
	TCase *t = tcase_create("report_waive");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_waived_finding_is_gone);
	tcase_add_test(t, what_a_waiver_doesnt_name_stays);
	tcase_add_test(t, views_are_taken_out_one_by_one);
	tcase_add_test(t, one_waiver_covers_all_places_of_its_name);
	tcase_add_test(t, what_cant_be_waived_isnt);
	tcase_add_test(t, many_waivers_find_their_findings);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
