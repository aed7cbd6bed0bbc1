/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/spec_pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Another zone, in views internal and external; a deeper one in internal. */
static const char other[] =
    "{'zone': 'o', 'views': ['internal', 'external'], 'ttl': 50, 'records': {"
    " '@': {'NS': 'ns'}, 'ns': {'A': '9.0.0.1'},"
    " 'web': {'A': {'ttl': 7, 'data': ['9.0.0.2', '9.0.0.3']},"
    "  'AAAA': {'ttl': 900, 'data': '2001:db8::2'}, 'MX': '0 .'},"
    " 'six': {'AAAA': '2001:db8::6'}, 'txt': {'TXT': 'x'},"
    " 'cn': {'CNAME': {'ttl': 9, 'data': 'web'}},"
    " 'hop': {'ALIAS': {'ttl': 8, 'data': 'six'}},"
    " 'a.ent': {'TXT': 'x'}, '*.w': {'A': '9.0.0.5'},"
    " 'sub': {'NS': 'ns.sub'}, 'ns.sub': {'A': '9.0.0.6'},"
    " 'dn': {'DNAME': 'x.'}, 'c1': {'CNAME': 'c2'}, 'c2': {'CNAME': 'c1'},"
    " 'far': {'CNAME': 'elsewhere.'}},"
    " 'overlays': {'internal': {'web': {'*': null, 'A': '10.0.0.2'},"
    "  'in': {'A': '10.0.0.9'}}}}";

#define ZONE(x, rest)                                                   \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'ttl': 60," \
	" 'records': {'@': {'NS': 'ns.'}, 'x': {" x "}}" rest "}"

static const struct {
	const char *zone;
	const char *internal; /* what each view has of x */
	const char *external;
	const char *rules;
} cases[] = {
    {ZONE("'ALIAS': 'web.o.'", ""), "50 A 10.0.0.2\n",
     "7 A 9.0.0.2\n7 A 9.0.0.3\n60 AAAA 2001:db8::2\n", ""},
    {ZONE("'alias': {'ttl': 5, 'data': 'WEB.o.'}, 'TXT': 't', 'NULL':"
          " '\\\\# 0'",
          ""),
     "5 A 10.0.0.2\n60 NULL \\# 0\n60 TXT \"t\"\n", NULL, NULL},
    {ZONE("'TXT': 't', 'ALIAS': 'six.o.'", ""),
     "60 TXT \"t\"\n50 AAAA 2001:db8::6\n",
     "60 TXT \"t\"\n50 AAAA 2001:db8::6\n", ""},
    /* by way of a CNAME, another ALIAS, a wildcard */
    {ZONE("'ALIAS': 'cn.o.'", ""), "9 A 10.0.0.2\n",
     "7 A 9.0.0.2\n7 A 9.0.0.3\n9 AAAA 2001:db8::2\n", ""},
    {ZONE("'ALIAS': 'hop.o.'", ""), "8 AAAA 2001:db8::6\n",
     "8 AAAA 2001:db8::6\n", ""},
    {ZONE("'ALIAS': 'k.j.w.o.'", ""), "50 A 9.0.0.5\n", "50 A 9.0.0.5\n", ""},
    /* overlays give and remove it */
    {ZONE("'ALIAS': 'six.o.'",
          ", 'overlays': {'internal': {'x': {'ALIAS': 'in.o.'}}}"),
     "50 A 10.0.0.9\n", "50 AAAA 2001:db8::6\n", ""},
    {ZONE("'ALIAS': 'six.o.'",
          ", 'overlays': {'internal': {'x': {'ALIAS': null, 'A':"
          " '10.0.0.7'}}}"),
     "60 A 10.0.0.7\n", "50 AAAA 2001:db8::6\n", ""},
    {ZONE("'ALIAS': {'data': 'six.o.', 'by-view': {'internal': 'in.o.'}}", ""),
     "50 A 10.0.0.9\n", "50 AAAA 2001:db8::6\n", ""},
    {ZONE("'ALIAS': {'data': ['in.o.'], 'by-view': {'external': null}}", ""),
     "50 A 10.0.0.9\n", "", ""},
    /* what a view doesn't have it can't lead to */
    {ZONE("'ALIAS': ^'in.o.'", ""), "50 A 10.0.0.9\n", "", "alias"},
    {ZONE("'ALIAS': {'data': [^'none.o.']}", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'txt.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'ent.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'ns.sub.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'y.dn.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'elsewhere.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'far.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'c1.o.'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'x'", ""), "", "", "alias"},
    {ZONE("'ALIAS': ^'y'}, 'y': {'ALIAS': ^'x'", ""), "", "", "alias alias"},
    /* nor can there be two ways to say what the addresses are */
    {ZONE("'ALIAS': ^'six.o.', 'A': '10.0.0.1'", ""), "60 A 10.0.0.1\n",
     "60 A 10.0.0.1\n", "alias"},
    {ZONE("'ALIAS': ^'six.o.'",
          ", 'overlays': {'internal': {'x': {'AAAA': 'fd00::1'}}}"),
     "60 AAAA fd00::1\n", "50 AAAA 2001:db8::6\n", "alias"},
    {ZONE("'ALIAS': ['six.o.', ^'web.o.']", ""), "50 AAAA 2001:db8::6\n",
     "50 AAAA 2001:db8::6\n", "alias"},
    {ZONE("'ALIAS': ^'a b', 'TXT': 't'", ""), "60 TXT \"t\"\n",
     "60 TXT \"t\"\n", "bad-rdata"},
};

static void
begin(struct site_case *c, const char *zone)
{
	site_case_begin(c);
	site_case_file(c, "views.json", site_case_views);
	site_case_file(c, "other.json", other);
	site_case_file(c, "zone.json", zone);
	site_case_load(c);
}

/* What a view has of a name, without the name. */
static const char *
content_of(struct site_case *c, const char *view, const char *name)
{
	const char *text = site_case_content(c, view), *found = "";
	size_t length = strlen(name);

	for (const char *line = text; *line != '\0';
	     line += strcspn(line, "\n") + 1)
		if (strncmp(line, name, length) == 0)
			found = arena_format(
			    c->arena, "%s%.*s", found,
			    (int)(strcspn(line, "\n") + 1 - length),
			    line + length);
	return found;
}

START_TEST(it_has_the_addresses_of_its_target)
{
	struct site_case c;

	begin(&c, cases[_i].zone);
	if (cases[_i].rules != NULL)
		site_case_expect(&c, cases[_i].rules);
	ck_assert_str_eq(content_of(&c, "internal", "x.a.b. "),
	                 cases[_i].internal);
	if (cases[_i].external != NULL)
		ck_assert_str_eq(content_of(&c, "external", "x.a.b. "),
		                 cases[_i].external);
	site_case_end(&c);
}
END_TEST

START_TEST(it_may_stand_at_the_apex)
{
	struct site_case c;

	begin(&c, "{'zone': 'a.b', 'views': ['internal'], 'records': {"
	          " '@': {'TXT': 't', 'NS': 'n.', 'ALIAS': 'web.o.'}}}");
	site_case_expect(&c, "");
	ck_assert_str_eq(content_of(&c, "internal", "a.b. "),
	                 "50 A 10.0.0.2\n3600 NS n.\n"
	                 "3600 SOA n. hostmaster.a.b. 0 7200 900 1209600 300\n"
	                 "3600 TXT \"t\"\n");
	site_case_end(&c);
}
END_TEST

/* Sixteen links are followed, seventeen aren't. */
START_TEST(a_chain_has_its_end)
{
	for (int length = 16; length <= 17; length++) {
		struct site_case c;
		const char *zone = "{'zone': 'a.b', 'views': ['internal'],"
				   " 'records': {'@': {'NS': 'n.'}";

		site_case_begin(&c);
		for (int i = length; i > 0; i--)
			zone = arena_format(c.arena,
			                    "%s, 'n%d': {'ALIAS': %s'n%d'}",
			                    zone, i, i == 17 ? "^" : "", i - 1);
		zone = arena_format(c.arena, "%s, 'n0': {'A': '10.0.0.1'}}}",
		                    zone);
		site_case_file(&c, "views.json", site_case_views);
		site_case_file(&c, "zone.json", zone);
		site_case_load(&c);
		site_case_expect(&c, length == 17 ? "alias" : "");
		ck_assert_str_eq(content_of(&c, "internal", "n16.a.b. "),
		                 "3600 A 10.0.0.1\n");
		site_case_end(&c);
	}
}
END_TEST

/* A PTR is for the name that has the address by itself. */
START_TEST(pointers_are_not_made_of_it)
{
	struct site_case c;

	begin(&c, ZONE("'ALIAS': 'in.o.'", ", 'overlays': {'external': {'x':"
	                                   " {'ALIAS': null}}}"));
	site_case_file(&c, "reverse.json",
	               "{'zone': '10.in-addr.arpa', 'views': ['internal'],"
	               " 'ptr-from': ['a.b', 'o'],"
	               " 'records': {'@': {'NS': 'n.'}}}");
	c.report = report_new(c.arena);
	site_case_load(&c);
	site_case_expect(&c, "");
	ck_assert_str_eq(content_of(&c, "internal", "9.0.0.10.in-addr.arpa. "),
	                 "3600 PTR in.o.\n");
	site_case_end(&c);
}
END_TEST

START_TEST(it_comes_back_from_a_pack)
{
	struct site_case c;
	struct packer packer;
	struct spec spec;

	begin(&c, cases[8].zone);
	packer = (struct packer){.arena = c.arena};
	spec_pack(&packer, &c.site.specs[1]);
	ck_assert_int_eq(spec_unpack(&spec, c.arena,
	                             place_path(c.site.specs[1].place),
	                             packer.octets, packer.length),
	                 0);
	c.site.specs[1] = spec;
	ck_assert_str_eq(content_of(&c, "internal", "x.a.b. "),
	                 cases[8].internal);
	ck_assert_str_eq(content_of(&c, "external", "x.a.b. "),
	                 cases[8].external);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("alias");
	TCase *t = tcase_create("alias");

	tcase_add_loop_test(t, it_has_the_addresses_of_its_target, 0,
	                    COUNT(cases));
	tcase_add_test(t, it_may_stand_at_the_apex);
	tcase_add_test(t, a_chain_has_its_end);
	tcase_add_test(t, pointers_are_not_made_of_it);
	tcase_add_test(t, it_comes_back_from_a_pack);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
