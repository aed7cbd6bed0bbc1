/* SPDX-License-Identifier: ISC */
#include "test/content.h"
#include "zones/image_file.h"
#include "zones/image_write.h"
#include "zones/serial.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

START_TEST(what_changed_gets_the_greater_of_now_and_the_next)
{
	static const struct {
		uint32_t previous, now, serial;
	} cases[] = {
	    {100, 200, 200},
	    {200, 200, 201},
	    {2026112401, 1764000000, 2026112402},
	    {4294967295, 4294967295, 1}, /* never 0 */
	    {4294967290, 5, 5},          /* RFC 1982: 5 is ahead */
	    {5, 4294967290, 6},          /* and this behind */
	    {0, 1, 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(serial_after(cases[i].previous, cases[i].now),
		                  cases[i].serial);
}
END_TEST

static void
build(struct tree *tree, const char *record, bool written)
{
	const char *lines[] = {
	    "zone example.",
	    "example. 60 SOA ns. root. 50 2 3 4 5",
	    "example. 60 NS ns.example.",
	    record,
	    "zone other.",
	    "other. 60 NS ns.example.",
	    NULL,
	};
	struct content *content = arena_alloc(arena, sizeof(*content));

	content_from_text(content, arena, lines);
	content->zones[0].serial_written = written;
	content->zones[0].soa_place = place_file(arena, "example.json");
	zone_build(tree, arena, content);
}

static uint8_t *
write_image(struct image *image, struct tree *tree)
{
	uint8_t *octets;
	size_t size;

	ck_assert_int_eq(image_write(&octets, &size, tree), 0);
	ck_assert_int_eq(image_open(image, octets, size, NULL, NULL), 0);
	return octets;
}

struct choice {
	const char *before, *after; /* a record of example. */
	uint32_t first, second;     /* now */
	uint32_t example, other;    /* serials */
};

START_TEST(only_a_zone_that_changed_gets_a_new_serial)
{
	static const struct choice cases[] = {
	    {"a.example. 1 A 192.0.2.1", "a.example. 1 A 192.0.2.1", 100, 200,
	     100, 100},
	    {"a.example. 1 A 192.0.2.1", "a.example. 1 A 192.0.2.2", 100, 200,
	     200, 100},
	    {"a.example. 1 A 192.0.2.1", "a.example. 2 A 192.0.2.1", 100, 100,
	     101, 100},
	    {"a.example. 1 A 192.0.2.1", "b.example. 1 A 192.0.2.1", 300, 200,
	     301, 300},
	};
	struct report *report = report_new(arena);
	struct tree before, after;
	struct image image;
	uint8_t *octets;

	build(&before, cases[_i].before, false);
	serial_choose(&before, NULL, cases[_i].first, report);
	octets = write_image(&image, &before);
	build(&after, cases[_i].after, false);
	serial_choose(&after, &image, cases[_i].second, report);
	ck_assert_uint_eq(wire_read32(after.zones[0].content->serial),
	                  cases[_i].example);
	ck_assert_uint_eq(wire_read32(after.zones[1].content->serial),
	                  cases[_i].other);
	ck_assert_uint_eq(report_warnings(report), 0);
	free(octets);
}
END_TEST

START_TEST(a_written_serial_stays_and_must_be_raised)
{
	static const struct {
		const char *after;
		uint32_t before; /* serial */
		size_t warnings;
	} cases[] = {
	    {"a.example. 1 A 192.0.2.1", 50, 0}, /* no change */
	    {"a.example. 1 A 192.0.2.2", 50, 1},
	    {"a.example. 1 A 192.0.2.2", 51, 1},
	    {"a.example. 1 A 192.0.2.2", 49, 0},
	};
	struct report *report = report_new(arena);
	struct tree before, after;
	struct image image;
	uint8_t *octets;

	build(&before, "a.example. 1 A 192.0.2.1", false);
	serial_choose(&before, NULL, cases[_i].before, report);
	octets = write_image(&image, &before);
	build(&after, cases[_i].after, true);
	serial_choose(&after, &image, 1000, report);
	ck_assert_uint_eq(wire_read32(after.zones[0].content->serial), 50);
	ck_assert_uint_eq(report_warnings(report), cases[_i].warnings);
	ck_assert_uint_eq(report_errors(report), 0);
	free(octets);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("serial");
	TCase *c = tcase_create("serial");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, what_changed_gets_the_greater_of_now_and_the_next);
	tcase_add_loop_test(c, only_a_zone_that_changed_gets_a_new_serial, 0,
	                    4);
	tcase_add_loop_test(c, a_written_serial_stays_and_must_be_raised, 0, 4);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
