/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "server/control_request.h"
#include "test/unit.h"

static struct control_request request;
static char why[CONTROL_WHY];

static int
read_text(const char *text)
{
	why[0] = '\0';
	return control_request_read(&request, text, strlen(text), why);
}

START_TEST(commands_are_told_apart)
{
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"status\"}"),
	                 0);
	ck_assert_int_eq(request.command, CONTROL_STATUS);
	ck_assert_int_eq(read_text("{\"command\":\"stop\",\"version\":1}"), 0);
	ck_assert_int_eq(request.command, CONTROL_STOP);
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"reload\"}"),
	                 0);
	ck_assert(!request.force);
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"reload\","
	                           "\"force\":true}"),
	                 0);
	ck_assert(request.force);
}
END_TEST

START_TEST(a_zone_is_read_as_images_write_it)
{
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"zone-status\","
	                           "\"zone\":\"Ex\\\\097mple.COM\","
	                           "\"view\":\"in-1\"}"),
	                 0);
	ck_assert_str_eq(request.zone, "example.com.");
	ck_assert_str_eq(request.view, "in-1");
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"zone-status\","
	                           "\"zone\":\".\"}"),
	                 0);
	ck_assert_str_eq(request.zone, ".");
}
END_TEST

START_TEST(a_level_may_be_asked_or_set)
{
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"log-level\"}"),
	                 0);
	ck_assert(!request.leveled);
	ck_assert_int_eq(read_text("{\"version\":1,\"command\":\"log-level\","
	                           "\"level\":\"warning\"}"),
	                 0);
	ck_assert(request.leveled);
	ck_assert_int_eq(request.level, LOG_WARNING);
}
END_TEST

static const struct {
	const char *text;
	const char *why;
} bad[] = {
    {"", "JSON"},
    {"status", "JSON"},
    {"[1]", "object"},
    {"{\"version\":1,\"version\":1,\"command\":\"status\"}", "JSON"},
    {"{\"version\":1,\"command\":\"status\"} x", "JSON"},
    {"{\"command\":\"status\"}", "version"},
    {"{\"version\":2,\"command\":\"status\"}", "version"},
    {"{\"version\":\"1\",\"command\":\"status\"}", "version"},
    {"{\"version\":1}", "command"},
    {"{\"version\":1,\"command\":\"halt\"}", "command"},
    {"{\"version\":1,\"command\":7}", "command"},
    {"{\"version\":1,\"command\":\"status\",\"x\":1}", "status takes"},
    {"{\"version\":1,\"command\":\"stop\",\"force\":true}", "stop takes"},
    {"{\"version\":1,\"command\":\"reload\",\"force\":1}", "true or false"},
    {"{\"version\":1,\"command\":\"log-level\",\"level\":\"loud\"}",
     "error, warning"},
    {"{\"version\":1,\"command\":\"zone-status\",\"zone\":\"a..b\"}",
     "domain name"},
    {"{\"version\":1,\"command\":\"zone-status\",\"zone\":[]}", "domain name"},
    {"{\"version\":1,\"command\":\"zone-status\",\"view\":\"../x\"}",
     "view's name"},
};

START_TEST(what_is_not_of_the_form_is_refused_with_a_reason)
{
	ck_assert_int_eq(read_text(bad[_i].text), ERR_MALFORMED);
	ck_assert_msg(strstr(why, bad[_i].why) != NULL, "%s: %s", bad[_i].text,
	              why);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("control_request");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, commands_are_told_apart);
	tcase_add_test(tests, a_zone_is_read_as_images_write_it);
	tcase_add_test(tests, a_level_may_be_asked_or_set);
	tcase_add_loop_test(tests,
	                    what_is_not_of_the_form_is_refused_with_a_reason, 0,
	                    sizeof(bad) / sizeof(bad[0]));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
