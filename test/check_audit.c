/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/audit/audit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A site below /tmp, audited. */
struct audit_case {
	struct site_case site;
	struct diff_side side;
	struct arena *arena;
	struct proof proof;
	struct audit audit;
};

static const char views[] =
    "{'views': {"
    "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
    "'out': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0']}}}";

static const char zone[] =
    "{'zone': 'pub.test', 'views': ['in', 'out'], 'records': {"
    "'@': {'NS': 'ns'}, 'ns': {'A': '9.9.9.9'}, '*.w': {'A': '9.9.9.1', 'MX': "
    "'1 ns'},"
    "'d': {'NS': 'ns.d'}, 'ns.d': {'A': '9.9.9.8'},"
    "'s': {'TXT': {'text': ['</script><script>alert(1)//']}},"
    "'lo': {'A': '10.0.0.1'}},"
    "'overlays': {'in': {'ns': {'A': '10.0.0.53'}, 'x.w': {'A': '10.0.0.2'}}},"
    "'waive': [{'rule': 'private-address', 'name': 'lo', 'views': ['out'],"
    " 'reason': 'for a\\u000atest <b>', 'ticket': 'T-1',"
    " 'until': '2037-01-01'}]}";

static void
audit_case_begin(struct audit_case *c, const char *text)
{
	site_case_begin(&c->site);
	site_case_file(&c->site, "views.json", views);
	site_case_file(&c->site, "zone.json", text);
	ck_assert_int_eq(
	    diff_side_open(&c->side, c->site.folder, NULL, EXIT_FINDINGS),
	    EXIT_DONE);
	c->arena = arena_new();
	ck_assert_int_eq(proof_make(&c->proof, &c->side.checked), 0);
	ck_assert_int_eq(
	    audit_make(&c->audit, c->arena, &c->side, &c->proof, NULL), 0);
}

static void
audit_case_end(struct audit_case *c)
{
	diff_side_close(&c->side);
	arena_free(c->arena);
	site_case_end(&c->site);
}

/* "NAME in,out data NOERROR: RECORD, RECORD" a line. */
static const char *
names_text(struct audit_case *c)
{
	const char *text = "";

	for (size_t i = 0; i < c->audit.name_count; i++) {
		const struct audit_name *name = &c->audit.names[i];

		for (size_t j = 0; j < name->answer_count; j++) {
			const struct audit_answer *answer = &name->answers[j];

			text = arena_format(
			    c->arena, "%s%s %s%s %s %s:", text, name->text,
			    view_set_has(&answer->views, 0) ? "in" : "",
			    view_set_has(&answer->views, 1) ? "out" : "",
			    audit_by_text(answer->by), answer->status);
			for (size_t k = 0; k < answer->record_count; k++)
				text = arena_format(c->arena, "%s [%s]", text,
				                    answer->records[k]);
			text = arena_format(c->arena, "%s\n", text);
		}
	}
	return text;
}

START_TEST(each_name_has_each_views_answer)
{
	struct audit_case c;
	const char *text, *from;

	audit_case_begin(&c, zone);
	text = names_text(&c);
	from = strstr(text, "\nd.pub.test.");
	ck_assert_ptr_nonnull(from);
	ck_assert_str_eq(
	    from + 1,
	    "d.pub.test. inout delegation NOERROR: [3600 NS ns.d.pub.test.]\n"
	    "lo.pub.test. inout data NOERROR: [3600 A 10.0.0.1]\n"
	    "ns.pub.test. in data NOERROR: [3600 A 10.0.0.53]\n"
	    "ns.pub.test. out data NOERROR: [3600 A 9.9.9.9]\n"
	    "s.pub.test. inout data NOERROR: [3600 TXT "
	    "\"</script><script>alert(1)//\"]\n"
	    "*.w.pub.test. inout data NOERROR: [3600 A 9.9.9.1] [3600 MX 1 "
	    "ns.pub.test.]\n"
	    "x.w.pub.test. in data NOERROR: [3600 A 10.0.0.2]\n"
	    "x.w.pub.test. out wildcard NOERROR: [3600 A 9.9.9.1] [3600 MX 1 "
	    "ns.pub.test.]\n");
	audit_case_end(&c);
}
END_TEST

static char *
print(const struct audit *audit,
      void (*printer)(const struct audit *audit, FILE *out))
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	printer(audit, stream);
	ck_assert_int_eq(fclose(stream), 0);
	return text;
}

START_TEST(every_waiver_is_listed_in_a_line_of_its_own)
{
	struct audit_case c;
	char *text, *line;

	audit_case_begin(&c, zone);
	text = print(&c.audit, audit_text);
	line = strstr(text, "\nWAIVER ");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(strstr(line, "WAIVER private-address "
	                                   "lo.pub.test. in out at "));
	ck_assert_ptr_nonnull(strstr(line, "zone.json:1:"));
	ck_assert_ptr_nonnull(
	    strstr(line, " until 2037-01-01 ticket T-1: for a test <b>\n"));
	free(text);
	audit_case_end(&c);
}
END_TEST

/* What somebody wrote can't end the script that it stands in. */
START_TEST(nothing_breaks_out_of_the_page)
{
	struct audit_case c;
	char *text;
	const char *data, *end;

	audit_case_begin(&c, zone);
	text = print(&c.audit, audit_html);
	data = strstr(text, "id=\"data\">");
	ck_assert_ptr_nonnull(data);
	end = strchr(data, '<');
	ck_assert_int_eq(strncmp(end, "</script>\n<script>", 18), 0);
	ck_assert_ptr_nonnull(strstr(data, "\\u003c/script>\\u003cscript>"));
	ck_assert_ptr_nonnull(strstr(data, "for a\\ntest \\u003cb>"));
	free(text);
	audit_case_end(&c);
}
END_TEST

static const char *
changes_text(struct audit_case *c)
{
	const char *text = "";

	for (size_t i = 0; i < c->audit.change_count; i++) {
		const struct audit_change *change = &c->audit.changes[i];

		if (strcmp(change->what, "zone") != 0)
			text = arena_format(
			    c->arena, "%s%s %s %s: %s -> %s\n", text,
			    change->what, change->subject, change->view,
			    change->before == NULL ? "none" : change->before,
			    change->now == NULL ? "none" : change->now);
	}
	return text;
}

START_TEST(what_changed_is_told)
{
	static const char now[] =
	    "{'zone': 'pub.test', 'views': ['in', 'out'], 'records': {"
	    "'@': {'NS': 'ns'}, 'ns': {'A': '9.9.9.9'},"
	    "'*.w': {'A': '9.9.9.1', 'MX': '1 ns'}, 'd': {'NS': 'ns.d'},"
	    "'ns.d': {'A': '9.9.9.8'},"
	    "'new': {'A': '9.9.9.7'}},"
	    "'overlays': {'in': {'ns': {'A': '10.0.0.54'},"
	    " 'x.w': {'A': '10.0.0.2'}, 's': {'TXT': '\\\"inner\\\"'}}}}";
	struct audit_case c;
	char *earlier;

	audit_case_begin(&c, zone);
	earlier = print(&c.audit, audit_json);
	ck_assert_int_eq(audit_compare(&c.audit, earlier, strlen(earlier)), 0);
	ck_assert_uint_eq(c.audit.change_count, 0);
	ck_assert_str_eq(c.audit.against, c.proof.site_hash);
	audit_case_end(&c);

	audit_case_begin(&c, now);
	ck_assert_int_eq(audit_compare(&c.audit, earlier, strlen(earlier)), 0);
	ck_assert_str_eq(
	    changes_text(&c),
	    "claim reachable in out : WITNESS -> PROVED\n"
	    "name lo.pub.test. in: 3600 A 10.0.0.1 -> none\n"
	    "name lo.pub.test. out: 3600 A 10.0.0.1 -> none\n"
	    "name new.pub.test. in: none -> 3600 A 9.9.9.7\n"
	    "name new.pub.test. out: none -> 3600 A 9.9.9.7\n"
	    "name ns.pub.test. in: 3600 A 10.0.0.53 -> 3600 A 10.0.0.54\n"
	    "name s.pub.test. in: 3600 TXT \"</script><script>alert(1)//\" -> "
	    "3600 TXT \"inner\"\n"
	    "name s.pub.test. out: 3600 TXT \"</script><script>alert(1)//\" "
	    "-> none\n"
	    "waiver private-address lo.pub.test. out: for a\ntest <b>, until "
	    "2037-01-01 -> none\n");
	free(earlier);
	audit_case_end(&c);
}
END_TEST

/* Whatever else is in a file that is given for an earlier audit. */
static const char *const no_audits[] = {
    "",
    "[]",
    "{",
    "{\"format\": 2, \"names\": [], \"claims\": []}",
    "{\"format\": 1, \"names\": {}, \"claims\": []}",
    "{\"format\": 1, \"names\": []}",
};

START_TEST(what_is_no_audit_is_refused)
{
	static const char odd[] =
	    "{\"format\": 1, \"hash\": 7, \"claims\": [1, {\"kind\": []}],"
	    " \"views\": 3, \"zones\": [null], \"waivers\": [{\"views\": 1}],"
	    " \"names\": [[], {\"name\": 1, \"answers\": [1,"
	    " {\"zone\": \"z\", \"views\": [1, \"in\"], \"records\": [2]}]}]}";
	struct audit_case c;

	audit_case_begin(&c, zone);
	for (size_t i = 0; i < COUNT(no_audits); i++)
		ck_assert_int_lt(
		    audit_compare(&c.audit, no_audits[i], strlen(no_audits[i])),
		    0);
	ck_assert_int_eq(audit_compare(&c.audit, odd, strlen(odd)), 0);
	audit_case_end(&c);
}
END_TEST

static Suite *
audit_suite(void)
{
	Suite *suite = suite_create("audit");
	TCase *tcase = tcase_create("audit");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, each_name_has_each_views_answer);
	tcase_add_test(tcase, every_waiver_is_listed_in_a_line_of_its_own);
	tcase_add_test(tcase, nothing_breaks_out_of_the_page);
	tcase_add_test(tcase, what_changed_is_told);
	tcase_add_test(tcase, what_is_no_audit_is_refused);
	return suite;
}

int
main(void)
{
	return unit_run(audit_suite());
}
