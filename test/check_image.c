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
struct damage {
	const char *why;
	void (*inflict)(void);
};

#define DAMAGE(id, statement)         \
	static void damage_##id(void) \
	{                             \
		statement;            \
	}

DAMAGE(size, header()->size = UINT64_C(4) << 31 | 8)
DAMAGE(view, header()->view[0] = '-')
DAMAGE(view_case, header()->view[1] = 'A')
DAMAGE(view_tail, header()->view[IMAGE_VIEW - 2] = 'x')
DAMAGE(trust, header()->trust = 2)
DAMAGE(overlap, header()->zones.at.at--)
DAMAGE(resolvers, header()->trust = IMAGE_EXTERNAL)
DAMAGE(range4,
       ((struct image_range4 *)at(header()->networks4.at))[0].last = 0xc0000200)
DAMAGE(range4_back,
       ((struct image_range4 *)at(header()->networks4.at))->first = 0x0b000000)
DAMAGE(range4_length,
       ((struct image_range4 *)at(header()->networks4.at))->length = 33)
DAMAGE(range6,
       ((struct image_range6 *)at(header()->networks6.at))->first[0] = 0xff)
DAMAGE(apex, zone(0)->apex.at++)
DAMAGE(names, zone(0)->names--)
DAMAGE(no_names, zone(0)->names = 0)
DAMAGE(soa, zone(0)->soa = zone(1)->soa)
DAMAGE(above, zone(1)->above = ref_to(name("\1a\7example")))
DAMAGE(above_itself, zone(1)->above = zone(1)->apex)
DAMAGE(above_nothing, zone(1)->above.at++)
DAMAGE(upper, name("\1a\7example")->octets[1] = 'A')
DAMAGE(label, name("\1a\7example")->octets[2] = 64)
DAMAGE(labels, name("\1a\7example")->labels = 3)
DAMAGE(of_zone, name("\1a\7example")->home = zone(1)->apex.at)
DAMAGE(length, name("\1a\7example")->length++)
DAMAGE(padding, name("\2ns\7example")->octets[3] = 1)
DAMAGE(empty, name("\1a\7example")->flags |= NAME_EMPTY)
DAMAGE(unknown_flag, name("\1a\7example")->flags |= 64)
DAMAGE(second_apex, name("\1a\7example")->flags |= NAME_APEX)
DAMAGE(last, rrset("\1s\7example", TYPE_A)->lists |= RRSET_LAST)
DAMAGE(not_last, rrset("\1a\7example", TYPE_CNAME)->lists &= 0x7fff)
DAMAGE(types, rrset("\1s\7example", TYPE_A)->type = TYPE_HTTPS)
DAMAGE(lists, rrset("\7example", TYPE_NS)->lists++)
DAMAGE(lists_zero, lists("\7example", TYPE_NS)->zero = 1)
DAMAGE(lists_none, memset(lists("\7example", TYPE_NS), 0, 8))
DAMAGE(lists_many, lists("\7example", TYPE_NS)->targets = UINT16_MAX)
DAMAGE(order, name("\1a\7example")->octets[1] = 'z')
DAMAGE(parent, name("\1a\7example")->parent.at--)
DAMAGE(parent_none, name("\1a\7example")->parent.at = 0)
DAMAGE(parent_other, name("\1*\1w\7example")->parent =
                         name("\7example")->parent = zone(0)->apex)
DAMAGE(parent_self, name("\1a\7example")->parent = ref_to(name("\1a\7example")))
DAMAGE(flags, name("\1d\7example")->flags = 0)
DAMAGE(flags_cut, name("\1a\7example")->flags = NAME_CUT)
DAMAGE(stop, reference("\2ns\5other\7example", 0)[0] = zone(0)->apex)
DAMAGE(stop_none, reference("\2ns\5other\7example", 0)->at = 0)
DAMAGE(wildcard, name("\1a\7example")->octets[1] = '*')
DAMAGE(wildcard_sibling,
       *reference("\1w\7example", 0) = ref_to(name("\1s\7example")))
DAMAGE(wildcard_other,
       *reference("\1w\7example", 0) = ref_to(name("\3www\3sub\7example")))
DAMAGE(wildcard_nothing, reference("\1w\7example", 0)->at = 5)
DAMAGE(record_length, wire("\2ns\7example", TYPE_A)[11] = 5)
DAMAGE(record_type, wire("\2ns\7example", TYPE_A)[3] = TYPE_NS)
DAMAGE(record_class, wire("\2ns\7example", TYPE_A)[5] = CLASS_CH)
DAMAGE(owner, wire("\2ns\7example", TYPE_A)[1] = 2)
DAMAGE(count, header()->names.count++)
DAMAGE(records, rrset("\2ns\7example", TYPE_A)->count++)
DAMAGE(no_records, rrset("\2ns\7example", TYPE_A)->count = 0)
DAMAGE(suffix, *positions(image_suffixes(rrset("\7example", TYPE_NS))) = 2)
DAMAGE(suffix_end, *positions(image_suffixes(rrset("\7example", TYPE_NS))) = 16)
DAMAGE(suffix_value, wire("\7example", TYPE_NS)[16] = 0x10)
DAMAGE(suffix_inside, wire("\7example", TYPE_NS)[16] = 0x0d)
DAMAGE(self, *positions(image_selves(rrset("\1*\1w\7example", TYPE_MX))) -= 1)
DAMAGE(
    self_forward,
    wire("\1*\1w\7example",
         TYPE_MX)[*image_selves(rrset("\1*\1w\7example", TYPE_MX)) + 1] = 0xff)
DAMAGE(cname, wire("\1a\7example", TYPE_CNAME)[12] = 0)
DAMAGE(dname, wire("\1d\7example", TYPE_DNAME)[12] = 2)
DAMAGE(target,
       target("\7example", TYPE_NS)->name = ref_to(name("\1a\7example")))
DAMAGE(target_nothing, target("\7example", TYPE_NS)->name.at++)
DAMAGE(target_place, target("\7example", TYPE_NS)->position = 65534)
DAMAGE(target_flags, target("\7example", TYPE_NS)->flags = 4)
DAMAGE(target_zone,
       target("\7example", TYPE_NS)->name = ref_to(name("\3www\3sub\7example")))
DAMAGE(target_owner,
       target("\1*\1w\7example", TYPE_MX)->position = TARGET_OWNER)
DAMAGE(target_below,
       target("\1a\7example", TYPE_CNAME)->name = ref_to(name("\1s\7example")))
DAMAGE(target_exact, target("\1a\7example", TYPE_CNAME)->flags = TARGET_EXACT)
DAMAGE(branch_bits, root()->head |= UINT64_C(1) << 50)
DAMAGE(branch_one, root()->head &= ~((UINT64_C(1) << 48) - 2))
DAMAGE(branch_many, root()->head |= (UINT64_C(1) << 48) - 1)
DAMAGE(branch_index, root()->head |= UINT64_C(0x1ff) << 55)
DAMAGE(twig_back, *twig(TWIG_BRANCH) = header()->root)
DAMAGE(twig_between, *twig(TWIG_BRANCH) += 1)
DAMAGE(twig_far, *twig(TWIG_BRANCH) = UINT32_MAX)
DAMAGE(twig_name, *twig(0) += 1)
DAMAGE(twig_kind, *twig(0) |= TWIG_BRANCH)
DAMAGE(twig_branch_kind, *twig(TWIG_BRANCH) &= ~(uint32_t)TWIG_BRANCH)
DAMAGE(root, header()->root = 0)
DAMAGE(root_between, header()->root += 1)

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

static const struct damage damages[] = {
    {LAYOUT, damage_size},
    {VIEW, damage_view},
    {VIEW, damage_view_case},
    {VIEW, damage_view_tail},
    {"an unknown trust", damage_trust},
    {"sections that don't follow each other", damage_overlap},
    {"resolvers in a view of external trust", damage_resolvers},
    {RANGES, damage_range4},
    {RANGES, damage_range4_back},
    {RANGES, damage_range4_length},
    {RANGES, damage_range6},
    {"a zone without its names", damage_apex},
    {"a zone without its names", damage_names},
    {"a zone without its names", damage_no_names},
    {"names that don't end where the file does", damage_count},
    {"a zone without its SOA", damage_soa},
    {"an apex whose twin is another name", damage_above},
    {"an apex whose twin is another name", damage_above_itself},
    {"a reference to no name", damage_above_nothing},
    {NAME, damage_upper},
    {NAME, damage_label},
    {NAME, damage_labels},
    {NAME, damage_of_zone},
    {NAME, damage_length},
    {NAME, damage_padding},
    {NAME, damage_empty},
    {NAME, damage_unknown_flag},
    {NAME, damage_second_apex},
    {NAME, damage_last},
    {NAME, damage_not_last},
    {NAME, damage_types},
    {NAME, damage_lists},
    {NAME, damage_lists_zero},
    {NAME, damage_lists_none},
    {NAME, damage_lists_many},
    {"names that are out of order", damage_order},
    {"a name without its parent", damage_parent},
    {"a name without its parent", damage_parent_none},
    {"an apex with a parent", damage_parent_other},
    {"a name without its parent", damage_parent_self},
    {FLAGS, damage_flags},
    {FLAGS, damage_flags_cut},
    {FLAGS, damage_stop},
    {FLAGS, damage_stop_none},
    {"a wildcard that its parent doesn't know", damage_wildcard},
    {"a name with another's wildcard", damage_wildcard_sibling},
    {"a name with another's wildcard", damage_wildcard_other},
    {"a name with another's wildcard", damage_wildcard_nothing},
    {RECORDS, damage_record_length},
    {RECORDS, damage_record_type},
    {RECORDS, damage_record_class},
    {RECORDS, damage_owner},
    {RECORDS, damage_records},
    {RECORDS, damage_no_records},
    {POINTER, damage_suffix},
    {POINTER, damage_suffix_end},
    {POINTER, damage_suffix_value},
    {POINTER, damage_suffix_inside},
    {POINTER, damage_self},
    {POINTER, damage_self_forward},
    {RDATA, damage_cname},
    {RDATA, damage_dname},
    {LEADS, damage_target},
    {LEADS, damage_target_nothing},
    {LEADS, damage_target_place},
    {LEADS, damage_target_flags},
    {LEADS, damage_target_zone},
    {LEADS, damage_target_owner},
    {LEADS, damage_target_below},
    {LEADS, damage_target_exact},
    {BRANCH, damage_branch_bits},
    {BRANCH, damage_branch_one},
    {BRANCH, damage_branch_many},
    {NOWHERE, damage_branch_index},
    {NOWHERE, damage_twig_back},
    {NOWHERE, damage_twig_between},
    {NOWHERE, damage_twig_far},
    {NOWHERE, damage_twig_name},
    {NOWHERE, damage_twig_kind},
    {NOWHERE, damage_twig_branch_kind},
    {ROOT, damage_root},
    {ROOT, damage_root_between},
};

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
