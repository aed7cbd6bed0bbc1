/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Views in and out, groups @a and @b that both hold in; the zone's name x. */
static const char views[] =
    "{'views': {"
    "'in': {'trust': 'internal', 'networks': []},"
    "'out': {'trust': 'external', 'networks': []}},"
    "'groups': {'@a': ['in'], '@b': ['in'], '@all': ['in', 'out']}}";

#define ZONE(x, overlays)                                    \
	"{'zone': 'a.b', 'views': ['in', 'out'], 'ttl': 60," \
	" 'records': {'@': {'NS': 'ns.'}, 'x': {" x "}},"    \
	" 'overlays': {" overlays "}}"

static const struct {
	const char *zone;
	const char *x; /* what the view in has of it */
	const char *rules;
} cases[] = {
    /* an RRset given replaces the shared one, its TTL too, or is added */
    {ZONE("'A': {'ttl': 5, 'data': ['192.0.2.1', '192.0.2.2']}, 'TXT': 's'",
          "'in': {'x': {'A': '10.0.0.1', 'MX': '0 .'}}"),
     "60 A 10.0.0.1\n60 MX 0 .\n60 TXT \"s\"\n", ""},
    {ZONE("'TXT': 's'", "'out': {'x': {'TXT': 'o'}}"), "60 TXT \"s\"\n", ""},
    {ZONE("'TXT': 's'", "'in': {'X.A.B.': {'TXT': 'o'}}"), "60 TXT \"o\"\n",
     ""},
    {ZONE("", "'in': {'x': {'TXT': 'o'}}"), "60 TXT \"o\"\n", ""},
    /* null removes */
    {ZONE("'A': '192.0.2.1', 'TXT': 's'", "'in': {'x': {'A': null}}"),
     "60 TXT \"s\"\n", ""},
    {ZONE("'A': '192.0.2.1', 'TXT': 's'", "'in': {'x': null}"), "", ""},
    {ZONE("'A': '192.0.2.1', 'TXT': 's'",
          "'in': {'x': {'*': null, 'MX': '0 .'}}"),
     "60 MX 0 .\n", ""},
    {ZONE("'A': '192.0.2.1', 'TXT': 's'",
          "'in': {'x': {'MX': '0 .', '*': null}}"),
     "60 MX 0 .\n", ""},
    /* and says so when there was nothing */
    {ZONE("'A': '192.0.2.1'", "'in': {'x': {'TXT': ^null}}"),
     "60 A 192.0.2.1\n", "overlay-unused"},
    {ZONE("", "'in': {'x': ^null, 'y': ^null}"), "",
     "overlay-unused overlay-unused"},
    {ZONE("", "'in': {'x': {'*': ^null, 'TXT': 'o'}}"), "60 TXT \"o\"\n",
     "overlay-unused"},
    /* a view's own overlay beats a group's */
    {ZONE("'TXT': 's'",
          "'in': {'x': {'TXT': 'own'}}, '@a': {'x': {'TXT': 'group'}}"),
     "60 TXT \"own\"\n", ""},
    {ZONE("'TXT': 's'",
          "'in': {'x': {'TXT': null}}, '@a': {'x': {'TXT': 'group'}}"),
     "", ""},
    {ZONE("'TXT': 's'",
          "'in': {'x': {'MX': '0 .'}}, '@a': {'x': {'TXT': 'group'}}"),
     "60 MX 0 .\n60 TXT \"group\"\n", ""},
    {ZONE("'TXT': 's'", "'in': {'x': {'*': null, 'MX': '0 .'}}, "
                        "'@a': {'x': {'A': '10.0.0.1'}}"),
     "60 MX 0 .\n", ""},
    {ZONE("", "'in': {'x': null}, '@a': {'x': {'A': '10.0.0.1'}}"), "", ""},
    /* a group's "*" drops what is shared alone */
    {ZONE("'TXT': 's'", "'@a': {'x': {'A': '10.0.0.1'}}, "
                        "'@b': {'x': {'*': null, 'MX': '0 .'}}"),
     "60 A 10.0.0.1\n60 MX 0 .\n", ""},
    {ZONE("'TXT': 's'", "'@a': {'x': {'TXT': null}}, "
                        "'@b': {'x': {'TXT': null}}"),
     "", ""},
    /* two groups that give one RRset */
    {ZONE("'TXT': 's'",
          "'@a': {'x': {'TXT': 'a'}}, '@b': {'x': {'TXT': ^'b'}}"),
     "60 TXT \"a\"\n", "overlay-conflict"},
    {ZONE("", "'@b': {'x': {'TXT': 'b'}}, '@a': {'x': {'TXT': ^'a'}}, "
              "'in': {'x': {'TXT': 'own'}}"),
     "60 TXT \"own\"\n", "overlay-conflict"},
    {ZONE("", "'@b': {'x': {'TXT': 'b'}}, '@a': {'x': {'MX': '0 .'}}"),
     "60 MX 0 .\n60 TXT \"b\"\n", ""},
    /* A replaced in part */
    {ZONE("'A': '192.0.2.1', 'AAAA': '2001:db8::1'",
          "'in': {'x': {'A': ^'10.0.0.1'}}"),
     "60 A 10.0.0.1\n60 AAAA 2001:db8::1\n", "overlay-partial"},
    {ZONE("'A': '192.0.2.1', 'HTTPS': '1 .'",
          "'in': {'x': {'A': ^'10.0.0.1'}}"),
     "60 A 10.0.0.1\n60 HTTPS 1 .\n", "overlay-partial"},
    {ZONE("'A': '192.0.2.1', 'SVCB': '1 .'", "'@a': {'x': {'A': ^'10.0.0.1'}}"),
     "60 A 10.0.0.1\n60 SVCB 1 .\n", "overlay-partial"},
    {ZONE("'A': '192.0.2.1', 'AAAA': '2001:db8::1'",
          "'in': {'x': {'AAAA': ^'fd00::1'}}"),
     "60 A 192.0.2.1\n60 AAAA fd00::1\n", "overlay-partial"},
    {ZONE("'A': '192.0.2.1', 'AAAA': '2001:db8::1'",
          "'in': {'x': {'A': '10.0.0.1', 'AAAA': null}}"),
     "60 A 10.0.0.1\n", ""},
    {ZONE("'A': '192.0.2.1', 'AAAA': '2001:db8::1'",
          "'in': {'x': {'A': '10.0.0.1', 'AAAA': 'fd00::1'}}"),
     "60 A 10.0.0.1\n60 AAAA fd00::1\n", ""},
    {ZONE("'A': '192.0.2.1', 'AAAA': '2001:db8::1'",
          "'in': {'x': {'*': null, 'A': '10.0.0.1'}}"),
     "60 A 10.0.0.1\n", ""},
    {ZONE("'AAAA': '2001:db8::1', 'HTTPS': '1 .'",
          "'in': {'x': {'AAAA': 'fd00::1'}}"),
     "60 AAAA fd00::1\n60 HTTPS 1 .\n", ""},
    {ZONE("'AAAA': '2001:db8::1'", "'in': {'x': {'A': '10.0.0.1'}}"),
     "60 A 10.0.0.1\n60 AAAA 2001:db8::1\n", ""},
    /* what is refused removes nothing and is missed by nobody */
    {ZONE("'TXT': 's', 'A': '192.0.2.1'", "'in': {'x': {'A': ^'bad'}}"),
     "60 TXT \"s\"\n", "bad-rdata"},
};

/* The lines of x.a.b, without the name. */
static const char *
lines_of_x(struct site_case *c)
{
	char *content = arena_string(c->arena, site_case_content(c, "in"));
	const char *found = "";
	char *rest;

	for (char *line = strtok_r(content, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		if (strncmp(line, "x.a.b. ", 7) == 0)
			found =
			    arena_format(c->arena, "%s%s\n", found, line + 7);
	return found;
}

START_TEST(overlays_change_a_name)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json", cases[_i].zone);
	site_case_load(&c);
	site_case_expect(&c, cases[_i].rules);
	ck_assert_str_eq(lines_of_x(&c), cases[_i].x);
	site_case_end(&c);
}
END_TEST

START_TEST(a_finding_names_the_views_that_it_is_of)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json",
	               ZONE("'A': '192.0.2.1'", "'@all': {'y': null}"));
	site_case_load(&c);
	ck_assert_ptr_nonnull(
	    strstr(site_case_found(&c), " overlay-unused (in in, out)\n"));
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_overlay");
	TCase *t = tcase_create("view_overlay");

	tcase_add_loop_test(t, overlays_change_a_name, 0, COUNT(cases));
	tcase_add_test(t, a_finding_names_the_views_that_it_is_of);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
