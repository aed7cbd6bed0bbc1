/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/spec_pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(items, records)                                                   \
	"{'zone': 'a.b', 'views': ['internal'], 'ttl': 60, 'generate': " items \
	", 'records': {'@': {'NS': 'ns.'}" records "}}"

static const struct {
	const char *zone;
	const char *rules;
} cases[] = {
    {ZONE("[]", ""), ""},
    {ZONE("^{}", ""), "schema"},
    {ZONE("[^5]", ""), "schema"},
    {ZONE("[^{}]", ""), "schema"},
    {ZONE("[^{'range': '1-2', 'A': '10.0.0.$'}]", ""), "schema"},
    {ZONE("[^{'range': '1-2', 'name': 'h$', '//': 1}]", ""), "schema"},
    {ZONE("[{'range': ^'2-1', 'name': ^5, 'A': ^5, 'ttl': ^'x'}]", ""),
     "schema schema schema bad-ttl"},
    {ZONE("[{'range': '1-2', 'name': 'h$', 'A': ^[], 'TXT': ['x', ^1]}]", ""),
     "schema schema"},
    {ZONE("[{'range': '1-2', 'name': 'h$', ^'AX': '1', ^'ANY': '1',"
          " ^'SOA': '1', 'A': '10.0.0.$'}]",
          ""),
     "unknown-type meta-type soa"},
    {ZONE("[{'range': '1-2', 'name': 'h$', 'A': '10.0.0.$',"
          " ^'a': '10.0.1.$'}]",
          ""),
     "duplicate-member"},
    /* once, however many numbers it is wrong for */
    {ZONE("[{'range': '250-260', 'name': 'h$', 'A': ^'10.0.0.$'}]", ""),
     "bad-rdata"},
    {ZONE("[{'range': '1-9', 'name': ^'h..$', 'A': '10.0.0.$'}]", ""),
     "bad-name"},
    {ZONE("[{'range': '1-9', 'name': ^'h$.', 'A': '10.0.0.$'}]", ""),
     "out-of-zone"},
    {ZONE("[{'range': '1-9', 'name': ^'${-5}', 'A': '10.0.0.$'},"
          " {'range': '1-9', 'name': '$', 'A': ['10.0.0.$',"
          " ^'10.0.1.${-1,9,q}']}]",
          ""),
     "schema schema"},
    {ZONE("[{'range': '1-2', 'name': 'h', 'ALIAS': ^'n$'}]",
          ", 'n1': {'A': '10.0.0.1'}"),
     "alias"},
    /* of one name and type */
    {ZONE("[{'range': '1-9', 'name': 'h$', 'A': '10.0.0.$'},"
          " {'range': '9-12', 'name': 'h$', ^'A': '10.0.1.$',"
          "  'TXT': 'x'}]",
          ""),
     "duplicate-owner"},
    /* as many as there may be, and one more */
    {ZONE("[{'range': '0-131071', 'name': 'h', 'TXT': ['x', 'y']}]", ""), ""},
    {ZONE("[{'range': '1-131072', 'name': 'h', 'TXT': ['x', 'y']},"
          " {'range': ^'1-1', 'name': 'i', 'TXT': 'x'},"
          " {'range': ^'0-2147483647', 'name': 'i$', 'TXT': 'x'}]",
          ""),
     "schema schema"},
};

START_TEST(items_are_of_their_form)
{
	site_case_check(NULL, cases[_i].zone, cases[_i].rules);
}
END_TEST

static const struct {
	const char *zone;
	const char *content;
} contents[] = {
    {ZONE("[{'range': '8-12/2', 'name': 'h${0,2}', 'A': '10.0.0.$',"
          " 'mx': ['10 m$', '${10} m']}]",
          ""),
     "h08.a.b. 60 A 10.0.0.8\n"
     "h08.a.b. 60 MX 10 m8.a.b.\n"
     "h08.a.b. 60 MX 18 m.a.b.\n"
     "h10.a.b. 60 A 10.0.0.10\n"
     "h10.a.b. 60 MX 10 m10.a.b.\n"
     "h10.a.b. 60 MX 20 m.a.b.\n"
     "h12.a.b. 60 A 10.0.0.12\n"
     "h12.a.b. 60 MX 10 m12.a.b.\n"
     "h12.a.b. 60 MX 22 m.a.b.\n"},
    /* one name is one RRset, each record once; items may share a name */
    {ZONE("[{'range': '1-3', 'name': 'p', 'A': ['10.0.0.$', '10.0.0.1'],"
          " 'ttl': '2m'}, {'range': '1-1', 'name': 'p', 'TXT': 'x'}]",
          ""),
     "p.a.b. 120 A 10.0.0.1\n"
     "p.a.b. 120 A 10.0.0.2\n"
     "p.a.b. 120 A 10.0.0.3\n"
     "p.a.b. 60 TXT \"x\"\n"},
    /* what is written wins, RRset by RRset */
    {ZONE("[{'range': '1-2', 'name': 'h$', 'A': '10.0.0.$', 'TXT': 'x'}]",
          ", 'h1': {'A': '10.9.9.9'}, 'z': {'A': '10.8.8.8'}"),
     "h1.a.b. 60 A 10.9.9.9\n"
     "h1.a.b. 60 TXT \"x\"\n"
     "h2.a.b. 60 A 10.0.0.2\n"
     "h2.a.b. 60 TXT \"x\"\n"
     "z.a.b. 60 A 10.8.8.8\n"},
    /* overlays go over it */
    {ZONE("[{'range': '1-2', 'name': 'h$', 'A': '10.0.0.$'}]",
          "}, 'overlays': {'internal': {'h1': null,"
          " 'h2': {'A': '10.7.7.7'}}"),
     "h2.a.b. 60 A 10.7.7.7\n"},
};

START_TEST(records_are_made)
{
	struct site_case c;
	const char *content, *packed;
	struct packer packer;
	struct spec spec;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", contents[_i].zone);
	site_case_load(&c);
	site_case_expect(&c, "");
	content = site_case_content(&c, "internal");
	ck_assert_str_eq(strstr(content, "300\n") + 4, contents[_i].content);

	/* and come back from a cache */
	packer = (struct packer){.arena = c.arena};
	spec_pack(&packer, &c.site.specs[0]);
	ck_assert_int_eq(spec_unpack(&spec, c.arena,
	                             place_path(c.site.specs[0].place),
	                             packer.octets, packer.length),
	                 0);
	for (size_t i = 0; i < spec.owner_count; i++) {
		const struct owner *a = &c.site.specs[0].owners[i];
		const struct owner *b = &spec.owners[i];

		ck_assert(place_equal(a->place, b->place));
		for (size_t j = 0; j < a->count; j++)
			ck_assert(place_equal(
			    rrset_datum_place(c.arena, &a->rrsets[j], 0),
			    rrset_datum_place(c.arena, &b->rrsets[j], 0)));
	}
	c.site.specs[0] = spec;
	packed = site_case_content(&c, "internal");
	ck_assert_str_eq(packed, content);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("generate");
	TCase *t = tcase_create("generate");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, items_are_of_their_form, 0, COUNT(cases));
	tcase_add_loop_test(t, records_are_made, 0, COUNT(contents));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
