/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/trie.h"
#include "test/make_image.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Names whose values were counted out by hand: two an octet. */
static const struct {
	const char *name;
	const char *values;
	unsigned count;
} keys[] = {
    {"", "", 0},
    {"\3com", "\23\0\37\0\35\0\0\0", 8},
    {"\1a\1b", "\22\0\0\0\21\0\0\0", 8},
    {"\2az", "\21\0\52\0\0\0", 6},
    {"\3-_9", "\2\0\17\0\15\0\0\0", 8},
    {"\1*", "\1*\0\0", 4},
    {"\2./", "\3\0\3\1\0\0", 6},
    {"\3:@^", "\16\0\16\6\16\44\0\0", 8},
    {"\2`{", "\20\0\53\0\0\0", 6},
    {"\2\252\253", "\53\57\54\0\0\0", 6},
    {"\2\332\333", "\54\57\55\0\0\0", 6},
    {"\2\0\377", "\1\0\55\44\0\0", 6},
};

/* The first `count` values of a name's key. */
static void
read_values(uint8_t *values, unsigned count, const uint8_t *name)
{
	uint8_t lower[DNAME_MAX], starts[DNAME_LABELS + 1], labels;
	struct trie_key key;

	dname_lower(lower, name);
	dname_split(starts, &labels, lower, sizeof(lower));
	key = trie_key(lower, starts, labels);
	for (unsigned i = 0; i < count; i++)
		values[i] = trie_values[trie_octet(&key, (int)i / 2)][i % 2];
}

START_TEST(an_octet_is_two_values)
{
	uint8_t values[TRIE_INDEXES];
	unsigned count = keys[_i].count;

	read_values(values, TRIE_INDEXES, (const uint8_t *)keys[_i].name);
	ck_assert_mem_eq(values, keys[_i].values, count);
	for (unsigned i = count; i < TRIE_INDEXES; i++)
		ck_assert_uint_eq(values[i], 0);
}
END_TEST

START_TEST(octets_may_be_left_out)
{
	static const uint8_t name[] = "\3www\4corp\7example";
	static const uint8_t read[] = {1, 8, 9, 13, 16, 17, 18};
	static const char wanted[] = {'x',      'c',      'o',     'w',
	                              TRIE_END, TRIE_END, TRIE_END};
	uint8_t starts[DNAME_LABELS + 1], labels;
	struct trie_key key;

	dname_split(starts, &labels, name, sizeof(name));
	key = trie_key(name, starts, labels);
	for (size_t i = 0; i < sizeof(read); i++)
		ck_assert_int_eq(trie_octet(&key, read[i]), wanted[i]);
}
END_TEST

/* A name of few letters, with now and then any octet, below the suffix. */
static size_t
random_name(uint8_t name[DNAME_MAX], unsigned labels, const uint8_t *suffix)
{
	size_t length = 0;

	while (labels-- > 0) {
		unsigned octets = 1 + (unsigned)rand() % 3;

		name[length++] = (uint8_t)octets;
		while (octets-- > 0)
			name[length++] = rand() % 6 == 0
			                     ? (uint8_t)rand()
			                     : (uint8_t) "abAB*-0_"[rand() % 8];
	}
	memcpy(name + length, suffix, dname_length(suffix));
	return length + dname_length(suffix);
}

START_TEST(keys_are_in_canonical_order)
{
	for (int i = 0; i < 200000; i++) {
		uint8_t names[2][DNAME_MAX], values[2][TRIE_INDEXES];
		int by_name, by_key;

		for (int j = 0; j < 2; j++) {
			random_name(names[j], (unsigned)rand() % 4,
			            (const uint8_t *)"");
			read_values(values[j], TRIE_INDEXES, names[j]);
		}
		by_name = dname_compare(names[0], names[1]);
		by_key = memcmp(values[0], values[1], TRIE_INDEXES);
		ck_assert_int_eq(by_name > 0, by_key > 0);
		ck_assert_int_eq(by_name < 0, by_key < 0);
	}
}
END_TEST

START_TEST(the_longest_key_fits)
{
	uint8_t name[DNAME_MAX], values[TRIE_INDEXES];

	memset(name, 0xff, sizeof(name));
	name[0] = name[64] = name[128] = 63;
	name[192] = 61;
	name[254] = 0;
	read_values(values, TRIE_INDEXES, name);
	ck_assert_uint_eq(values[2 * 252], 45);
	ck_assert_uint_eq(values[2 * 252 + 1], 36);
	ck_assert_uint_eq(values[2 * 253], 0);
}
END_TEST

/* The names that the view answers for, as the trie should find them. */
static struct trie_place
search_all(const struct image *image, const uint8_t *name)
{
	const struct image_name *at = image_at(image, image->header->names.at);
	const struct image_zone *zone = NULL;
	struct trie_place place = {0};
	uint8_t whole[DNAME_MAX];

	for (uint32_t i = 0; i < image->header->zones.count; i++)
		if (dname_within(
			name, image_name(image, image->zones[i].apex)->octets))
			zone = &image->zones[i]; /* the last is the deepest */
	for (uint32_t i = 0; i < image->header->names.count; i++) {
		image_name_whole(image, at, whole);
		if (zone != NULL && image_zone(image, at) == zone
		    && dname_within(name, whole)
		    && (place.encloser == NULL
		        || at->labels > place.encloser->labels)) {
			place.encloser = at;
			place.exact = dname_equal(whole, name);
		}
		at = image_next(at);
	}
	return place;
}

/* name is in lower case. */
static void
set_out(struct trie_walk *walk, const uint8_t *name)
{
	walk->name = name;
	dname_split(walk->starts, &walk->labels, name, DNAME_MAX);
}

/* Owners in a few zones, some inside another. */
static void
make_random_image(struct made_image *made)
{
	static const char *const zones[] = {"a.", "b.a.", "a.b.a.", "b.", "."};
	static char text[400][DNAME_TEXT + 32];
	const char *lines[401];
	size_t count = 0;

	for (size_t z = 0; z < COUNT(zones); z++) {
		uint8_t apex[DNAME_MAX];

		if (rand() % 3 == 0)
			continue;
		dname_from_text(apex, zones[z], strlen(zones[z]), NULL);
		sprintf(text[count], "zone %s", zones[z]);
		count++;
		for (int owners = rand() % 60; owners > 0; owners--) {
			uint8_t name[DNAME_MAX];
			char owner[DNAME_TEXT];

			random_name(name, (unsigned)rand() % 4, apex);
			dname_to_text(owner, name);
			sprintf(text[count++], "%s 1 A 192.0.2.1", owner);
		}
	}
	for (size_t i = 0; i < count; i++)
		lines[i] = text[i];
	lines[count] = NULL;
	make_image(made, lines);
}

START_TEST(the_closest_encloser_is_found)
{
	enum { BATCH = 40 };
	static struct trie_walk walks[BATCH];
	static uint8_t names[BATCH][DNAME_MAX];

	for (int round = 0; round < 100; round++) {
		struct made_image made;

		srand((unsigned)round);
		make_random_image(&made);
		for (int i = 0; i < 20; i++) {
			struct trie_walk *order[BATCH];

			for (int j = 0; j < BATCH; j++) {
				random_name(
				    names[j], (unsigned)rand() % 6,
				    (const uint8_t *)(rand() % 2 ? "\1a" : ""));
				dname_lower(names[j], names[j]);
				set_out(&walks[j], names[j]);
				order[j] = &walks[j];
			}
			trie_locate(&made.image, order, BATCH);
			for (int j = 0; j < BATCH; j++) {
				struct trie_place wanted =
				    search_all(&made.image, names[j]);

				ck_assert_ptr_eq(walks[j].place.encloser,
				                 wanted.encloser);
				ck_assert_int_eq(walks[j].place.exact,
				                 wanted.exact);
			}
		}
		made_image_free(&made);
	}
}
END_TEST

START_TEST(an_empty_view_holds_no_name)
{
	static const char *const lines[] = {NULL};
	struct trie_walk walk;
	struct trie_walk *walks[] = {&walk};
	struct made_image made;

	set_out(&walk, (const uint8_t *)"");
	make_image(&made, lines);
	trie_locate(&made.image, walks, 1);
	ck_assert_ptr_null(walk.place.encloser);
	made_image_free(&made);
}
END_TEST

static const char *const nested[] = {
    "zone a.",
    "a. 1 NS a.",
    "sub.a. 1 NS ns.sub.a.",
    "d.a. 1 DNAME x.",
    "zone sub.a.",
    "www.sub.a. 1 A 192.0.2.1",
    "zone free.a.",
    "x.free.a. 1 A 192.0.2.1",
    "zone in.d.a.",
    "in.d.a. 1 NS a.",
    NULL,
};

static const struct {
	const char *name;
	const char *encloser; /* as zone "a." sees it, or NULL */
	bool exact;
} seen[] = {
    {"\1b\1a", "\1a", false},
    {"\3sub\1a", "\3sub\1a", true},
    {"\3www\3sub\1a", "\3sub\1a", false},
    {"\2no\3sub\1a", "\3sub\1a", false},
    {"\4free\1a", NULL, false},
    {"\1x\4free\1a", NULL, false},
    {"\2in\1d\1a", "\2in\1d\1a", true},
    {"\1y\2in\1d\1a", "\2in\1d\1a", false},
    {"\1b", NULL, false},
};

START_TEST(a_zone_sees_of_a_deeper_one_what_it_delegates)
{
	uint8_t whole[DNAME_MAX];
	struct trie_walk walk;
	struct trie_walk *walks[] = {&walk};
	struct trie_place place;
	struct made_image made;

	set_out(&walk, (const uint8_t *)seen[_i].name);
	make_image(&made, nested);
	trie_locate(&made.image, walks, 1);
	place = trie_within(&made.image, walk.place, made.image.zones);
	if (seen[_i].encloser == NULL) {
		ck_assert_ptr_null(place.encloser);
	} else {
		ck_assert_ptr_nonnull(place.encloser);
		ck_assert_ptr_eq(image_zone(&made.image, place.encloser),
		                 made.image.zones);
		image_name_whole(&made.image, place.encloser, whole);
		ck_assert(
		    dname_equal(whole, (const uint8_t *)seen[_i].encloser));
		ck_assert_int_eq(place.exact, seen[_i].exact);
	}
	made_image_free(&made);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("trie");
	TCase *tries = tcase_create("tries");

	tcase_set_timeout(tries, 60);
	tcase_add_loop_test(tries, an_octet_is_two_values, 0, COUNT(keys));
	tcase_add_test(tries, octets_may_be_left_out);
	tcase_add_test(tries, keys_are_in_canonical_order);
	tcase_add_test(tries, the_longest_key_fits);
	tcase_add_test(tries, the_closest_encloser_is_found);
	tcase_add_test(tries, an_empty_view_holds_no_name);
	tcase_add_loop_test(tries,
	                    a_zone_sees_of_a_deeper_one_what_it_delegates, 0,
	                    COUNT(seen));
	suite_add_tcase(s, tries);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
