/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/rules.h"

START_TEST(every_rule_has_an_id_in_kebab_case_and_a_sentence)
{
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		const struct rule_info *info = rule_info((enum rule)rule);

		ck_assert_ptr_nonnull(info->id);
		ck_assert_uint_eq(
		    strspn(info->id, "abcdefghijklmnopqrstuvwxyz-"),
		    strlen(info->id));
		ck_assert_ptr_nonnull(info->what);
		ck_assert_int_eq(info->what[strlen(info->what) - 1], '.');
	}
}
END_TEST

START_TEST(every_rule_is_found_by_its_id)
{
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		int found = rule_from_id(rule_info((enum rule)rule)->id);

		/* An expired waiver has the id of a broken one. */
		ck_assert_int_eq(
		    found, rule == RULE_WAIVER_EXPIRED ? RULE_WAIVER : rule);
	}
	ck_assert_int_eq(rule_from_id("no-such-rule"), ERR_NOTHING);
	ck_assert_int_eq(rule_from_id(""), ERR_NOTHING);
}
END_TEST

/* Contract, section 5, and those that came since. */
static const char *const warnings[] = {
    "reserved-in-text", "documentation-address", "missing-address",
    "missing-dot",      "ns-is-cname",           "occluded",
    "duplicate-record", "ptr-mismatch",          "overlay-unused",
    "overlay-partial",  "serial-not-raised",     "ignored-spec",
    "no-clients",       "shared-host",           "ptr-ambiguous",
    "answer-octets",    "missing-listener",      "fragment",
};

START_TEST(what_only_looks_wrong_is_a_warning)
{
	size_t count = 0;

	for (int rule = 0; rule < RULE_COUNT; rule++)
		count += rule != RULE_WAIVER_EXPIRED
		         && rule_info((enum rule)rule)->warning;
	ck_assert_uint_eq(count, sizeof(warnings) / sizeof(warnings[0]));
	for (size_t i = 0; i < count; i++)
		ck_assert(
		    rule_info((enum rule)rule_from_id(warnings[i]))->warning);
}
END_TEST

START_TEST(an_error_is_waived_only_where_it_can_be_served)
{
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		const struct rule_info *info = rule_info((enum rule)rule);

		if (info->waivable && !info->warning)
			ck_assert(rule == RULE_PORT_SPACE_OVERLAP
			          || rule == RULE_SHADOW_ZONE
			          || rule == RULE_PRIVATE_ADDRESS
			          || rule == RULE_PORT_OUTSIDE_SPACE
			          || rule == RULE_SHARED_PORT);
	}
	ck_assert(!rule_info(RULE_RESERVED_ZONE)->waivable);
	ck_assert(!rule_info(RULE_RESERVED_NAME)->waivable);
	ck_assert(!rule_info(RULE_RESERVED_TARGET)->waivable);
	ck_assert(!rule_info(RULE_RESERVED_ADDRESS)->waivable);
	ck_assert(rule_info(RULE_PRIVATE_ADDRESS)->waivable);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rules");
	TCase *t = tcase_create("rules");

	tcase_add_test(t, every_rule_has_an_id_in_kebab_case_and_a_sentence);
	tcase_add_test(t, every_rule_is_found_by_its_id);
	tcase_add_test(t, what_only_looks_wrong_is_a_warning);
	tcase_add_test(t, an_error_is_waived_only_where_it_can_be_served);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
