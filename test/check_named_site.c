/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "test/conf_case.h"

/*
 * The site as text: "VIEW TRUST", then its zones "  ZONE FILE" or "  ZONE in
 * VIEW", a line each; views that are left out aren't there.
 */
static const char *
site_of(struct conf_case *c, const struct named_options *options)
{
	struct named_site site;
	const char *text = "";
	char name[DNAME_TEXT];

	(void)named_site_read(&site, c->arena, &c->notices, &c->conf, options);
	fflush(c->notices.out);
	for (unsigned i = 0; i < site.view_count; i++) {
		if (site.clients[i].left_out)
			continue;
		text = arena_format(
		    c->arena, "%s%s %s\n", text, site.views[i].id,
		    site.views[i].external ? "external" : "internal");
		for (size_t j = 0; j < site.zone_count; j++) {
			const struct named_zone *zone = &site.zones[j];

			if (zone->view == i)
				text = arena_format(
				    c->arena, "%s  %s %s%s\n", text,
				    dname_to_text(name, zone->apex),
				    zone->file != NULL ? "" : "in ",
				    zone->file != NULL ? zone->file
						       : zone->in_view);
		}
	}
	return text;
}

static void
expect(const char *conf, const char *wanted, const char *said)
{
	static const struct named_options none;
	struct conf_case c;

	conf_case_begin(&c, NULL, conf);
	ck_assert_str_eq(site_of(&c, &none), wanted);
	if (said == NULL)
		ck_assert_str_eq(c.said, "");
	else
		ck_assert_msg(strstr(c.said, said) != NULL, "%s", c.said);
	conf_case_end(&c);
}

#define ZONE "zone 'a.test' { type primary; file 'a'; };"

START_TEST(a_file_without_views_is_one_view)
{
	expect("options { recursion no; allow-transfer { none; }; };" ZONE
	       "zone 'B.test' IN { type master; file 'b'; };",
	       "default external\n  a.test. a\n  b.test. b\n", NULL);
	expect("options { allow-query { 10/8; }; };" ZONE,
	       "default internal\n  a.test. a\n", NULL);
}
END_TEST

START_TEST(views_have_trust_by_whom_they_match)
{
	static const char conf[] =
	    "view 'In' { match-clients { 10/8; }; " ZONE " };"
	    "view 'out' { " ZONE " zone 'c.test' { in-view 'In'; }; };";
	const struct named_options options = {.external = {"In"},
	                                      .external_count = 1,
	                                      .internal = {"out"},
	                                      .internal_count = 1};
	struct conf_case c;

	expect(conf,
	       "in internal\n  a.test. a\n"
	       "out external\n  a.test. a\n  c.test. in In\n",
	       "view \"In\" is called \"in\"");
	expect("view 'v' { match-clients { 0.0.0.0/1; 128.0.0.0/1; }; };",
	       "v external\n", NULL);
	conf_case_begin(&c, NULL, conf);
	ck_assert_str_eq(site_of(&c, &options),
	                 "in external\n  a.test. a\n"
	                 "out internal\n  a.test. a\n  c.test. in In\n");
	conf_case_end(&c);
}
END_TEST

START_TEST(a_name_that_is_no_views_is_a_mistake)
{
	const struct named_options options = {.external = {"x"},
	                                      .external_count = 1};
	struct conf_case c;

	conf_case_begin(&c, NULL, ZONE);
	(void)site_of(&c, &options);
	ck_assert_ptr_nonnull(strstr(c.said, "there is no view \"x\""));
	conf_case_end(&c);
}
END_TEST

START_TEST(a_view_that_cannot_be_told_by_address_is_left_out)
{
	static const char rest[] = "view 'w' { " ZONE " };";
	static const struct {
		const char *view;
		const char *said;
	} views[] = {
	    {"match-clients { key k; };", "the views before it"},
	    {"match-clients { !geoip country US; any; };", "whom it excludes"},
	    {"match-destinations { 10.0.0.1; };", "(match-destinations)"},
	    {"match-recursive-only yes;", "for recursion alone"},
	    {"allow-query { !geoip country US; any; };", "whom it excludes"},
	    {"match-clients { none; };", "the views before it"},
	};

	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		struct arena *arena = arena_new();

		expect(arena_format(arena, "view 'v' { %s " ZONE " }; %s",
		                    views[i].view, rest),
		       "w external\n  a.test. a\n", views[i].said);
		arena_free(arena);
	}
	expect("view 'v' { }; view 'w' { match-clients { 10/8; }; };",
	       "v external\n", "the views before it have them all");
	expect("view 'v' CH { }; view 'w' { };", "w external\n",
	       "all classes are IN");
}
END_TEST

START_TEST(zones_that_cannot_come_over_are_left_out)
{
	static const struct {
		const char *zone;
		const char *said;
	} zones[] = {
	    {"{ type slave; file 'b'; }", "it is a copy"},
	    {"{ type secondary; }", "it is a copy"},
	    {"{ type hint; file 'b'; }", "for resolvers"},
	    {"{ type forward; }", "for resolvers"},
	    {"{ type stub; }", "for resolvers"},
	    {"{ type primary; database 'x'; }", "in no file"},
	    {"{ type primary; file 'b'; masterfile-format raw; }", "no text"},
	    {"{ type primary; file 'b'; allow-query { 10/8; }; }",
	     "some of the view's clients"},
	    {"CH { type primary; file 'b'; }", "all classes are IN"},
	};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		struct arena *arena = arena_new();

		expect(arena_format(arena, ZONE "zone 'b.test' %s;",
		                    zones[i].zone),
		       "default external\n  a.test. a\n", zones[i].said);
		arena_free(arena);
	}
	/* It could never be published there. */
	expect("zone '10.in-addr.arpa' { type primary; file 'a'; };",
	       "default external\n", "--internal default");
}
END_TEST

START_TEST(statements_without_a_counterpart_are_said)
{
	static const struct {
		const char *conf;
		const char *said; /* NULL: it asks for nothing */
	} statements[] = {
	    {"logging { };", "named.conf:1:1: warning: logging isn't"},
	    {"options { recursion yes; };", "mullion resolves nothing"},
	    {"options { recursion no; };", NULL},
	    {"options { allow-transfer { any; }; };", "no zone transfers"},
	    {"options { also-notify { 10.0.0.1; }; };", "no zone transfers"},
	    {"options { what-ever; };", "what-ever isn't carried over"},
	    {"zone 'b' { type primary; file 'b'; allow-update { key k; }; };",
	     "no dynamic updates"},
	    {"zone 'b' { type primary; file 'b'; dnssec-policy default; };",
	     "aren't signed"},
	    {"zone 'b' { type primary; file 'b'; dnssec-policy none; };", NULL},
	};

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]);
	     i++) {
		static const struct named_options none;
		struct conf_case c;

		conf_case_begin(&c, NULL, statements[i].conf);
		(void)site_of(&c, &none);
		if (statements[i].said == NULL)
			ck_assert_str_eq(c.said, "");
		else
			ck_assert_msg(strstr(c.said, statements[i].said)
			                  != NULL,
			              "%s", c.said);
		conf_case_end(&c);
	}
}
END_TEST

START_TEST(what_bind_refuses_is_refused)
{
	expect("view 'v' { };" ZONE, "v external\n", "outside of the views");
	expect("zone 'a' { file 'a'; };", "default external\n", "no type");
	expect("zone 'a' { type primary; };", "default external\n", "no file");
	expect("zone 'a..b' { type primary; };", "default external\n",
	       "can stand here");
	expect("zone 'a';", "default external\n", "can stand here");
	expect("view 'v' { match-clients 10/8; };", "v external\n",
	       "needs a list");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("named_site");
	TCase *c = tcase_create("named_site");

	tcase_add_test(c, a_file_without_views_is_one_view);
	tcase_add_test(c, views_have_trust_by_whom_they_match);
	tcase_add_test(c, a_name_that_is_no_views_is_a_mistake);
	tcase_add_test(c, a_view_that_cannot_be_told_by_address_is_left_out);
	tcase_add_test(c, zones_that_cannot_come_over_are_left_out);
	tcase_add_test(c, statements_without_a_counterpart_are_said);
	tcase_add_test(c, what_bind_refuses_is_refused);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
