/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/spec_pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Views in and out, groups @a and @b that both hold in. */
static const char views[] =
    "{'views': {"
    "'in': {'trust': 'internal', 'networks': []},"
    "'out': {'trust': 'external', 'networks': []},"
    "'other': {'trust': 'external', 'networks': []}},"
    "'groups': {'@a': ['in'], '@b': ['in'], '@all': ['in', 'out']}}";

#define ZONE(x, rest)                                                     \
	"{'zone': 'a.b', 'views': ['in', 'out'], 'ttl': 60, 'records': {" \
	" '@': {'NS': 'ns.'}, 'x': {" x "}}" rest "}"

static const struct {
	const char *zone;
	const char *in; /* what each view has of x */
	const char *out;
	const char *rules;
} cases[] = {
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': '10.0.0.1'}}", ""),
     "60 A 10.0.0.1\n", "60 A 192.0.2.1\n", ""},
    {ZONE("'A': {'data': ['192.0.2.1'], 'by-view': {'//': 1, '@a':"
          " ['10.0.0.1', '10.0.0.2']}, 'ttl': '2m'}",
          ""),
     "120 A 10.0.0.1\n120 A 10.0.0.2\n", "120 A 192.0.2.1\n", ""},
    {ZONE("'TXT': {'text': 's', 'by-view': {'in': {'ttl': 5, 'text': 'i'},"
          " 'out': '\\'o\\''}}",
          ""),
     "5 TXT \"i\"\n", "60 TXT \"o\"\n", ""},
    /* null removes, and without data nothing is shared */
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': null}}, 'MX': '0 .'",
          ""),
     "60 MX 0 .\n", "60 A 192.0.2.1\n60 MX 0 .\n", ""},
    {ZONE("'A': {'by-view': {'in': '10.0.0.1'}}", ""), "60 A 10.0.0.1\n", "",
     ""},
    {ZONE("'TXT': {'by-view': {'in': {'text': 'i'}}}, 'MX': '0 .'", ""),
     "60 MX 0 .\n60 TXT \"i\"\n", "60 MX 0 .\n", ""},
    {ZONE("'A': {'by-view': {'in': ^null}}", ""), "", "", "overlay-unused"},
    /* a view's own beats a group's, of whatever kind both are */
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': '10.0.0.1',"
          " '@all': '10.0.0.2'}}",
          ""),
     "60 A 10.0.0.1\n", "60 A 10.0.0.2\n", ""},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'@a': '10.0.0.1'}}",
          ", 'overlays': {'in': {'x': {'A': '10.0.0.3'}}}"),
     "60 A 10.0.0.3\n", "60 A 192.0.2.1\n", ""},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': '10.0.0.1'}}",
          ", 'overlays': {'@a': {'x': {'A': '10.0.0.3', 'MX': '0 .'}}}"),
     "60 A 10.0.0.1\n60 MX 0 .\n", "60 A 192.0.2.1\n", ""},
    /* and neither of two of one rank the other */
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'@a': '10.0.0.1',"
          " '@b': ^'10.0.0.2'}}",
          ""),
     "60 A 10.0.0.1\n", "60 A 192.0.2.1\n", "overlay-conflict"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': ^'10.0.0.1'}}",
          ", 'overlays': {'in': {'x': {'A': '10.0.0.2'}}}"),
     "60 A 10.0.0.2\n", "60 A 192.0.2.1\n", "overlay-conflict"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': ^'10.0.0.1'}}",
          ", 'overlays': {'in': {'x': null}}"),
     "60 A 10.0.0.1\n", "60 A 192.0.2.1\n", "overlay-conflict"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'@a': ^'10.0.0.1'}}",
          ", 'overlays': {'@a': {'x': {'A': null}}}"),
     "60 A 10.0.0.1\n", "60 A 192.0.2.1\n", "overlay-conflict"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'@a': '10.0.0.1'}}",
          ", 'overlays': {'in': {'x': null}}"),
     "", "60 A 192.0.2.1\n", ""},
    /* as with an overlay, other ways to the host stay as they were */
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {'in': ^'10.0.0.1'}},"
          " 'AAAA': '2001:db8::1'",
          ""),
     "60 A 10.0.0.1\n60 AAAA 2001:db8::1\n",
     "60 A 192.0.2.1\n60 AAAA 2001:db8::1\n", "overlay-partial"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': {^'on': '10.0.0.1',"
          " ^'@c': '10.0.0.1', ^'other': '10.0.0.1'}},"
          " 'AAAA': {'by-view': {^'on': '::1'}}",
          ""),
     "60 A 192.0.2.1\n", "60 A 192.0.2.1\n",
     "unknown-view unknown-group unknown-view unknown-view"},
    {ZONE("'A': {'data': '192.0.2.1', 'by-view': ^['in']},"
          " 'MX': {'data': '0 .', 'by-view': {'in': {'data': '5 .',"
          " ^'by-view': {}}}}, 'TXT': {'data': 's', 'by-view': {'in': ^5,"
          " 'out': ^{'ttl': 5}}}, 'AAAA': {'by-view': {'in': ^'10.0.0.1'}}",
          ""),
     NULL, NULL, "schema schema schema schema bad-rdata"},
    {ZONE("", ", 'overlays': {'in': {'x': {'A': {'data': '10.0.0.1',"
              " ^'by-view': {}}}}}"),
     "60 A 10.0.0.1\n", "", "schema"},
    {ZONE("'A': {'by-view': {'@all': ['10.0.0.1', ^'10.0.0.1']}}", ""),
     "60 A 10.0.0.1\n", "60 A 10.0.0.1\n", "duplicate-record"},
};

/* What a view has of x, without the name. */
static const char *
content_of_x(struct site_case *c, const char *view)
{
	const char *text = site_case_content(c, view), *found = "";

	for (const char *line = strstr(text, "x.a.b. "); line != NULL;
	     line = strstr(line, "x.a.b. ")) {
		size_t length = strcspn(line, "\n") + 1;

		line += strlen("x.a.b. ");
		length -= strlen("x.a.b. ");
		found =
		    arena_format(c->arena, "%s%.*s", found, (int)length, line);
	}
	return found;
}

static void
begin(struct site_case *c, const char *zone)
{
	site_case_begin(c);
	site_case_file(c, "views.json", views);
	site_case_file(c, "zone.json", zone);
	site_case_load(c);
}

START_TEST(a_view_has_what_is_written_for_it)
{
	struct site_case c;

	begin(&c, cases[_i].zone);
	site_case_expect(&c, cases[_i].rules);
	if (cases[_i].in != NULL) {
		ck_assert_str_eq(content_of_x(&c, "in"), cases[_i].in);
		ck_assert_str_eq(content_of_x(&c, "out"), cases[_i].out);
	}
	site_case_end(&c);
}
END_TEST

/* As a cache keeps it. */
START_TEST(it_comes_back_from_a_pack)
{
	struct site_case c;
	struct packer packer;
	struct spec spec;
	const struct overlay *a, *b;
	const char *content;

	begin(&c, cases[1].zone);
	packer = (struct packer){.arena = c.arena};
	spec_pack(&packer, &c.site.specs[0]);
	ck_assert_int_eq(spec_unpack(&spec, c.arena,
	                             place_path(c.site.specs[0].place),
	                             packer.octets, packer.length),
	                 0);
	a = &c.site.specs[0].overlays[0];
	b = &spec.overlays[0];
	ck_assert(b->by_view);
	ck_assert(place_equal(a->owners[0].place, b->owners[0].place));
	ck_assert(
	    place_equal(rrset_datum_place(c.arena, a->owners[0].rrsets, 1),
	                rrset_datum_place(c.arena, b->owners[0].rrsets, 1)));
	content = content_of_x(&c, "in");
	c.site.specs[0] = spec;
	ck_assert_str_eq(content_of_x(&c, "in"), content);
	site_case_end(&c);
}
END_TEST

/* A file that is read in parts, by several threads. */
START_TEST(a_large_file_is_as_a_small_one)
{
	enum { NAMES = 6000 };
	struct site_case c;
	char *text, *end;

	site_case_begin(&c);
	text = end = arena_alloc(c.arena, NAMES * 100 + 1000);
	end += sprintf(end, "{'zone': 'a.b', 'views': ['in', 'out'],"
	                    " 'records': {'@': {'NS': 'ns.'}");
	for (unsigned i = 0; i < NAMES; i++)
		end += sprintf(end,
		               ",\n'n%u': {'A': {'data': '192.0.2.1',"
		               " 'by-view': {'in': '10.0.%u.%u'}}}",
		               i, i / 256, i % 256);
	sprintf(end, "}}");
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json", text);
	site_case_load(&c);
	site_case_expect(&c, "");
	ck_assert_uint_eq(c.site.specs[0].overlay_count, 1);
	ck_assert_uint_eq(c.site.specs[0].overlays[0].count, NAMES);
	text = strdup(site_case_content(&c, "in"));
	for (unsigned i = 0; i < NAMES; i += 97)
		ck_assert_ptr_nonnull(strstr(
		    text, arena_format(c.arena, "n%u.a.b. 3600 A 10.0.%u.%u\n",
		                       i, i / 256, i % 256)));
	free(text);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("by_view");
	TCase *t = tcase_create("by_view");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_view_has_what_is_written_for_it, 0,
	                    COUNT(cases));
	tcase_add_test(t, it_comes_back_from_a_pack);
	tcase_add_test(t, a_large_file_is_as_a_small_one);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
