/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/wire.h"
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ZONE(apex, rest)                                                \
	"{'zone': 'a.b', 'views': ['internal', 'external'], 'ttl': 60," \
	" 'records': {'@': {" apex "}}" rest "}"

static const struct {
	const char *zone;
	const char *internal;
	const char *external;
} cases[] = {
    /* the first NS of the view */
    {ZONE("'NS': ['n2', 'n1']", ", 'overlays': {'internal': {'@': {'NS': "
                                "'in'}}}"),
     "60 SOA in.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n",
     "60 SOA n2.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n"},
    /* as an RRset */
    {ZONE("'NS': 'n', 'SOA': {'ttl': 9, 'data': 'm r 7 1 2 3 4'}", ""),
     "9 SOA m.a.b. r.a.b. 7 1 2 3 4\n", "9 SOA m.a.b. r.a.b. 7 1 2 3 4\n"},
    {ZONE("'NS': 'n', 'SOA': 'm r 7 1 2 3 4'",
          ", 'overlays': {'internal': {'@': {'SOA': 'i r 8 1 2 3 4'}}}"),
     "60 SOA i.a.b. r.a.b. 8 1 2 3 4\n", "60 SOA m.a.b. r.a.b. 7 1 2 3 4\n"},
    /* a view's own zone without records but overlays */
    {ZONE("", ", 'overlays': {'internal': {'@': {'NS': 'i'}}, 'external': "
              "{'@': {'NS': 'e'}}}"),
     "60 SOA i.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n",
     "60 SOA e.a.b. hostmaster.a.b. 0 7200 900 1209600 300\n"},
};

static void
expect_soa(struct site_case *c, const char *view, const char *wanted)
{
	const char *content = site_case_content(c, view);
	const char *line = strstr(content, " SOA ");

	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_null(strstr(line + 1, " SOA "));
	while (line > content && line[-1] != '\n')
		line--;
	ck_assert_msg(strncmp(line + 5, wanted, strlen(wanted)) == 0, "%s",
	              line);
}

START_TEST(each_view_has_its_own_soa)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", cases[_i].zone);
	site_case_load(&c);
	site_case_expect(&c, "");
	expect_soa(&c, "internal", cases[_i].internal);
	expect_soa(&c, "external", cases[_i].external);
	site_case_end(&c);
}
END_TEST

/* A serial set in one view is in no other, nor in the spec. */
START_TEST(the_serial_is_the_views_own)
{
	struct content a, b;
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json",
	               ZONE("'NS': 'n', 'SOA': 'm r 7 1 2 3 4'", ""));
	site_case_load(&c);
	view_content(&a, &c.site, 0);
	view_content(&b, &c.site, 2);
	ck_assert_uint_eq(wire_read32(a.zones[0].serial), 7);
	ck_assert(a.zones[0].serial_written);
	wire_write32(a.zones[0].serial, 0xffffffff);
	ck_assert_uint_eq(wire_read32(b.zones[0].serial), 7);
	ck_assert_str_eq(
	    rdata_to_text(c.arena, TYPE_SOA, &a.zones[0].soa->data[0]),
	    "m.a.b. r.a.b. 4294967295 1 2 3 4");
	site_case_end(&c);
}
END_TEST

START_TEST(a_default_serial_is_not_written)
{
	struct content content;
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", ZONE("'NS': 'n'", ", 'soa': {}"));
	site_case_load(&c);
	view_content(&content, &c.site, 0);
	ck_assert(!content.zones[0].serial_written);
	ck_assert_uint_eq(wire_read32(content.zones[0].serial), 0);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_soa");
	TCase *t = tcase_create("view_soa");

	tcase_add_loop_test(t, each_view_has_its_own_soa, 0, COUNT(cases));
	tcase_add_test(t, the_serial_is_the_views_own);
	tcase_add_test(t, a_default_serial_is_not_written);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
