/* SPDX-License-Identifier: ISC */
#include <ldns/ldns.h>

#include "lib/image.h"
#include "test/content.h"
#include "zones/image_write.h"
#include "zones/zonefile.h"

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

/* The zone files of a view with these lines. */
static char *
print(const char *const *lines)
{
	struct content content;
	struct tree tree;
	struct image image;
	uint8_t *octets;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	content_from_text(&content, arena, lines);
	zone_build(&tree, arena, &content);
	ck_assert_int_eq(image_write(&octets, &size, &tree), 0);
	ck_assert_int_eq(image_open(&image, octets, size, NULL, NULL), 0);
	for (uint32_t i = 0; i < image.header->zones.count; i++)
		ck_assert_int_eq(zonefile_print(&image, &image.zones[i], out),
		                 0);
	free(octets);
	fclose(out);
	return text;
}

START_TEST(a_zone_is_printed_whole_and_in_canonical_order)
{
	static const char *const lines[] = {
	    "zone example.",
	    "www.example. 60 A 192.0.2.2",
	    "www.example. 60 A 192.0.2.1",
	    "sub.example. 60 NS ns.sub.example.",
	    "example. 300 NS ns.example.",
	    "example. 300 MX 10 mail.example.",
	    "example. 300 A 192.0.2.9",
	    "a\\.b.example. 5 TXT \"x \\\"y\\\"\" \"z\"",
	    "gone.sub.example. 5 CNAME other.",
	    "*.example. 5 TYPE65400 \\# 3 010203",
	    "zone sub.example.",
	    "sub.example. 60 NS ns.sub.example.",
	    NULL,
	};
	char *text = print(lines);

	ck_assert_str_eq(
	    text,
	    "; zone example. serial 1\n"
	    "example.\t3600\tIN\tSOA\tns.invalid. root.invalid. 1 2 3 4 300\n"
	    "example.\t300\tIN\tA\t192.0.2.9\n"
	    "example.\t300\tIN\tNS\tns.example.\n"
	    "example.\t300\tIN\tMX\t10 mail.example.\n"
	    "*.example.\t5\tIN\tTYPE65400\t\\# 3 010203\n"
	    "a\\.b.example.\t5\tIN\tTXT\t\"x \\\"y\\\"\" \"z\"\n"
	    "sub.example.\t60\tIN\tNS\tns.sub.example.\n"
	    "gone.sub.example.\t5\tIN\tCNAME\tother.\n"
	    "www.example.\t60\tIN\tA\t192.0.2.2\n"
	    "www.example.\t60\tIN\tA\t192.0.2.1\n"
	    "; zone sub.example. serial 1\n"
	    "sub.example.\t3600\tIN\tSOA\tns.invalid. root.invalid. 1 2 3 4 "
	    "300\n"
	    "sub.example.\t60\tIN\tNS\tns.sub.example.\n");
	free(text);
}
END_TEST

/* Enough names that memory is given back on the way, with RDATA whose names
 * are compressed in all three ways. */
START_TEST(ldns_reads_a_large_zone_as_it_was_written)
{
	enum { NAMES = 1000 };
	const char **lines = arena_alloc(arena, (NAMES + 2) * sizeof(*lines));
	ldns_zone *zone;
	FILE *file;
	char *text;
	int line = 0;

	lines[0] = "zone example.";
	for (int i = 0; i < NAMES; i++)
		lines[i + 1] =
		    arena_format(arena, "n%03d.example. 60 MX %d m.x%d.other.",
		                 i / 2, i, i / 4);
	text = print(lines);
	file = fmemopen(text, strlen(text), "r");
	ck_assert_int_eq(ldns_zone_new_frm_fp_l(&zone, file, NULL, 0,
	                                        LDNS_RR_CLASS_IN, &line),
	                 LDNS_STATUS_OK);
	fclose(file);
	free(text);
	ck_assert_uint_eq(ldns_rr_list_rr_count(ldns_zone_rrs(zone)), NAMES);
	for (size_t i = 0; i < NAMES; i++) {
		ldns_rr *want;

		ck_assert_int_eq(
		    ldns_rr_new_frm_str(&want, lines[i + 1], 0, NULL, NULL),
		    LDNS_STATUS_OK);
		ck_assert_int_eq(
		    ldns_rr_compare(ldns_rr_list_rr(ldns_zone_rrs(zone), i),
		                    want),
		    0);
		ldns_rr_free(want);
	}
	ldns_zone_deep_free(zone);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zonefile");
	TCase *c = tcase_create("zonefile");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_zone_is_printed_whole_and_in_canonical_order);
	tcase_add_test(c, ldns_reads_a_large_zone_as_it_was_written);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
