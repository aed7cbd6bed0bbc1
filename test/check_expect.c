/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/checked.h"
#include "zones/expect/expect.h"
#include "zones/serial.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A zone with one of each: what can be answered, and what can't. */
static const char zone[] =
    "{'zone': 'a.example', 'views': ['internal', 'external'], 'records': {"
    "'@': {'NS': 'ns.other.example.', 'MX': '10 Www'},"
    "'www': {'A': ['9.9.9.1', '9.9.9.2'], 'TXT': {'text': ['NODATA']}},"
    "'alias': {'CNAME': 'www'}, 'gone': {'CNAME': 'nothing'},"
    "'out': {'CNAME': 'www.other.example.'}, 'loop': {'CNAME': 'loop'},"
    "'sub': {'NS': 'ns.other.example.'}, '*.w': {'A': '9.9.9.3'},"
    "'d': {'DNAME': 'w'}, 'to-sub': {'CNAME': 'x.sub'}},"
    "'overlays': {'internal': {'www': {'A': '10.0.0.1'}}}}";

static const char views[] =
    "{'views': {'internal': {'trust': 'internal', 'networks': "
    "['10.0.0.0/8']}, 'external': {'trust': 'external', 'networks': "
    "['0.0.0.0/0']}}, 'refuse': ['10.66.0.0/16']}";

static struct site_case c;
static struct checked checked;

static void
setup(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json", zone);
}

static void
teardown(void)
{
	checked_free(&checked);
	site_case_end(&c);
}

/* Loads the site with these tests and runs them. */
static enum exit_status
run(const char *tests)
{
	site_case_file(&c, "tests.json", tests);
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	c.site = checked.site;
	c.report = checked.report;
	if (checked_errors(&checked, false) > 0)
		return EXIT_FINDINGS;
	for (unsigned i = 0; i < checked.site.view_count; i++)
		serial_choose(&checked.trees[i], NULL, 7, checked.report);
	return expect_run(&checked);
}

static char *
printed(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	report_print(checked.report, REPORT_TEXT,
	             site_view_names(&checked.site), out);
	fclose(out);
	return text;
}

static const struct {
	const char *from, *query;
	const char *expect; /* holds */
	const char *wrong;  /* doesn't, */
	const char *got;    /* for this is what comes back */
} cases[] = {
    {"9.1.1.1", "www.a.example", "['9.9.9.2', '9.9.9.1']", "'9.9.9.1'",
     "expected 9.9.9.1, got 9.9.9.1, 9.9.9.2; www.a.example. A: "},
    {"9.1.1.1", "www.a.example. A", "['9.9.9.1', '9.9.9.2']",
     "['9.9.9.1', '9.9.9.2', '9.9.9.3']", "got 9.9.9.1, 9.9.9.2;"},
    {"10.1.1.1", "WWW.a.example A", "'10.0.0.1'", "'NXDOMAIN'",
     "10.1.1.1 in view internal asks for WWW.a.example. A: expected NXDOMAIN, "
     "got 10.0.0.1; "},
    {"::ffff:10.1.1.1", "www.a.example", "'10.0.0.1'", "'REFUSED'",
     "10.1.1.1 in view internal"},
    {"9.1.1.1", "www.a.example AAAA", "'NODATA'", "'2001:db8::1'",
     "got NODATA; www.a.example. has no AAAA, but A, TXT: no data"},
    {"9.1.1.1", "www.a.example  TXT", "'\\\"NODATA\\\"'", "'NODATA'",
     "expected NODATA, got \"NODATA\";"},
    {"9.1.1.1", "a.example MX", "'10 www.a.example'", "'20 www.a.example.'",
     "got 10 Www.a.example.;"},
    {"9.1.1.1", "x.a.example", "'NXDOMAIN'", "'NODATA'",
     "got NXDOMAIN; x.a.example. doesn't exist, and its closest encloser "
     "a.example. has no wildcard"},
    {"9.1.1.1", "w.a.example", "'NODATA'", "'NXDOMAIN'",
     "got NODATA; w.a.example. exists for the names below it alone"},
    {"9.1.1.1", "alias.a.example", "['9.9.9.1', '9.9.9.2']", "'NODATA'",
     "got 9.9.9.1, 9.9.9.2; alias.a.example. is a CNAME"},
    {"9.1.1.1", "alias.a.example CNAME", "'www.a.example.'",
     "'www2.a.example.'", "got www.a.example.;"},
    {"9.1.1.1", "alias.a.example AAAA", "'NODATA'", "'NXDOMAIN'",
     "got NODATA;"},
    {"9.1.1.1", "gone.a.example", "'NXDOMAIN'", "'NODATA'", "got NXDOMAIN;"},
    {"9.1.1.1", "out.a.example CNAME", "'www.other.example'", "'REFERRAL'",
     "got www.other.example.;"},
    {"9.1.1.1", "sub.a.example", "'REFERRAL'", "'NODATA'", "got REFERRAL;"},
    {"9.1.1.1", "x.sub.a.example NS", "'REFERRAL'", "'ns.other.example'",
     "got REFERRAL;"},
    {"9.1.1.1", "to-sub.a.example", "'REFERRAL'", "'NXDOMAIN'",
     "got REFERRAL;"},
    {"9.1.1.1", "x.w.a.example", "'9.9.9.3'", "'NXDOMAIN'",
     "x.w.a.example. doesn't exist; *.w.a.example. answers for it"},
    {"9.1.1.1", "q.d.a.example", "'9.9.9.3'", "'9.9.9.4'", "got 9.9.9.3;"},
    {"9.1.1.1", "other.example", "'REFUSED'", "'NXDOMAIN'",
     "got REFUSED; no zone of view external holds other.example.: REFUSED"},
    {"10.66.0.1", "www.a.example", "'REFUSED'", "'10.0.0.1'",
     "10.66.0.1 in no view asks for"},
    {"2001:db8::1", "www.a.example", "'REFUSED'", "'NODATA'",
     "2001:db8::1 in no view asks for"},
    {"9.1.1.1", "a.example SOA",
     "'ns.other.example. hostmaster.a.example 5 7200 900 1209600 300'",
     "'ns.other.example. hostmaster.a.example 7 7200 900 1209600 301'",
     "got ns.other.example. hostmaster.a.example. 7 7200 900 1209600 300;"},
};

static const char *
test_of(const char *expect, const char *query, const char *from)
{
	return arena_format(c.arena,
	                    "{'expect': [{'from': '%s', 'query': '%s',\n"
	                    "'expect': ^%s}]}",
	                    from, query, expect);
}

START_TEST(a_test_that_holds_says_nothing)
{
	enum exit_status status =
	    run(test_of(cases[_i].expect, cases[_i].query, cases[_i].from));
	char *text = printed();

	ck_assert_str_eq(text, "");
	free(text);
	ck_assert_int_eq(status, EXIT_DONE);
	ck_assert_uint_eq(checked.site.test_count, 1);
}
END_TEST

START_TEST(a_test_that_fails_says_what_came_and_why)
{
	char *text;

	ck_assert_int_eq(
	    run(test_of(cases[_i].wrong, cases[_i].query, cases[_i].from)),
	    EXIT_FINDINGS);
	site_case_expect(&c, "test-failed");
	text = printed();
	ck_assert_msg(strstr(text, cases[_i].got) != NULL, "%s lacks in: %s",
	              cases[_i].got, text);
	free(text);
}
END_TEST

START_TEST(an_alias_that_leads_away_is_neither_data_nor_none)
{
	static const char *const names[] = {"out", "loop"};
	char *text;

	ck_assert_int_eq(
	    run(test_of("'NODATA'",
	                arena_format(c.arena, "%s.a.example", names[_i]),
	                "9.1.1.1")),
	    EXIT_FINDINGS);
	text = printed();
	ck_assert_msg(strstr(text, "got an alias to ") != NULL, "%s", text);
	free(text);
}
END_TEST

/* Services of two views: `db` to some clients, `web` to all of its view, and
 * `two` of two hosts of which the view outside has another address of one. */
static const char services[] =
    "{'zone': 'b.example', 'views': ['internal', 'external'], 'records': {"
    "'@': {'NS': 'ns.other.example.'}, 'db': {'A': '9.9.9.1'},"
    "'one': {'A': '9.9.9.2'}, 'two': {'A': ['9.9.9.2', '9.9.9.3']},"
    "'six': {'AAAA': '2606::1'}, 'alias': {'CNAME': 'db'},"
    "'empty': {'TXT': 'a'}},"
    "'overlays': {'internal': {'db': {'A': '9.9.9.9'}, 'in': {'A': "
    "'10.0.0.7'}}},"
    "'services': {"
    "'db': {'views': ['internal'], 'ports': ['5432/tcp'], 'hosts': ['db'],"
    " 'clients': ['10.2.0.0/16'], 'srv': false},"
    "'web': {'views': ['external'], 'ports': ['443'], 'hosts': ['one', 'six'],"
    " 'clients': 'view', 'srv': false}}}";

static const struct {
	const char *from, *connect;
	const char *expect; /* holds */
	const char *why;    /* what is said when the other is expected */
} connections[] = {
    {"10.2.0.1", "db.b.example:5432/tcp", "'allowed'",
     "10.2.0.1 in view internal connects to db.b.example. port 5432/tcp: "
     "expected denied, got allowed at 9.9.9.9; service db opens it in view "
     "internal ("},
    {"10.2.0.1", "DB.b.example.:5432/tcp", "'allowed'", "got allowed"},
    {"10.2.0.1", "alias.b.example:5432/tcp", "'allowed'", "got allowed"},
    {"10.2.0.1", "9.9.9.9:5432/tcp", "'allowed'",
     "connects to 9.9.9.9 port 5432/tcp: expected denied, got allowed"},
    {"10.3.0.1", "db.b.example:5432/tcp", "'denied'",
     "expected allowed, got denied at 9.9.9.9; service db opens it in view "
     "internal, not to this client ("},
    {"10.2.0.1", "db.b.example:5432/udp", "'denied'",
     "got denied at 9.9.9.9; no service opens it"},
    {"10.2.0.1", "db.b.example:5433/tcp", "'denied'", "no service opens it"},
    {"8.1.1.1", "db.b.example:5432/tcp", "'denied'",
     "got denied at 9.9.9.1; no service opens it"},
    {"8.1.1.1", "in.b.example:443/tcp", "'denied'",
     "expected allowed, view external has no address for it"},
    {"8.1.1.1", "one.b.example:443/tcp", "'allowed'", "got allowed"},
    {"8.1.1.1", "one.b.example:443/udp", "'allowed'", "got allowed"},
    {"8.1.1.1", "[2606::1]:443/udp", "'allowed'", "got allowed at 2606::1"},
    {"10.66.0.1", "one.b.example:443/tcp", "'denied'",
     "10.66.0.1 in no view connects to one.b.example. port 443/tcp: expected "
     "allowed, a client in no view is given no address"},
};

static const char *
connection_of(const char *expect, const char *connect, const char *from)
{
	return arena_format(c.arena,
	                    "{'expect': [{'from': '%s', 'connect': '%s',\n"
	                    "'expect': ^%s}]}",
	                    from, connect, expect);
}

START_TEST(a_connection_is_let_through_or_not)
{
	bool allowed = strcmp(connections[_i].expect, "'allowed'") == 0;
	char *said;

	site_case_file(&c, "services.json", services);
	ck_assert_int_eq(
	    run(connection_of(connections[_i].expect, connections[_i].connect,
	                      connections[_i].from)),
	    EXIT_DONE);
	checked_free(&checked);
	ck_assert_int_eq(
	    run(connection_of(allowed ? "'denied'" : "'allowed'",
	                      connections[_i].connect, connections[_i].from)),
	    EXIT_FINDINGS);
	said = printed();
	ck_assert_msg(strstr(said, connections[_i].why) != NULL,
	              "%s lacks in: %s", connections[_i].why, said);
	free(said);
}
END_TEST

/* In between is neither, and a name that nobody has isn't denied. */
START_TEST(a_connection_that_is_neither_fails)
{
	static const struct {
		const char *connect, *expect, *why;
	} neither[] = {
	    {"two.b.example:443/tcp", "'allowed'", "got denied at 9.9.9.3"},
	    {"two.b.example:443/tcp", "'denied'", "got allowed at 9.9.9.2"},
	    {"tow.b.example:443/tcp", "'denied'",
	     "no view has an address for it: is it misspelt?"},
	    {"empty.b.example:443/tcp", "'allowed'", "has no address for it"},
	};
	char *said;

	site_case_file(&c, "services.json", services);
	ck_assert_int_eq(run(connection_of(neither[_i].expect,
	                                   neither[_i].connect, "8.1.1.1")),
	                 EXIT_FINDINGS);
	said = printed();
	ck_assert_msg(strstr(said, neither[_i].why) != NULL, "%s", said);
	free(said);
}
END_TEST

START_TEST(every_failure_is_reported_and_the_first_are_explained)
{
	const char *all = "";
	char *text;
	size_t lines = 0, why = 0;

	for (int i = 0; i < 60; i++)
		all = arena_format(c.arena,
		                   "%s%s\n{'from': '9.1.1.1', 'query': "
		                   "'n%d.a.example', 'expect': 'NODATA'}",
		                   all, i == 0 ? "" : ",", i);
	ck_assert_int_eq(run(arena_format(c.arena, "{'expect': [%s]}", all)),
	                 EXIT_FINDINGS);
	text = printed();
	for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
		lines++;
		why += memmem(at, strcspn(at, "\n"), "encloser", 8) != NULL;
	}
	ck_assert_uint_eq(lines, 60);
	ck_assert_uint_eq(why, 50);
	free(text);
}
END_TEST

#define TEST(members) "{'expect': [{" members "}]}"

/* What isn't a test, with the rule for each mark. */
static const struct {
	const char *text, *rules;
} bad[] = {
    {"{'expect': [], '$schema': 'x', '// a': 1}", ""},
    {"{'expect': ^{}}", "schema"},
    {"{'expect': [], ^'expects': []}", "schema"},
    {"{'expect': [^1]}", "schema"},
    {TEST("'// a': 1, 'from': '::1', 'query': 'a', 'expect': 'REFUSED'"), ""},
    {"{'expect': [^{'from': '::1', 'query': 'a'}]}", "schema"},
    {"{'expect': [^{'from': '::1', 'expect': 'NODATA'}]}", "schema"},
    {"{'expect': [^{'query': 'a', 'expect': 'NODATA'}]}", "schema"},
    {TEST("'from': ^'10.0.0.0/8', 'query': 'a', 'expect': 'NODATA'"), "schema"},
    {TEST("'from': ^7, 'query': 'a', 'expect': 'NODATA'"), "schema"},
    {TEST("'from': '::1', 'query': ^7, 'expect': 'NODATA'"), "schema"},
    {TEST("'from': '::1', 'query': ^'', 'expect': 'NODATA'"), "bad-name"},
    {TEST("'from': '::1', 'query': ^'a..b', 'expect': 'NODATA'"), "bad-name"},
    {TEST("'from': '::1', 'query': ^'a FROB', 'expect': 'NODATA'"),
     "unknown-type"},
    {TEST("'from': '::1', 'query': ^'a ANY', 'expect': 'NODATA'"), "meta-type"},
    {TEST("'from': '::1', 'query': ^'a A b', 'expect': 'NODATA'"),
     "unknown-type"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^7"), "schema"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^[]"), "schema"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ['9.9.9.9', ^7]"), "schema"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^'2001:db8::1'"),
     "bad-rdata"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^'NODATA\\u0000'"), "schema"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^'nodata'"), "bad-rdata"},
    {TEST("'from': '::1', 'query': 'a TXT', 'expect': ^'a b'"), "txt-quoting"},
    {TEST("'from': '::1', 'query': 'a', 'expect': ^'allowed'"), "bad-rdata"},
    {TEST("'from': '::1', 'query': 'a', ^'connect': 'a:1/tcp', 'expect': "
          "'NODATA'"),
     "schema"},
    {TEST("'from': '::1', 'connect': ^'a', 'expect': 'denied'"), "schema"},
    {TEST("'from': '::1', 'connect': ^'a:1', 'expect': 'denied'"), "schema"},
    {TEST("'from': '::1', 'connect': ^'a:1-2/tcp', 'expect': 'denied'"),
     "schema"},
    {TEST("'from': '::1', 'connect': ^'a:0/tcp', 'expect': 'denied'"),
     "schema"},
    {TEST("'from': '::1', 'connect': ^':1/tcp', 'expect': 'denied'"), "schema"},
    {TEST("'from': '::1', 'connect': ^7, 'expect': 'denied'"), "schema"},
    {TEST("'from': '::1', 'connect': 'a:1/tcp', 'expect': ^'REFUSED'"),
     "schema"},
    {TEST("'from': '::1', 'connect': 'a:1/tcp', 'expect': ^['denied']"),
     "schema"},
};

START_TEST(what_is_no_test_is_found_at_its_place)
{
	run(bad[_i].text);
	site_case_expect(&c, bad[_i].rules);
}
END_TEST

START_TEST(tests_are_run_on_what_is_right_alone)
{
	site_case_file(&c, "zone.json",
	               "{'zone': 'a.example', 'views': "
	               "['internal'], 'records': ^{}}");
	ck_assert_int_eq(run(TEST("'from': '10.1.1.1', 'query': 'a.example', "
	                          "'expect': 'NXDOMAIN'")),
	                 EXIT_FINDINGS);
	site_case_expect(&c, "no-ns");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("expect");
	TCase *t = tcase_create("expect");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_test_that_holds_says_nothing, 0, COUNT(cases));
	tcase_add_loop_test(t, a_test_that_fails_says_what_came_and_why, 0,
	                    COUNT(cases));
	tcase_add_loop_test(
	    t, an_alias_that_leads_away_is_neither_data_nor_none, 0, 2);
	tcase_add_loop_test(t, a_connection_is_let_through_or_not, 0,
	                    COUNT(connections));
	tcase_add_loop_test(t, a_connection_that_is_neither_fails, 0, 4);
	tcase_add_test(t,
	               every_failure_is_reported_and_the_first_are_explained);
	tcase_add_loop_test(t, what_is_no_test_is_found_at_its_place, 0,
	                    COUNT(bad));
	tcase_add_test(t, tests_are_run_on_what_is_right_alone);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
