/* SPDX-License-Identifier: ISC */
#include <stdatomic.h>

#include "test/content.h"
#include "test/unit.h"
#include "zones/zone_spans.h"

/* Lines for a zone of that many names below each of two apexes. */
static const char *const *
make_lines(struct arena *arena, int count)
{
	const char **lines =
	    arena_alloc(arena, (2 * (size_t)count + 5) * sizeof(*lines));
	int at = 0;

	for (char zone = 'a'; zone <= 'b'; zone++) {
		lines[at++] = arena_format(arena, "zone %c.", zone);
		lines[at++] = arena_format(arena, "%c. 1 NS ns.x.", zone);
		for (int i = 0; i < count; i++)
			lines[at++] = arena_format(
			    arena, "n%06d.%c. 1 A 192.0.2.1", i, zone);
	}
	return lines;
}

static atomic_size_t seen;

static void
count_names(const struct tree *tree, const struct span *span,
            struct report *report, struct arena *arena)
{
	(void)tree;
	for (size_t i = span->from; i < span->to; i++)
		report_add(report, RULE_BAD_NAME,
		           place_file(arena, arena_format(arena, "%zu-%zu", i,
		                                          span->zone->count)),
		           "seen");
	seen += span->to - span->from;
}

static const int counts[] = {1, 2046, 2047, 2048, 9000};

START_TEST(each_name_is_looked_at_once)
{
	struct arena *arena = arena_new();
	struct report *report = report_new(arena);
	struct content content;
	struct tree tree;

	content_from_text(&content, arena, make_lines(arena, counts[_i]));
	zone_build(&tree, arena, &content);
	seen = 0;
	zone_spans_run(&tree, report, count_names);
	ck_assert_uint_eq(seen, tree.zones[0].count + tree.zones[1].count);
	/* The zones are of one size, so a name of each makes one finding. */
	ck_assert_uint_eq(report_errors(report), tree.zones[0].count);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zone_spans");
	TCase *t = tcase_create("zone_spans");

	tcase_set_timeout(t, 120); /* under a sanitizer */
	tcase_add_loop_test(t, each_name_is_looked_at_once, 0,
	                    sizeof(counts) / sizeof(counts[0]));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
