/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

static const struct rdata_case cases[] = {
    /* version, size, precisions; latitude, longitude, altitude */
    {"LOC", "0 N 0 E 0m", "00121613800000008000000000989680", NULL},
    {"LOC", "0 s 0 w 0", "00121613800000008000000000989680", NULL},
    {"LOC", "90 N 180 W -100000.00m 0m 0m 0m",
     "00000000934fd90059604e0000000000", NULL},
    {"LOC", "0 0 0.001 N 0 0 0.1 E 42849672.95m 90000000m 1cm", NULL,
     "\"1cm\" doesn't fit"},
    {"LOC", "0 0 0.001 N 0 0 0.1 E 42849672.95m 90000000m 0.01m 55.5m",
     "009910538000000180000064ffffffff", NULL},
    {"LOC", "99 N 1 E 1m", NULL, "\"99\" doesn't fit: write degrees 0-90"},
    {"LOC", "90 0 0.001 N 1 E 1m", NULL, "\"N\" doesn't fit"},
    {"LOC", "1 60 N 1 E 1m", NULL, "\"60\" doesn't fit"},
    {"LOC", "1 1 60 N 1 E 1m", NULL, "\"60\" doesn't fit"},
    {"LOC", "1 1 1.0001 N 1 E 1m", NULL, "\"1.0001\" doesn't fit"},
    {"LOC", "1.5 N 1 E 1m", NULL, "\"1.5\" doesn't fit"},
    {"LOC", "-1 N 1 E 1m", NULL, "\"-1\" doesn't fit"},
    {"LOC", "N 1 E 1m", NULL, "\"N\" doesn't fit"},
    {"LOC", "1 1 1 1 N 1 E 1m", NULL, "\"1\" doesn't fit"},
    {"LOC", "1 E 1 N 1m", NULL, "\"E\" doesn't fit"},
    {"LOC", "1 N 181 E 1m", NULL, "write degrees 0-180"},
    {"LOC", "1 N 1 E", NULL, "ends early"},
    {"LOC", "1 N", NULL, "ends early"},
    {"LOC", "1 N 1 E m", NULL, "an altitude is"},
    {"LOC", "1 N 1 E -", NULL, "an altitude is"},
    {"LOC", "1 N 1 E 42849672.96m", NULL, "an altitude is"},
    {"LOC", "1 N 1 E -100000.01m", NULL, "an altitude is"},
    {"LOC", "1 N 1 E 1.001m", NULL, "an altitude is"},
    {"LOC", "1 N 1 E 1m 90000001m", NULL, "0m to 90000000m"},
    {"LOC", "1 N 1 E 1m -1m", NULL, "0m to 90000000m"},
    {"LOC", "1 N 1 E 1m 1m 1m 1m 1m", NULL, "\"1m\" doesn't fit"},
    {"LOC", "1 1 1 N 1 1 1 E 1m 1m 1m 1m 1m", NULL, "is too much"},
    {"LOC", "1 N 1 E \"1m\"", NULL, "is too much"},
    {"LOC", "", NULL, "location is missing"},
};

START_TEST(a_location_is_taken_or_refused_with_its_reason)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_loc");
	TCase *tc = tcase_create("loc");

	tcase_add_loop_test(tc, a_location_is_taken_or_refused_with_its_reason,
	                    0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
