/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/trie.h"
#include "test/interrogate.h"
#include "test/make_image.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const lines[] = {
    "network 10.0.0.0/8",
    "network 192.0.2.0/24",
    "network fd00::/8",
    "resolver 198.51.100.1",
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "example. 300 NS ns.other.example.",
    "ns.example. 300 A 192.0.2.1",
    "a.example. 300 CNAME x.w.example.",
    "*.w.example. 300 MX 1 ns.example.",
    "*.w.example. 300 MX 2 m.other.",
    "*.w.example. 300 MX 3 n.m.other.",
    "d.example. 300 DNAME w.example.",
    "other.example. 300 NS ns.other.example.",
    "ns.other.example. 300 AAAA 2001:db8::1",
    "s.example. 300 HTTPS 1 .",
    "s.example. 300 A 192.0.2.2",
    "zone sub.example.",
    "sub.example. 300 NS ns.example.",
    "www.sub.example. 300 A 192.0.2.3",
    NULL,
};

static struct made_image made;

static void
setup(void)
{
	make_image(&made, lines);
}

static void
teardown(void)
{
	made_image_free(&made);
}

/* The parts of the image, to be damaged. */
static struct image_header *
header(void)
{
	return (struct image_header *)made.octets;
}

static void *
at(struct ref ref)
{
	return made.octets + (size_t)ref.at * IMAGE_UNIT;
}

static struct image_zone *
zone(unsigned index)
{
	return (struct image_zone *)at(header()->zones.at) + index;
}

static struct image_name *
name(const char *wire)
{
	const struct image_name *found = at(header()->names.at);
	uint8_t whole[DNAME_MAX];

	image_name_whole(&made.image, found, whole);
	while (!dname_equal(whole, (const uint8_t *)wire)) {
		found = image_next(found);
		image_name_whole(&made.image, found, whole);
	}
	return (struct image_name *)found;
}

static struct ref
ref_to(const void *to)
{
	size_t octets = (size_t)((const uint8_t *)to - made.octets);

	return (struct ref){(uint32_t)(octets / IMAGE_UNIT)};
}

static struct image_rrset *
rrset(const char *owner, uint16_t type)
{
	return (struct image_rrset *)image_find(name(owner), type);
}

static uint8_t *
wire(const char *owner, uint16_t type)
{
	return (uint8_t *)image_wire(rrset(owner, type));
}

static struct image_target *
target(const char *owner, uint16_t type)
{
	return (struct image_target *)image_targets(rrset(owner, type));
}

/* The nth reference behind a name's octets. */
static struct ref *
reference(const char *wire, unsigned nth)
{
	struct image_name *of = name(wire);

	return (struct ref *)((uint8_t *)of + image_name_size(of->length, 0))
	       + nth;
}

static struct image_lists *
lists(const char *owner, uint16_t type)
{
	return (struct image_lists *)(rrset(owner, type) + 1);
}

static struct image_branch *
root(void)
{
	return at((struct ref){header()->root & ~(uint32_t)TWIG_BRANCH});
}

/* A twig of the first branch that has one of this kind. */
static uint32_t *
twig(uint32_t kind)
{
	uint32_t *unit = (uint32_t *)root();

	for (;;) {
		struct image_branch *branch = (struct image_branch *)unit;
		int twigs = __builtin_popcountll(trie_bitmap(branch));

		for (int i = 0; i < twigs; i++)
			if ((branch->twigs[i] & TWIG_BRANCH) == kind)
				return &branch->twigs[i];
		unit += 2 + twigs;
	}
}

static uint16_t *
positions(const uint16_t *list)
{
	return (uint16_t *)list;
}

START_TEST(the_view_is_demanded)
{
	struct image image;

	ck_assert_int_eq(image_open(&image, made.octets, made.size, NULL, NULL),
	                 0);
	ck_assert_int_eq(
	    image_open(&image, made.octets, made.size, "test", NULL), 0);
	ck_assert_int_eq(
	    image_open(&image, made.octets, made.size, "tes", NULL), ERR_VIEW);
	ck_assert_int_eq(
	    image_open(&image, made.octets, made.size, "test2", NULL),
	    ERR_VIEW);
}
END_TEST

START_TEST(a_file_of_another_length_is_refused)
{
	const char *why = NULL;
	struct image image;

	for (size_t size = 0; size < made.size; size++)
		ck_assert_int_eq(
		    image_open(&image, made.octets, size, NULL, &why),
		    ERR_SHORT);
	ck_assert_str_eq(why, "shorter than its header says");
	header()->size -= IMAGE_UNIT;
	ck_assert_int_eq(image_open(&image, made.octets, made.size, NULL, &why),
	                 ERR_MALFORMED);
	ck_assert_str_eq(why, "longer than its header says");
}
END_TEST

static void
break_magic(void)
{
	header()->magic[0] = 'M';
}

static void
break_version(void)
{
	header()->version++;
}

static void
break_byte_order(void)
{
	header()->byte_order = 0x04030201;
}

static void
break_view_end(void)
{
	memset(header()->view, 'a', IMAGE_VIEW);
}

static void
break_section(void)
{
	header()->trie.count = UINT32_MAX;
}

static void
break_section_place(void)
{
	header()->networks6.at.at = UINT32_MAX;
}

static const struct {
	void (*damage)(void);
	int code;
	const char *why;
} openings[] = {
    {break_magic, ERR_MALFORMED, "not a view image"},
    {break_version, ERR_VERSION, "an image of another format version"},
    {break_byte_order, ERR_VERSION, "an image for the other byte order"},
    {break_view_end, ERR_MALFORMED, "the view's name has no end"},
    {break_section, ERR_MALFORMED, "a section outside the file"},
    {break_section_place, ERR_MALFORMED, "a section outside the file"},
};

START_TEST(a_foreign_file_is_not_opened)
{
	const char *why = NULL;
	struct image image;

	openings[_i].damage();
	ck_assert_int_eq(image_open(&image, made.octets, made.size, NULL, &why),
	                 openings[_i].code);
	ck_assert_str_eq(why, openings[_i].why);
}
END_TEST

/* Each damage by itself, and what image_check() says of it. */
#define LAYOUT "a damaged header"
#define VIEW "the view's name isn't one"
#define RANGES "networks that are out of order"
#define NAME "a damaged name"
#define POINTER "an RRset with a damaged compression pointer"
#define LEADS "an RRset that leads to another name than it says"
#define RECORDS "an RRset of damaged records"
#define RDATA "an RRset whose RDATA isn't of its type"
#define FLAGS "a name whose flags don't fit its RRsets"
#define BRANCH "a damaged branch of the trie"
#define NOWHERE "a branch that leads nowhere"
#define ROOT "a trie without its root"

/* clang-format off */
#define DAMAGES(X) \
	X(LAYOUT, size, header()->size = UINT64_C(4) << 31 | 8) \
	X(VIEW, view, header()->view[0] = '-') \
	X(VIEW, view_case, header()->view[1] = 'A') \
	X(VIEW, view_tail, header()->view[IMAGE_VIEW - 2] = 'x') \
	X("an unknown trust", trust, header()->trust = 2) \
	X("sections that don't follow each other", overlap, header()->zones.at.at--) \
	X("resolvers in a view of external trust", resolvers, header()->trust = IMAGE_EXTERNAL) \
	X(RANGES, range4, ((struct image_range4 *)at(header()->networks4.at))[0].last = 0xc0000200) \
	X(RANGES, range4_back, ((struct image_range4 *)at(header()->networks4.at))->first = 0x0b000000) \
	X(RANGES, range4_length, ((struct image_range4 *)at(header()->networks4.at))->length = 33) \
	X(RANGES, range6, ((struct image_range6 *)at(header()->networks6.at))->first[0] = 0xff) \
	X("a zone without its names", apex, zone(0)->apex.at++) \
	X("a zone without its names", names, zone(0)->names--) \
	X("a zone without its names", no_names, zone(0)->names = 0) \
	X("names that don't end where the file does", count, header()->names.count++) \
	X("a zone without its SOA", soa, zone(0)->soa = zone(1)->soa) \
	X("an apex whose twin is another name", above, zone(1)->above = ref_to(name("\1a\7example"))) \
	X("an apex whose twin is another name", above_itself, zone(1)->above = zone(1)->apex) \
	X("a reference to no name", above_nothing, zone(1)->above.at++) \
	X(NAME, upper, name("\1a\7example")->octets[1] = 'A') \
	X(NAME, label, name("\1a\7example")->octets[2] = 64) \
	X(NAME, labels, name("\1a\7example")->labels = 3) \
	X(NAME, of_zone, name("\1a\7example")->home = zone(1)->apex.at) \
	X(NAME, length, name("\1a\7example")->length++) \
	X(NAME, padding, name("\2ns\7example")->octets[3] = 1) \
	X(NAME, empty, name("\1a\7example")->flags |= NAME_EMPTY) \
	X(NAME, unknown_flag, name("\1a\7example")->flags |= 64) \
	X(NAME, second_apex, name("\1a\7example")->flags |= NAME_APEX) \
	X(NAME, last, rrset("\1s\7example", TYPE_A)->lists |= RRSET_LAST) \
	X(NAME, not_last, rrset("\1a\7example", TYPE_CNAME)->lists &= 0x7fff) \
	X(NAME, types, rrset("\1s\7example", TYPE_A)->type = TYPE_HTTPS) \
	X(NAME, lists, rrset("\7example", TYPE_NS)->lists++) \
	X(NAME, lists_zero, lists("\7example", TYPE_NS)->zero = 1) \
	X(NAME, lists_none, memset(lists("\7example", TYPE_NS), 0, 8)) \
	X(NAME, lists_many, lists("\7example", TYPE_NS)->targets = UINT16_MAX) \
	X("names that are out of order", order, name("\1a\7example")->octets[1] = 'z') \
	X("a name without its parent", parent, name("\1a\7example")->parent.at--) \
	X("a name without its parent", parent_none, name("\1a\7example")->parent.at = 0) \
	X("an apex with a parent", parent_other, name("\1*\1w\7example")->parent = name("\7example")->parent = zone(0)->apex) \
	X("a name without its parent", parent_self, name("\1a\7example")->parent = ref_to(name("\1a\7example"))) \
	X(FLAGS, flags, name("\1d\7example")->flags = 0) \
	X(FLAGS, flags_cut, name("\1a\7example")->flags = NAME_CUT) \
	X(FLAGS, stop, reference("\2ns\5other\7example", 0)[0] = zone(0)->apex) \
	X(FLAGS, stop_none, reference("\2ns\5other\7example", 0)->at = 0) \
	X("a wildcard that its parent doesn't know", wildcard, name("\1a\7example")->octets[1] = '*') \
	X("a name with another's wildcard", wildcard_sibling, *reference("\1w\7example", 0) = ref_to(name("\1s\7example"))) \
	X("a name with another's wildcard", wildcard_other, *reference("\1w\7example", 0) = ref_to(name("\3www\3sub\7example"))) \
	X("a name with another's wildcard", wildcard_nothing, reference("\1w\7example", 0)->at = 5) \
	X(RECORDS, record_length, wire("\2ns\7example", TYPE_A)[11] = 5) \
	X(RECORDS, record_type, wire("\2ns\7example", TYPE_A)[3] = TYPE_NS) \
	X(RECORDS, record_class, wire("\2ns\7example", TYPE_A)[5] = CLASS_CH) \
	X(RECORDS, owner, wire("\2ns\7example", TYPE_A)[1] = 2) \
	X(RECORDS, records, rrset("\2ns\7example", TYPE_A)->count++) \
	X(RECORDS, no_records, rrset("\2ns\7example", TYPE_A)->count = 0) \
	X(POINTER, suffix, *positions(image_suffixes(rrset("\7example", TYPE_NS))) = 2) \
	X(POINTER, suffix_end, *positions(image_suffixes(rrset("\7example", TYPE_NS))) = 16) \
	X(POINTER, suffix_value, wire("\7example", TYPE_NS)[16] = 0x10) \
	X(POINTER, suffix_inside, wire("\7example", TYPE_NS)[16] = 0x0d) \
	X(POINTER, self, *positions(image_selves(rrset("\1*\1w\7example", TYPE_MX))) -= 1) \
	X(POINTER, self_forward, wire("\1*\1w\7example", TYPE_MX)[*image_selves(rrset("\1*\1w\7example", TYPE_MX)) + 1] = 0xff) \
	X(RDATA, cname, wire("\1a\7example", TYPE_CNAME)[12] = 0) \
	X(RDATA, dname, wire("\1d\7example", TYPE_DNAME)[12] = 2) \
	X(LEADS, target, target("\7example", TYPE_NS)->name = ref_to(name("\1a\7example"))) \
	X(LEADS, target_nothing, target("\7example", TYPE_NS)->name.at++) \
	X(LEADS, target_place, target("\7example", TYPE_NS)->position = 65534) \
	X(LEADS, target_flags, target("\7example", TYPE_NS)->flags = 4) \
	X(LEADS, target_zone, target("\7example", TYPE_NS)->name = ref_to(name("\3www\3sub\7example"))) \
	X(LEADS, target_owner, target("\1*\1w\7example", TYPE_MX)->position = TARGET_OWNER) \
	X(LEADS, target_below, target("\1a\7example", TYPE_CNAME)->name = ref_to(name("\1s\7example"))) \
	X(LEADS, target_exact, target("\1a\7example", TYPE_CNAME)->flags = TARGET_EXACT) \
	X(BRANCH, branch_bits, root()->head |= UINT64_C(1) << 50) \
	X(BRANCH, branch_one, root()->head &= ~((UINT64_C(1) << 48) - 2)) \
	X(BRANCH, branch_many, root()->head |= (UINT64_C(1) << 48) - 1) \
	X(NOWHERE, branch_index, root()->head |= UINT64_C(0x1ff) << 55) \
	X(NOWHERE, twig_back, *twig(TWIG_BRANCH) = header()->root) \
	X(NOWHERE, twig_between, *twig(TWIG_BRANCH) += 1) \
	X(NOWHERE, twig_far, *twig(TWIG_BRANCH) = UINT32_MAX) \
	X(NOWHERE, twig_name, *twig(0) += 1) \
	X(NOWHERE, twig_kind, *twig(0) |= TWIG_BRANCH) \
	X(NOWHERE, twig_branch_kind, *twig(TWIG_BRANCH) &= ~(uint32_t)TWIG_BRANCH) \
	X(ROOT, root, header()->root = 0) \
	X(ROOT, root_between, header()->root += 1)
/* clang-format on */

#define DAMAGE(why, id, ...)          \
	static void damage_##id(void) \
	{                             \
		__VA_ARGS__;          \
	}
#define ROW(why, id, ...) {why, damage_##id},

DAMAGES(DAMAGE)

static const struct {
	const char *why;
	void (*inflict)(void);
} damages[] = {DAMAGES(ROW)};

START_TEST(damage_is_found_and_named)
{
	const char *why = "";

	ck_assert_int_eq(image_check(&made.image, &why), 0);
	damages[_i].inflict();
	ck_assert_int_eq(image_check(&made.image, &why), ERR_DAMAGED);
	ck_assert_str_eq(why, damages[_i].why);
}
END_TEST

/* What is not found is harmless: an image that passes can be asked anything. */
START_TEST(no_flipped_octet_does_harm)
{
	uint8_t *copy = malloc(made.size);
	struct image image;

	for (size_t i = 0; i < made.size; i++)
		for (int bit = 0; bit < 8; bit += 1 + rand() % 3) {
			memcpy(copy, made.octets, made.size);
			copy[i] ^= (uint8_t)(1 << bit);
			if (image_open(&image, copy, made.size, NULL, NULL) == 0
			    && image_check(&image, NULL) == 0)
				interrogate(&image);
		}
	free(copy);
}
END_TEST

START_TEST(rrsets_are_found_by_type)
{
	const struct image_name *apex = name("\7example");

	ck_assert_uint_eq(image_find(apex, TYPE_NS)->count, 2);
	ck_assert_uint_eq(image_find(apex, TYPE_SOA)->count, 1);
	ck_assert_ptr_null(image_find(apex, TYPE_A));
	ck_assert_ptr_null(image_find(apex, TYPE_CNAME));
	ck_assert_ptr_null(image_find(apex, UINT16_MAX));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("image");
	TCase *images = tcase_create("images");

	tcase_set_timeout(images, 120);
	tcase_add_checked_fixture(images, setup, teardown);
	tcase_add_test(images, the_view_is_demanded);
	tcase_add_test(images, a_file_of_another_length_is_refused);
	tcase_add_loop_test(images, a_foreign_file_is_not_opened, 0,
	                    COUNT(openings));
	tcase_add_loop_test(images, damage_is_found_and_named, 0,
	                    COUNT(damages));
	tcase_add_test(images, no_flipped_octet_does_harm);
	tcase_add_test(images, rrsets_are_found_by_type);
	suite_add_tcase(s, images);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
