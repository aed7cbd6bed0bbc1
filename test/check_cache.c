/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/unit.h"
#include "zones/cache.h"
#include "zones/file.h"

static char folder[64];
static struct arena *arena;
static struct publish publish;

static const char views[] = "{\"views\": {}}";
static const uint8_t hashes[2][HASH] = {{1}, {2}};
static const struct cache_entry entries[] = {
    {"a.json", hashes[0], (const uint8_t *)"one", 3, {1, 2, 3, 4, 5}},
    {"b/c.json", hashes[1], (const uint8_t *)"two", 3, {0}},
};

static void
set_up(void)
{
	struct cache *cache;

	strcpy(folder, "/tmp/mullion-cache-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	arena = arena_new();
	ck_assert_int_eq(publish_open(&publish, folder, false), 0);
	cache = cache_open(arena, folder);
	cache_views(cache, views, strlen(views));
	for (size_t i = 0; i < 2; i++)
		cache_keep(cache, &entries[i]);
	cache_keep_image(cache, "in", hashes[1]);
	ck_assert_int_eq(cache_write(cache, &publish), 0);
}

static void
tear_down(void)
{
	ck_assert_int_eq(publish_remove(&publish, CACHE_FILE), 0);
	ck_assert_int_eq(publish_remove(&publish, CACHE_IMAGES), 0);
	publish_close(&publish);
	ck_assert_int_eq(rmdir(folder), 0);
	arena_free(arena);
}

static const char *
path_of(const char *name)
{
	return arena_format(arena, "%s/%s", folder, name);
}

START_TEST(what_was_kept_is_found_by_its_path)
{
	struct cache *cache = cache_open(arena, folder);

	for (size_t i = 0; i < 2; i++) {
		const struct cache_entry *entry =
		    cache_find(cache, entries[i].path);

		ck_assert_ptr_nonnull(entry);
		ck_assert_mem_eq(entry->hash, entries[i].hash, HASH);
		ck_assert_uint_eq(entry->length, 3);
		ck_assert_mem_eq(entry->octets, entries[i].octets, 3);
		ck_assert(stamp_equal(&entry->stamp, &entries[i].stamp));
	}
	ck_assert_ptr_null(cache_find(cache, "b"));
	ck_assert_mem_eq(cache_image(cache, "in"), hashes[1], HASH);
	ck_assert_ptr_null(cache_image(cache, "ex"));
}
END_TEST

START_TEST(it_holds_for_the_same_views_alone)
{
	struct cache *cache = cache_open(arena, folder);

	ck_assert(!cache_holds(cache));
	cache_views(cache, views, strlen(views));
	ck_assert(cache_holds(cache));
	cache_views(cache, views, strlen(views) - 1);
	ck_assert(!cache_holds(cache));
}
END_TEST

START_TEST(without_a_file_nothing_is_found)
{
	struct cache *cache = cache_open(arena, "/nonexistent");

	cache_views(cache, views, strlen(views));
	ck_assert(!cache_holds(cache));
	ck_assert_ptr_null(cache_find(cache, "a.json"));
}
END_TEST

/* Any octet that is another one, or missing, in one file of the two. */
START_TEST(a_damaged_one_is_as_good_as_none)
{
	static const char *const names[] = {CACHE_FILE, CACHE_IMAGES};
	const char *path = path_of(names[_i]);
	size_t length;
	char *text;
	FILE *file;

	ck_assert_int_eq(file_read(arena, &text, &length, path), 0);
	for (size_t i = 0; i < 2 * length; i += 5) {
		struct cache *cache;

		if (i < length)
			text[i] ^= 4;
		file = fopen(path, "w");
		fwrite(text, 1, i < length ? length : i - length, file);
		fclose(file);
		if (i < length)
			text[i] ^= 4;
		cache = cache_open(arena, folder);
		ck_assert_msg((cache_find(cache, "a.json") == NULL)
		                  == (_i == 0),
		              "%zu", i);
		ck_assert_int_eq(cache_image(cache, "in") == NULL, _i == 1);
	}
}
END_TEST

/* Without it the file would be read again each time. */
START_TEST(another_stamp_is_written)
{
	struct cache *cache = cache_open(arena, folder);
	struct cache_entry other = *cache_find(cache, entries[0].path);

	cache_views(cache, views, strlen(views));
	other.stamp.inode++;
	cache_keep(cache, &other);
	cache_keep(cache, cache_find(cache, entries[1].path));
	cache_keep_image(cache, "in", hashes[1]);
	ck_assert_int_eq(cache_write(cache, &publish), 0);
	cache = cache_open(arena, folder);
	ck_assert(stamp_equal(&cache_find(cache, entries[0].path)->stamp,
	                      &other.stamp));
}
END_TEST

/* What is left is left alone: the file isn't written anew. */
START_TEST(the_same_again_is_not_written)
{
	struct cache *cache = cache_open(arena, folder);

	cache_views(cache, views, strlen(views));
	for (size_t i = 0; i < 2; i++)
		cache_keep(cache, cache_find(cache, entries[i].path));
	cache_keep_image(cache, "in", hashes[1]);
	ck_assert_int_eq(unlink(path_of(CACHE_FILE)), 0);
	ck_assert_int_eq(unlink(path_of(CACHE_IMAGES)), 0);
	ck_assert_int_eq(cache_write(cache, &publish), 0);
	ck_assert_int_ne(access(path_of(CACHE_FILE), F_OK), 0);
	ck_assert_int_ne(access(path_of(CACHE_IMAGES), F_OK), 0);

	cache_keep_image(cache, "ex", hashes[0]);
	ck_assert_int_eq(cache_write(cache, &publish), 0);
	ck_assert_int_ne(access(path_of(CACHE_FILE), F_OK), 0);
	ck_assert_int_eq(access(path_of(CACHE_IMAGES), F_OK), 0);
}
END_TEST

/* A cache of 1000 specs, and one with the first `changed` of them changed, the
 * next `gone` gone: whether it was written. */
static bool
is_written(size_t changed, size_t gone)
{
	struct cache *cache = cache_open(arena, folder);
	struct cache_entry *many = arena_alloc(arena, 1000 * sizeof(*many));

	cache_views(cache, views, strlen(views));
	for (size_t i = 0; i < 1000; i++) {
		many[i] = entries[0];
		many[i].path = arena_format(arena, "%04zu.json", i);
		cache_keep(cache, &many[i]);
	}
	ck_assert_int_eq(cache_write(cache, &publish), 0);
	cache = cache_open(arena, folder);
	cache_views(cache, views, strlen(views));
	for (size_t i = 0; i < 1000; i++)
		if (i < changed)
			cache_keep(cache, &many[i]);
		else if (i >= changed + gone)
			cache_keep(cache, cache_find(cache, many[i].path));
	ck_assert_int_eq(unlink(path_of(CACHE_FILE)), 0);
	ck_assert_int_eq(cache_write(cache, &publish), 0);
	return access(path_of(CACHE_FILE), F_OK) == 0;
}

START_TEST(it_is_not_written_for_a_few)
{
	ck_assert(!is_written(0, 0));
	ck_assert(!is_written(1, 0));
	ck_assert(!is_written(0, 1));
	ck_assert(
	    !is_written(7, 1)); /* one that changed is one that goes too */
	ck_assert(is_written(8, 0));
	ck_assert(is_written(0, 16));
	ck_assert(is_written(1000, 0));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("cache");
	TCase *t = tcase_create("cache");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, what_was_kept_is_found_by_its_path);
	tcase_add_test(t, it_holds_for_the_same_views_alone);
	tcase_add_test(t, without_a_file_nothing_is_found);
	tcase_add_loop_test(t, a_damaged_one_is_as_good_as_none, 0, 2);
	tcase_add_test(t, another_stamp_is_written);
	tcase_add_test(t, it_is_not_written_for_a_few);
	tcase_add_test(t, the_same_again_is_not_written);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
