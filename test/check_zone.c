/* SPDX-License-Identifier: ISC */
#include "test/content.h"
#include "zones/zone.h"

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

static void
build(struct tree *tree, const char *const *lines)
{
	struct content *content = arena_alloc(arena, sizeof(*content));

	content_from_text(content, arena, lines);
	zone_build(tree, arena, content);
}

static const char *
text(const struct name *name)
{
	char *to;

	if (name == NULL)
		return "-";
	to = arena_alloc(arena, DNAME_TEXT);
	return dname_to_text(to, name->octets);
}

/* "ZONE: NAME parent stop wildcard RRSETS [apex] [cut] [dname] [hidden]" */
static const char *
describe(const struct name *name)
{
	return arena_format(arena, "%s: %s %s %s %s %zu%s%s%s%s",
	                    name->zone->content->text, text(name),
	                    text(name->parent), text(name->stop),
	                    text(name->wildcard), name->rrset_count,
	                    name->flags & NAME_APEX ? " apex" : "",
	                    name->flags & NAME_CUT ? " cut" : "",
	                    name->flags & NAME_DNAME ? " dname" : "",
	                    name->hidden ? " hidden" : "");
}

static void
expect_names(const struct tree *tree, const char *const *lines)
{
	for (size_t i = 0; i < tree->count; i++)
		for (size_t j = 0; j < tree->zones[i].count; j++) {
			ck_assert_ptr_nonnull(*lines);
			ck_assert_str_eq(describe(&tree->zones[i].names[j]),
			                 *lines++);
		}
	ck_assert_ptr_null(*lines);
}

START_TEST(every_name_between_an_owner_and_the_apex_exists)
{
	static const char *const lines[] = {
	    "zone example.",
	    "example. 1 NS ns.example.",
	    "a.b.c.example. 1 A 192.0.2.1",
	    "*.w.example. 1 A 192.0.2.2",
	    "w.example. 1 TXT \"t\"",
	    "w.example. 1 A 192.0.2.3",
	    NULL,
	};
	static const char *const names[] = {
	    "example.: example. - - - 2 apex",
	    "example.: c.example. example. - - 0",
	    "example.: b.c.example. c.example. - - 0",
	    "example.: a.b.c.example. b.c.example. - - 1",
	    "example.: w.example. example. - *.w.example. 2",
	    "example.: *.w.example. w.example. - - 1",
	    NULL,
	};
	struct tree tree;

	build(&tree, lines);
	expect_names(&tree, names);
}
END_TEST

START_TEST(a_cut_stops_itself_and_a_dname_what_is_below)
{
	static const char *const lines[] = {
	    "zone example.",
	    "d.example. 1 DNAME other.",
	    "x.d.example. 1 NS ns.x.d.example.",
	    "sub.example. 1 NS ns.sub.example.",
	    "ns.sub.example. 1 A 192.0.2.1",
	    "a.b.sub.example. 1 NS ns.",
	    NULL,
	};
	static const char *const names[] = {
	    "example.: example. - - - 1 apex",
	    "example.: d.example. example. - - 1 dname",
	    "example.: x.d.example. d.example. d.example. - 1 cut",
	    "example.: sub.example. example. sub.example. - 1 cut",
	    "example.: b.sub.example. sub.example. sub.example. - 0",
	    "example.: a.b.sub.example. b.sub.example. sub.example. - 1 "
	    "cut",
	    "example.: ns.sub.example. sub.example. sub.example. - 1",
	    NULL,
	};
	struct tree tree;

	build(&tree, lines);
	expect_names(&tree, names);
}
END_TEST

START_TEST(an_apex_with_a_dname_stops_all_below)
{
	static const char *const lines[] = {
	    "zone example.",
	    "example. 1 DNAME other.",
	    "example. 1 NS ns.example.",
	    "ns.example. 1 A 192.0.2.1",
	    NULL,
	};
	static const char *const names[] = {
	    "example.: example. - - - 3 apex dname",
	    "example.: ns.example. example. example. - 1",
	    NULL,
	};
	struct tree tree;

	build(&tree, lines);
	expect_names(&tree, names);
}
END_TEST

START_TEST(a_deeper_zone_hides_the_twin_of_its_apex_and_what_is_below)
{
	static const char *const lines[] = {
	    "zone example.",
	    "b.a.example. 1 A 192.0.2.1",
	    "x.deep.b.a.example. 1 A 192.0.2.2",
	    "cut.example. 1 NS ns.",
	    "zone cut.example.",
	    "ns.cut.example. 1 A 192.0.2.3",
	    "zone x.y.cut.example.",
	    "zone b.a.example.",
	    NULL,
	};
	static const char *const names[] = {
	    "example.: example. - - - 1 apex",
	    "example.: a.example. example. - - 0",
	    "example.: b.a.example. a.example. - - 1 hidden",
	    "example.: deep.b.a.example. b.a.example. - - 0 hidden",
	    "example.: x.deep.b.a.example. deep.b.a.example. - - 1 "
	    "hidden",
	    "example.: cut.example. example. cut.example. - 1 cut hidden",
	    "b.a.example.: b.a.example. a.example. - - 1 apex",
	    "cut.example.: cut.example. example. - - 1 apex",
	    "cut.example.: ns.cut.example. cut.example. - - 1",
	    "cut.example.: y.cut.example. cut.example. - - 0",
	    "cut.example.: x.y.cut.example. y.cut.example. - - 0 hidden",
	    "x.y.cut.example.: x.y.cut.example. y.cut.example. - - 1 apex",
	    NULL,
	};
	struct tree tree;

	build(&tree, lines);
	expect_names(&tree, names);
	ck_assert_ptr_null(tree.zones[0].above);
	ck_assert_str_eq(describe(tree.zones[1].above), names[2]);
	ck_assert_str_eq(describe(tree.zones[2].above), names[5]);
	ck_assert_str_eq(describe(tree.zones[3].above), names[10]);
}
END_TEST

START_TEST(a_name_of_127_labels_is_built_and_found)
{
	const char *owner = "", *line;
	const char *lines[] = {"zone .", NULL, NULL};
	struct tree tree;
	bool exact;

	for (int i = 0; i < DNAME_LABELS; i++)
		owner = arena_format(arena, "a.%s", owner);
	line = arena_format(arena, "%s 1 A 192.0.2.1", owner);
	lines[1] = line;
	build(&tree, lines);
	ck_assert_uint_eq(tree.zones[0].count, DNAME_LABELS + 1);
	ck_assert_ptr_eq(
	    zone_find(&tree.zones[0], content_name(arena, owner), &exact),
	    &tree.zones[0].names[DNAME_LABELS]);
	ck_assert(exact);
}
END_TEST

/* Random names of few labels from few letters, so that all relations occur. */
static const char *
random_name(const char *apex, unsigned *seed)
{
	static const char *const labels[] = {"a", "b", "*", "-", "ab", "_x"};
	const char *name = apex;
	int count = rand_r(seed) % 4;

	for (int i = 0; i < count; i++)
		name = arena_format(arena, "%s.%s", labels[rand_r(seed) % 6],
		                    name);
	return name;
}

static void
random_tree(struct tree *tree, unsigned *seed)
{
	const char *lines[64];
	size_t count = 0;

	for (int zone = 0; zone < 4; zone++) {
		const char *apex = random_name("example.", seed);
		bool again = false;

		for (size_t i = 0; i < count; i++)
			again |= strcmp(lines[i],
			                arena_format(arena, "zone %s", apex))
			         == 0;
		if (again)
			continue;
		lines[count++] = arena_format(arena, "zone %s", apex);
		for (int i = rand_r(seed) % 10; i > 0; i--)
			lines[count++] = arena_format(
			    arena, "%s 1 %s", random_name(apex, seed),
			    rand_r(seed) % 4 == 0 ? "NS ns." : "A 192.0.2.1");
	}
	lines[count] = NULL;
	build(tree, lines);
}

static const struct name *
encloser_by_search(const struct zone *zone, const uint8_t *name)
{
	const struct name *best = NULL;

	for (size_t i = 0; i < zone->count; i++)
		if (dname_within(name, zone->names[i].octets)
		    && (best == NULL || zone->names[i].labels > best->labels))
			best = &zone->names[i];
	return best;
}

START_TEST(finding_is_what_a_search_of_all_names_finds)
{
	unsigned seed = (unsigned)_i;
	struct tree tree;

	random_tree(&tree, &seed);
	for (int i = 0; i < 200; i++) {
		const uint8_t *name =
		    content_name(arena, random_name("example.", &seed));
		const struct zone *deepest = NULL;

		for (size_t z = 0; z < tree.count; z++) {
			const struct zone *zone = &tree.zones[z];
			const struct name *want =
			    encloser_by_search(zone, name);
			bool exact;

			ck_assert_ptr_eq(zone_find(zone, name, &exact), want);
			if (want == NULL)
				continue;
			ck_assert(exact == dname_equal(want->octets, name));
			if (deepest == NULL
			    || dname_within(zone->content->apex,
			                    deepest->content->apex))
				deepest = zone;
		}
		ck_assert_ptr_eq(zone_of(&tree, name), deepest);
		ck_assert_ptr_eq(zone_of_near(&tree, NULL, name), deepest);
		for (size_t z = 0; z < tree.count; z++)
			ck_assert_ptr_eq(
			    zone_of_near(&tree, &tree.zones[z], name), deepest);
	}
}
END_TEST

START_TEST(visible_names_are_in_order_and_of_the_deepest_zone)
{
	unsigned seed = (unsigned)_i;
	size_t count, want = 0;
	struct tree tree;
	struct name **names;

	random_tree(&tree, &seed);
	names = zone_visible(&count, arena, &tree);
	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_eq(zone_of(&tree, names[i]->octets),
		                 names[i]->zone);
		if (i > 0)
			ck_assert_int_lt(dname_compare(names[i - 1]->octets,
			                               names[i]->octets),
			                 0);
	}
	for (size_t z = 0; z < tree.count; z++)
		for (size_t i = 0; i < tree.zones[z].count; i++)
			want += zone_of(&tree, tree.zones[z].names[i].octets)
			        == &tree.zones[z];
	ck_assert_uint_eq(count, want);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zone");
	TCase *c = tcase_create("zone");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, every_name_between_an_owner_and_the_apex_exists);
	tcase_add_test(c, a_cut_stops_itself_and_a_dname_what_is_below);
	tcase_add_test(c, an_apex_with_a_dname_stops_all_below);
	tcase_add_test(
	    c, a_deeper_zone_hides_the_twin_of_its_apex_and_what_is_below);
	tcase_add_test(c, a_name_of_127_labels_is_built_and_found);
	tcase_add_loop_test(c, finding_is_what_a_search_of_all_names_finds, 0,
	                    50);
	tcase_add_loop_test(
	    c, visible_names_are_in_order_and_of_the_deepest_zone, 0, 50);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
