/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/export/domains.h"

static struct site_case c;

static void
setup(void)
{
	site_case_begin(&c);
}

static void
teardown(void)
{
	site_case_end(&c);
}

static void
zone(const char *apex, const char *views)
{
	site_case_file(&c, arena_format(c.arena, "%s.json", apex),
	               arena_format(c.arena,
	                            "{'zone': '%s', 'views': [%s],"
	                            " 'records': {'@': {'NS': 'ns.test.'}}}",
	                            apex, views));
}

static void
reserved(const char *text)
{
	site_case_file(
	    &c, "views.json",
	    arena_format(
		c.arena,
		"{'views': {"
		"'internal': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
		"'staging': {'trust': 'internal', 'networks': "
		"['10.9.0.0/16']}},"
		"'reserved': {%s}}",
		text));
}

/* "corp.internal zone, internal denied above": but for reverse zones. */
static const char *
domains_of(const char *view)
{
	static const char *const ways[] = {"zone", "reserved", "denied"};
	char name[DNAME_TEXT];
	struct content content;
	struct domains domains;
	const char *text = "";

	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 0);
	view_content(&content, &c.site, site_view(&c.site, view)->index);
	domains_of_view(&domains, &c.site, &content);
	for (size_t i = 0; i < domains.count; i++) {
		const struct domain *domain = &domains.items[i];

		dname_to_text(name, domain->name);
		if (domain->place == NULL && strstr(name, "arpa.") != NULL)
			continue;
		text = arena_format(c.arena, "%s%s%s %s%s", text,
		                    *text == '\0' ? "" : ", ", name,
		                    ways[domain->way],
		                    domain->asked_below ? " above" : "");
	}
	return text;
}

START_TEST(zones_are_asked_for_and_what_nobody_lists_is_denied)
{
	reserved("");
	zone("corp.internal", "'internal'");
	zone("example.test", "'internal', 'staging'");
	ck_assert_str_eq(domains_of("internal"),
	                 "corp. denied, internal. denied above, "
	                 "corp.internal. zone, intranet. denied, lan. denied, "
	                 "local. denied, private. denied, example.test. zone");
}
END_TEST

START_TEST(another_views_zone_is_no_word)
{
	reserved("");
	zone("corp.internal", "'internal'");
	zone("example.test", "'staging'");
	ck_assert_str_eq(domains_of("staging"),
	                 "corp. denied, internal. denied, intranet. denied, "
	                 "lan. denied, local. denied, private. denied, "
	                 "example.test. zone");
}
END_TEST

START_TEST(reserved_domains_are_for_those_that_list_them)
{
	reserved("'corp': ['internal'], 'stage.corp': ['staging'],"
	         "'lab.stage.corp': ['internal'], 'x.test': ['staging']");
	ck_assert_str_eq(
	    domains_of("internal"),
	    "corp. reserved above, stage.corp. denied above, "
	    "lab.stage.corp. reserved, internal. denied, intranet. denied, "
	    "lan. denied, local. denied, private. denied, x.test. denied");
}
END_TEST

/* mullion answers for what lies in its zones, as the view sees it. */
START_TEST(below_a_zone_mullion_decides)
{
	reserved("'corp.internal': ['internal'],"
	         "'stage.corp.internal': ['staging']");
	zone("corp.internal", "'internal'");
	zone("media.corp.internal", "'internal'");
	ck_assert_str_eq(domains_of("internal"),
	                 "corp. denied, internal. denied above, "
	                 "corp.internal. zone above, "
	                 "media.corp.internal. zone, intranet. denied, "
	                 "lan. denied, local. denied, private. denied");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("domains");
	TCase *t = tcase_create("domains");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, zones_are_asked_for_and_what_nobody_lists_is_denied);
	tcase_add_test(t, another_views_zone_is_no_word);
	tcase_add_test(t, reserved_domains_are_for_those_that_list_them);
	tcase_add_test(t, below_a_zone_mullion_decides);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
