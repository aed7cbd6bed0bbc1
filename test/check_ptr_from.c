/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/shorthand/ptr_from.h"
#include "zones/spec_pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The forward zone of views internal and external, and another. */
static const char forward[] =
    "{'zone': 'a.b', 'views': ['internal', 'external'], 'ttl': 5,"
    " 'records': {"
    "  '@': {'NS': 'ns', 'A': '10.0.0.1'},"
    "  'ns': {'A': '10.0.0.2', 'AAAA': 'fd00::2'},"
    "  'two': {'A': ['10.0.0.3', '10.1.0.3', '11.0.0.3']},"
    "  '*.w': {'A': '10.0.0.4'},"
    "  'sub': {'NS': 'ns.sub'}, 'ns.sub': {'A': '10.0.0.5'},"
    "  'dn': {'DNAME': 'x.', 'A': '10.0.0.6'}, 'x.dn': {'A': '10.0.0.7'},"
    "  'low.c': {'A': '10.0.0.8'}, 'c': {'NS': 'ns'},"
    "  'out': {'A': '10.0.0.9'}},"
    " 'overlays': {'internal': {'in': {'A': '10.0.0.10'}, 'out': null}}}";

static const char deeper[] =
    "{'zone': 'c.a.b', 'views': ['internal'], 'records': {"
    " '@': {'NS': 'ns.a.b.'}, 'y': {'A': '10.0.0.11'}}}";

#define REVERSE(from, records, rest)                                       \
	"{'zone': '0.0.10.in-addr.arpa', 'views': ['internal', 'staging'," \
	" 'external'], 'ttl': 60, 'ptr-from': " from                       \
	", 'records': {'@': {'NS': 'ns.a.b.'}" records "}" rest "}"

static const struct {
	const char *zone;
	const char *internal; /* what the view has but for NS and SOA */
	const char *external;
	const char *rules;
} cases[] = {
    /* each view's own names, in the order of addresses' names */
    {REVERSE("['a.b']", "", ""),
     "1 60 PTR a.b.\n10 60 PTR in.a.b.\n2 60 PTR ns.a.b.\n"
     "3 60 PTR two.a.b.\n6 60 PTR dn.a.b.\n",
     "1 60 PTR a.b.\n2 60 PTR ns.a.b.\n3 60 PTR two.a.b.\n"
     "6 60 PTR dn.a.b.\n9 60 PTR out.a.b.\n",
     ""},
    {REVERSE("['C.a.b.', 'a.b']", "", ""),
     "1 60 PTR a.b.\n10 60 PTR in.a.b.\n11 60 PTR y.c.a.b.\n"
     "2 60 PTR ns.a.b.\n3 60 PTR two.a.b.\n6 60 PTR dn.a.b.\n",
     "1 60 PTR a.b.\n2 60 PTR ns.a.b.\n3 60 PTR two.a.b.\n"
     "6 60 PTR dn.a.b.\n9 60 PTR out.a.b.\n",
     ""},
    /* what is written wins, also where it says that there is none */
    {REVERSE("['a.b']",
             ", '1': {'PTR': 'x.'}, '2': {'TXT': 't'}, '3': {'CNAME': 'y.'}",
             ", 'overlays': {'internal': {'6': {'PTR': null}, '10': null},"
             " 'external': {'9': {'PTR': 'z.'}}}"),
     "1 60 PTR x.\n2 60 PTR ns.a.b.\n2 60 TXT \"t\"\n3 60 CNAME y.\n",
     "1 60 PTR x.\n2 60 PTR ns.a.b.\n2 60 TXT \"t\"\n3 60 CNAME y.\n"
     "6 60 PTR dn.a.b.\n9 60 PTR z.\n",
     ""},
    /* a part that is somebody else's */
    {REVERSE("['a.b']", ", '1': {'NS': 'x.'}, '2': {'DNAME': 'y.'}", ""),
     "1 60 NS x.\n10 60 PTR in.a.b.\n2 60 PTR ns.a.b.\n2 60 DNAME y.\n"
     "3 60 PTR two.a.b.\n6 60 PTR dn.a.b.\n",
     "1 60 NS x.\n2 60 PTR ns.a.b.\n2 60 DNAME y.\n3 60 PTR two.a.b.\n"
     "6 60 PTR dn.a.b.\n9 60 PTR out.a.b.\n",
     ""},
    {REVERSE("[^'b', ^'2.0.10.in-addr.arpa', ^5, ^'a..b', ^'']", "", ""), "",
     "", "unknown-zone unknown-zone schema bad-name bad-name"},
    {REVERSE("^'a.b'", "", ""), "", "", "schema"},
};

static const char *
content_of(struct site_case *c, const char *view)
{
	static const char ending[] = ".0.0.10.in-addr.arpa. ";
	const char *text = site_case_content(c, view), *found = "";

	for (const char *line = text; *line != '\0';
	     line += strcspn(line, "\n") + 1) {
		int length = (int)strcspn(line, "\n") + 1;
		const char *at =
		    memmem(line, (size_t)length, ending, sizeof(ending) - 1);

		if (at == NULL || at > strchr(line, ' '))
			continue;
		found = arena_format(
		    c->arena, "%s%.*s %.*s", found, (int)(at - line), line,
		    length - (int)(at - line) - (int)sizeof(ending) + 1,
		    at + sizeof(ending) - 1);
	}
	return found;
}

static void
begin(struct site_case *c, const char *zone)
{
	site_case_begin(c);
	site_case_file(c, "views.json", site_case_views);
	site_case_file(c, "forward.json", forward);
	site_case_file(c, "deeper.json", deeper);
	site_case_file(c, "zone.json", zone);
	site_case_load(c);
}

START_TEST(each_view_has_pointers_to_its_names)
{
	struct site_case c;

	begin(&c, cases[_i].zone);
	site_case_expect(&c, cases[_i].rules);
	ck_assert_str_eq(content_of(&c, "internal"), cases[_i].internal);
	ck_assert_str_eq(content_of(&c, "external"), cases[_i].external);
	ck_assert_str_eq(content_of(&c, "staging"),
	                 _i == 2   ? "1 60 PTR x.\n2 60 TXT \"t\"\n"
	                             "3 60 CNAME y.\n"
	                 : _i == 3 ? "1 60 NS x.\n2 60 DNAME y.\n"
	                           : "");
	site_case_end(&c);
}
END_TEST

static const struct {
	const char *other; /* names of the zone o */
	const char *reverse;
	const char *rules;
	const char *pointer;
} several[] = {
    {"'x': {'A': '10.0.0.3'}", REVERSE("['a.b', ^'o']", "", ""),
     "ptr-ambiguous", "3 60 PTR two.a.b.\n"},
    {"'x': {'A': '10.0.0.3'}", REVERSE("['o', ^'a.b']", "", ""),
     "ptr-ambiguous", "3 60 PTR x.o.\n"},
    {"'x': {'A': '10.0.0.3'}",
     REVERSE("['a.b', 'o']", ", '3': {'PTR': 'x.o.'}", ""), "",
     "3 60 PTR x.o.\n"},
    {"'x': {'A': '10.0.0.3'}",
     REVERSE("['a.b', 'o']", "",
             ", 'overlays': {'@all': {'3': {'PTR': 'y.'}}}"),
     "", "3 60 PTR y.\n"},
    {"'y': {'A': '10.0.0.3'}, 'x': {'A': '10.0.0.3'}",
     REVERSE("[^'o']", "", ""), "ptr-ambiguous", "3 60 PTR x.o.\n"},
    {"'x': {'A': '10.0.0.3'}", REVERSE("['o', 'o']", "", ""), "",
     "3 60 PTR x.o.\n"},
};

START_TEST(of_several_names_the_first_has_it_with_a_warning)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "a.json", forward);
	site_case_file(&c, "o.json",
	               arena_format(c.arena,
	                            "{'zone': 'o', 'views': ['internal'],"
	                            " 'records': {'@': {'NS': 'n.'}, %s}}",
	                            several[_i].other));
	site_case_file(&c, "zone.json", several[_i].reverse);
	site_case_load(&c);
	site_case_expect(&c, several[_i].rules);
	ck_assert_ptr_nonnull(
	    strstr(content_of(&c, "internal"), several[_i].pointer));
	site_case_end(&c);
}
END_TEST

START_TEST(it_is_for_reverse_zones)
{
	site_case_check(NULL,
	                "{'zone': 'a.b', 'views': ['internal'], 'ptr-from':"
	                " ^['a.b'], 'records': {'@': {'NS': 'ns.'}}}",
	                "schema");
}
END_TEST

START_TEST(addresses_of_ipv6_have_theirs)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "forward.json", forward);
	site_case_file(&c, "zone.json",
	               "{'zone': 'd.f.ip6.arpa', 'views': ['internal'],"
	               " 'ptr-from': ['a.b'], 'records': {'@': {'NS': 'n.'}}}");
	site_case_load(&c);
	site_case_expect(&c, "");
	ck_assert_ptr_nonnull(
	    strstr(site_case_content(&c, "internal"),
	           "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	           "0.d.f.ip6.arpa. 3600 PTR ns.a.b.\n"));
	site_case_end(&c);
}
END_TEST

/* A reverse zone below it is where its addresses belong. */
START_TEST(a_deeper_reverse_zone_has_its_own)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "forward.json", forward);
	site_case_file(&c, "zone.json", REVERSE("['a.b']", "", ""));
	site_case_file(&c, "ten.json",
	               "{'zone': '10.in-addr.arpa', 'views': ['internal'],"
	               " 'ptr-from': ['a.b'], 'records': {'@': {'NS': 'n.'}}}");
	site_case_load(&c);
	site_case_expect(&c, "");
	ck_assert_ptr_nonnull(
	    strstr(site_case_content(&c, "internal"),
	           "3.0.1.10.in-addr.arpa. 3600 PTR two.a.b.\n"));
	ck_assert_ptr_null(strstr(site_case_content(&c, "internal"),
	                          "3.0.0.10.in-addr.arpa. 3600 PTR"));
	site_case_end(&c);
}
END_TEST

START_TEST(it_comes_back_from_a_pack)
{
	struct site_case c;
	struct packer packer;
	struct spec spec;
	size_t at = 2;

	begin(&c, cases[1].zone);
	packer = (struct packer){.arena = c.arena};
	spec_pack(&packer, &c.site.specs[at]);
	ck_assert_int_eq(spec_unpack(&spec, c.arena,
	                             place_path(c.site.specs[at].place),
	                             packer.octets, packer.length),
	                 0);
	ck_assert_uint_eq(spec.ptr_from_count, 2);
	ck_assert(place_equal(spec.ptr_from[1].place,
	                      c.site.specs[at].ptr_from[1].place));
	c.site.specs[at] = spec;
	ck_assert_str_eq(content_of(&c, "internal"), cases[1].internal);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("ptr_from");
	TCase *t = tcase_create("ptr_from");

	tcase_add_loop_test(t, each_view_has_pointers_to_its_names, 0,
	                    COUNT(cases));
	tcase_add_loop_test(t, of_several_names_the_first_has_it_with_a_warning,
	                    0, COUNT(several));
	tcase_add_test(t, it_is_for_reverse_zones);
	tcase_add_test(t, addresses_of_ipv6_have_theirs);
	tcase_add_test(t, a_deeper_reverse_zone_has_its_own);
	tcase_add_test(t, it_comes_back_from_a_pack);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
