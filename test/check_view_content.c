/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/unit.h"
#include "zones/view_content.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* In canonical order of their apexes. */
static struct zone_content zones[] = {
    {.apex = (const uint8_t *)"\1a"},
    {.apex = (const uint8_t *)"\1c\1a"},
    {.apex = (const uint8_t *)"\1x\1b\1c\1a"},
    {.apex = (const uint8_t *)"\1y\1b\1c\1a"},
    {.apex = (const uint8_t *)"\1d"},
};
static const struct content content = {.zones = zones, .zone_count = 5};

static const struct {
	const char *name;
	int zone; /* -1: none */
} cases[] = {
    {"a.", 0},       {"b.a.", 0},     {"zz.a.", 0},    {"c.a.", 1},
    {"b.c.a.", 1},   {"w.b.c.a.", 1}, {"x.b.c.a.", 2}, {"n.x.b.c.a.", 2},
    {"y.b.c.a.", 3}, {"z.b.c.a.", 1}, {"z.c.a.", 1},   {"\\255.a.", 0},
    {"d.", 4},       {"n.n.d.", 4},   {".", -1},       {"b.", -1},
    {"e.", -1},      {"0.", -1},
};

START_TEST(the_deepest_zone_is_found)
{
	uint8_t name[DNAME_MAX];
	int length =
	    dname_from_text(name, cases[_i].name, strlen(cases[_i].name), NULL);
	const struct zone_content *zone;

	ck_assert_int_gt(length, 0);
	zone = content_zone(&content, name);
	if (cases[_i].zone < 0)
		ck_assert_ptr_null(zone);
	else
		ck_assert_ptr_eq(zone, &zones[cases[_i].zone]);
}
END_TEST

START_TEST(zones_below_are_told_of)
{
	ck_assert(content_has_deeper(&content, zones[0].apex));
	ck_assert(content_has_deeper(&content, zones[1].apex));
	ck_assert(!content_has_deeper(&content, zones[2].apex));
	ck_assert(!content_has_deeper(&content, zones[3].apex));
	ck_assert(!content_has_deeper(&content, zones[4].apex));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_content");
	TCase *t = tcase_create("view_content");

	tcase_add_loop_test(t, the_deepest_zone_is_found, 0, COUNT(cases));
	tcase_add_test(t, zones_below_are_told_of);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
