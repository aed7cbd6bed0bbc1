/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/rdata.h"
#include "zones/verify/verify.h"

static const char zone[] =
    "{'zone': 'a', 'views': ['internal', 'external'],"
    " 'records': {'@': {'NS': 'ns.b.'}, 'www': {'A': '9.9.9.9'},"
    "  '*.w': {'A': '9.9.9.9'}, 'x.ent': {'A': '9.9.9.9'}},"
    " 'overlays': {'internal': {'db': {'A': '10.0.0.1'},"
    "  'www': {'TXT': 't'}}}}";

static struct site_case c;
static struct checked checked;
static struct verify verify;

static void
set_up(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	verify = (struct verify){.checked = &checked, .arena = c.arena};
}

static void
tear_down(void)
{
	checked_free(&checked);
	site_case_end(&c);
}

/* "NAME TYPE", and "!" before what the view hasn't. */
static const char *
questions_text(const struct view *view)
{
	struct verify_questions questions;
	const char *text = "";

	verify_questions(&questions, &verify, view);
	for (size_t i = 0; i < questions.count; i++) {
		const struct verify_question *q = &questions.items[i];
		char name[DNAME_TEXT];

		text = arena_format(c.arena, "%s%s%s %s\n", text,
		                    q->own ? "" : "!",
		                    dname_to_text(name, q->name),
		                    rdata_type_text(c.arena, q->rrset->type));
	}
	return text;
}

START_TEST(a_view_is_asked_all_that_it_and_others_have)
{
	ck_assert_str_eq(questions_text(site_view(&checked.site, "external")),
	                 "a. NS\na. SOA\n!db.a. A\nx.ent.a. A\n"
	                 "*.w.a. A\nx-mullion-verify.w.a. A\n"
	                 "www.a. A\n!www.a. TXT\n");
	ck_assert_str_eq(questions_text(site_view(&checked.site, "internal")),
	                 "a. NS\na. SOA\ndb.a. A\nx.ent.a. A\n"
	                 "*.w.a. A\nx-mullion-verify.w.a. A\n"
	                 "www.a. A\nwww.a. TXT\n");
}
END_TEST

START_TEST(who_has_no_view_is_asked_all)
{
	ck_assert_str_eq(questions_text(NULL),
	                 "!a. NS\n!a. SOA\n!db.a. A\n!x.ent.a. A\n"
	                 "!*.w.a. A\n!x-mullion-verify.w.a. A\n"
	                 "!www.a. A\n!www.a. TXT\n");
}
END_TEST

START_TEST(a_question_is_a_query_with_edns)
{
	static const uint8_t expected[] =
	    "\0\0\0\0\0\1\0\0\0\0\0\1\1a\0\0\2\0\1\0\0\51\4\320\0\0\0\0\0\0";
	struct verify_questions questions;
	uint8_t message[VERIFY_MESSAGE];
	size_t length;

	verify_questions(&questions, &verify, NULL);
	length = verify_message(message, &questions.items[0]);
	ck_assert_uint_eq(length, sizeof(expected) - 1);
	ck_assert_mem_eq(message, expected, length);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("verify_questions");
	TCase *t = tcase_create("verify_questions");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_view_is_asked_all_that_it_and_others_have);
	tcase_add_test(t, who_has_no_view_is_asked_all);
	tcase_add_test(t, a_question_is_a_query_with_edns);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
