/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "lib/image.h"
#include "lib/trie.h"
#include "test/content.h"
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

static const char *const lines[] = {
    "zone example.com.",
    "example.com. 300 NS ns.example.com.",
    "example.com. 600 SOA ns.example.com. root.example.com. 77 2 3 4 900",
    "ns.example.com. 300 A 192.0.2.1",
    "*.w.example.com. 300 CNAME ns.example.com.",
    "sub.example.com. 300 NS ns.sub.example.com.",
    "ns.sub.example.com. 300 A 192.0.2.2",
    "zone sub.example.com.",
    "www.sub.example.com. 300 A 192.0.2.3",
    "zone example.",
    "example. 5 TXT \"t\"",
    NULL,
};

static void
build(struct tree *tree, const char *const *text)
{
	struct content *content = arena_alloc(arena, sizeof(*content));

	content_from_text(content, arena, text);
	zone_build(tree, arena, content);
	for (size_t i = 0; i < tree->count; i++)
		serial_hash(&tree->zones[i]);
}

static uint8_t *
write_checked(struct image *image, size_t *size, struct tree *tree)
{
	const char *why = "";
	uint8_t *octets;

	ck_assert_int_eq(image_write(&octets, size, tree), 0);
	ck_assert_msg(image_open(image, octets, *size, "test", &why) == 0, "%s",
	              why);
	ck_assert_msg(image_check(image, &why) == 0, "%s", why);
	return octets;
}

START_TEST(an_image_passes_its_check_and_holds_the_tree)
{
	struct tree tree;
	struct image image;
	size_t size;
	uint8_t *octets;

	build(&tree, lines);
	octets = write_checked(&image, &size, &tree);
	ck_assert_uint_eq(image.header->size, size);
	ck_assert_uint_eq(image.header->zones.count, tree.count);
	for (size_t z = 0; z < tree.count; z++) {
		const struct zone *zone = &tree.zones[z];
		const struct image_name *name =
		    image_name(&image, image.zones[z].apex);

		ck_assert_uint_eq(image.zones[z].names, zone->count);
		ck_assert_mem_eq(image.zones[z].content, zone->hash,
		                 IMAGE_HASH);
		for (size_t i = 0; i < zone->count; i++) {
			const struct name *want = &zone->names[i];
			const unsigned own = NAME_APEX | NAME_CUT | NAME_DNAME;
			const struct image_rrset *rrset = image_rrsets(name);
			uint8_t whole[DNAME_MAX];

			ck_assert_uint_eq(image_name_whole(&image, name, whole),
			                  want->length);
			ck_assert(dname_equal(whole, want->octets));
			ck_assert_uint_eq(name->flags & own, want->flags);
			ck_assert_uint_eq(image_stop(name).at,
			                  want->stop ? want->stop->at : 0);
			ck_assert_uint_eq(image_wildcard(name).at,
			                  want->wildcard ? want->wildcard->at
			                                 : 0);
			ck_assert_uint_eq(name->labels, want->labels);
			ck_assert_ptr_eq(image_zone(&image, name),
			                 &image.zones[z]);
			for (size_t j = 0; j < want->rrset_count; j++) {
				ck_assert_ptr_nonnull(rrset);
				ck_assert_uint_eq(rrset->type,
				                  want->rrsets[j]->type);
				ck_assert_uint_eq(rrset->count,
				                  want->rrsets[j]->count);
				rrset = image_rrset_next(rrset);
			}
			ck_assert_ptr_null(rrset);
			if (i + 1 < zone->count)
				name = image_next(name);
		}
	}
	free(octets);
}
END_TEST

START_TEST(the_trie_leads_to_the_names_that_are_not_hidden)
{
	struct trie_walk *walk = arena_alloc(arena, sizeof(*walk));
	struct tree tree;
	struct image image;
	struct name **names;
	size_t size, count;
	uint8_t *octets;

	build(&tree, lines);
	octets = write_checked(&image, &size, &tree);
	names = zone_visible(&count, arena, &tree);
	for (size_t i = 0; i < count; i++) {
		memset(walk, 0, sizeof(*walk));
		walk->name = names[i]->octets;
		dname_split(walk->starts, &walk->labels, walk->name,
		            names[i]->length);
		trie_locate(&image, &walk, 1);
		ck_assert(walk->place.exact);
		ck_assert_ptr_eq(
		    walk->place.encloser,
		    image_name(&image, (struct ref){names[i]->at}));
	}
	free(octets);
}
END_TEST

START_TEST(a_zone_says_its_serial_and_negative_ttl)
{
	/* RFC 2308 section 3: the lesser of the SOA's TTL and its MINIMUM */
	static const struct {
		uint32_t serial, negative_ttl;
	} want[] = {{77, 600}, {1, 300}, {1, 300}};
	struct tree tree;
	struct image image;
	size_t size;
	uint8_t *octets;

	build(&tree, lines);
	octets = write_checked(&image, &size, &tree);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(image.zones[i].serial, want[i].serial);
		ck_assert_uint_eq(image.zones[i].negative_ttl,
		                  want[i].negative_ttl);
	}
	free(octets);
}
END_TEST

START_TEST(networks_are_told_apart_by_family)
{
	struct network_range own[] = {
	    {{4, {10, 0, 0, 0}}, {4, {10, 255, 255, 255}}, 8},
	    {{6, {0xfd}}, {6, {0xfd, 0xff}}, 16},
	};
	struct network_range alone[] = {
	    {{4, {192, 0, 2, 1}}, {4, {192, 0, 2, 1}}, 32},
	};
	struct network_ranges answers = {own, 2}, resolvers = {alone, 1};
	struct net_address ten = {4, {10, 1, 2, 3}}, six = {6, {0xfd, 1}},
			   resolver = {4, {192, 0, 2, 1}};
	struct content content;
	struct tree tree;
	struct image image;
	size_t size;
	uint8_t *octets;

	content_from_text(&content, arena, lines);
	content.answers = &answers;
	content.answers_alone = &resolvers;
	zone_build(&tree, arena, &content);
	octets = write_checked(&image, &size, &tree);
	ck_assert_uint_eq(image.header->networks4.count, 1);
	ck_assert_uint_eq(image.header->networks6.count, 1);
	ck_assert(image_answers(&image, &ten, false));
	ck_assert(image_answers(&image, &six, false));
	ck_assert(!image_answers(&image, &resolver, false));
	ck_assert(image_answers(&image, &resolver, true));
	free(octets);
}
END_TEST

START_TEST(a_view_without_zones_is_an_image)
{
	static const char *const none[] = {NULL};
	struct tree tree;
	struct image image;
	size_t size;

	build(&tree, none);
	free(write_checked(&image, &size, &tree));
}
END_TEST

START_TEST(the_same_content_is_the_same_octets)
{
	/* the order of lines says nothing but within an RRset */
	static const char *const other[] = {
	    "zone example.",
	    "example. 5 TXT \"t\"",
	    "zone example.com.",
	    "ns.sub.example.com. 300 A 192.0.2.2",
	    "sub.example.com. 300 NS ns.sub.example.com.",
	    "*.w.example.com. 300 CNAME ns.example.com.",
	    "ns.example.com. 300 A 192.0.2.1",
	    "example.com. 600 SOA ns.example.com. root.example.com. 77 2 "
	    "3 4 900",
	    "example.com. 300 NS ns.example.com.",
	    "zone sub.example.com.",
	    "www.sub.example.com. 300 A 192.0.2.3",
	    NULL,
	};
	struct tree a, b;
	size_t a_size, b_size;
	uint8_t *a_octets, *b_octets;

	build(&a, lines);
	build(&b, other);
	ck_assert_int_eq(image_write(&a_octets, &a_size, &a), 0);
	ck_assert_int_eq(image_write(&b_octets, &b_size, &b), 0);
	ck_assert_uint_eq(a_size, b_size);
	ck_assert_mem_eq(a_octets, b_octets, a_size);
	free(a_octets);
	free(b_octets);
}
END_TEST

START_TEST(an_rrset_over_65535_octets_is_refused)
{
	const char **many = arena_alloc(arena, 5002 * sizeof(*many));
	struct tree tree;
	uint8_t *octets;
	size_t size;

	many[0] = "zone example.";
	for (int i = 1; i <= 5000; i++)
		many[i] = arena_format(arena, "example. 1 A 10.0.%d.%d",
		                       i / 256, i % 256);
	build(&tree, many);
	ck_assert_int_eq(image_write(&octets, &size, &tree), ERR_RANGE);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("image_write");
	TCase *c = tcase_create("image_write");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, an_image_passes_its_check_and_holds_the_tree);
	tcase_add_test(c, the_trie_leads_to_the_names_that_are_not_hidden);
	tcase_add_test(c, a_zone_says_its_serial_and_negative_ttl);
	tcase_add_test(c, networks_are_told_apart_by_family);
	tcase_add_test(c, a_view_without_zones_is_an_image);
	tcase_add_test(c, the_same_content_is_the_same_octets);
	tcase_add_test(c, an_rrset_over_65535_octets_is_refused);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
