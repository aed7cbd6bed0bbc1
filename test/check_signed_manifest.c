/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/compile.h"
#include "zones/file.h"
#include "zones/signed_manifest.h"

/* Folders that are compiled with a key: which generation each has, and that
 * its signature is this key's. */
static char root[64];
static struct sign_key *key;
static struct arena *arena;

static const char *
path(const char *name)
{
	return arena_format(arena, "%s/%s", root, name);
}

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(path(name), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
put_site(const char *address)
{
	put("site/zone.json",
	    arena_format(arena,
	                 "{\"zone\":\"example.com\",\"views\":[\"ex\"],"
	                 "\"records\":{\"@\":{\"NS\":\"ns\"},"
	                 "\"ns\":{\"A\":\"%s\"}}}",
	                 address));
}

static void
setup(void)
{
	strcpy(root, "/tmp/check_signed_manifest.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	arena = arena_new();
	ck_assert_int_eq(mkdir(path("site"), 0777), 0);
	put("site/views.json", "{\"views\":{\"ex\":{\"trust\":\"external\","
	                       "\"networks\":[\"0.0.0.0/0\"]}}}");
	put_site("9.9.9.9");
	ck_assert_int_eq(sign_key_make(&key, path("key")), 0);
	/* what is reported is looked at there */
	ck_assert_ptr_nonnull(freopen(path("errors"), "w+", stderr));
}

static void
teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
	sign_key_free(key);
	arena_free(arena);
}

static enum exit_status
compile_with(const struct sign_key *with, const char *previous, uint32_t now)
{
	return compile_site(&(struct compile_options){
	    .site = path("site"),
	    .folder = path("out"),
	    .previous = previous == NULL ? NULL : path(previous),
	    .now = now,
	    .key = with,
	});
}

/* The folder's, whose signature must be the key's; 0 without one. */
static uint64_t
generation(const char *folder)
{
	char *manifest, *signature;
	size_t size, length;

	ck_assert_int_eq(
	    file_read(arena, &manifest, &size,
	              path(arena_format(arena, "%s/manifest.json", folder))),
	    0);
	if (file_read(arena, &signature, &length,
	              path(arena_format(arena, "%s/manifest.sig", folder)))
	    < 0)
		return 0;
	ck_assert_uint_eq(length, SIGNATURE);
	ck_assert(sign_is_own(key, (const uint8_t *)signature, length, manifest,
	                      size));
	return manifest_generation(manifest, size);
}

START_TEST(the_first_generation_is_now)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 1000);
}
END_TEST

START_TEST(there_is_no_generation_zero)
{
	ck_assert_int_eq(compile_with(key, NULL, 0), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 1);
}
END_TEST

START_TEST(what_did_not_change_keeps_its_generation)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	ck_assert_int_eq(compile_with(key, NULL, 2000), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 1000);
}
END_TEST

START_TEST(what_changed_has_a_greater_one)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	put_site("9.9.9.8");
	ck_assert_int_eq(compile_with(key, NULL, 900), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 1001);
	put_site("9.9.9.7");
	ck_assert_int_eq(compile_with(key, NULL, 2000), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 2000);
}
END_TEST

/* Who can write to the folder could otherwise have a future one signed, so
 * that no later one is served, or a past one. */
START_TEST(a_generation_that_the_key_has_not_signed_does_not_count)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	put_site("9.9.9.8");
	put("out/manifest.json",
	    "{\"format\":1,\"generation\":9007199254740991,"
	    "\"views\":{\"ex\":{}}}");
	ck_assert_int_eq(compile_with(key, NULL, 1001), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 1001);
}
END_TEST

START_TEST(the_last_generation_has_no_next)
{
	static const char text[] =
	    "{\"format\":1,\"generation\":9007199254740991,\"views\":{}}";
	uint8_t signature[SIGNATURE];
	FILE *file;

	ck_assert_int_eq(mkdir(path("before"), 0777), 0);
	put("before/manifest.json", text);
	ck_assert_int_eq(sign(key, signature, text, strlen(text)), 0);
	file = fopen(path("before/manifest.sig"), "w");
	ck_assert_uint_eq(fwrite(signature, 1, SIGNATURE, file), SIGNATURE);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(compile_with(key, "before", 1000), EXIT_USAGE);
	ck_assert_int_eq(access(path("out/manifest.json"), F_OK), -1);
}
END_TEST

START_TEST(another_key_signs_with_a_generation_of_its_own)
{
	struct sign_key *first = key;

	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	ck_assert_int_eq(sign_key_make(&key, path("second")), 0);
	ck_assert_int_eq(compile_with(key, NULL, 2000), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 2000);
	sign_key_free(first);
}
END_TEST

START_TEST(no_signature_stays_beside_a_manifest_without_one)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	ck_assert_int_eq(compile_with(NULL, NULL, 1000), EXIT_DONE);
	ck_assert_uint_eq(generation("out"), 0);
}
END_TEST

START_TEST(a_site_with_errors_is_not_signed)
{
	ck_assert_int_eq(compile_with(key, NULL, 1000), EXIT_DONE);
	put("site/more.json", "{\"zone\":\"example.net\"}");
	ck_assert_int_eq(compile_with(key, NULL, 2000), EXIT_FINDINGS);
	ck_assert_uint_eq(generation("out"), 1000);
}
END_TEST

static const struct {
	const char *text;
	uint64_t generation;
} texts[] = {
    {"{\"generation\":1}", 1},
    {"{\"generation\":9007199254740991}", 9007199254740991},
    {"{\"generation\":9007199254740992}", 0},
    {"{\"generation\":-1}", 0},
    {"{\"generation\":1.5}", 0},
    {"{\"generation\":\"1\"}", 0},
    {"{\"generation\":1,\"generation\":2}", 0},
    {"{}", 0},
    {"[]", 0},
    {"", 0},
};

START_TEST(a_generation_is_a_whole_number_or_none)
{
	ck_assert_uint_eq(
	    manifest_generation(texts[_i].text, strlen(texts[_i].text)),
	    texts[_i].generation);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("signed_manifest");
	TCase *c = tcase_create("signed_manifest");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, the_first_generation_is_now);
	tcase_add_test(c, there_is_no_generation_zero);
	tcase_add_test(c, what_did_not_change_keeps_its_generation);
	tcase_add_test(c, what_changed_has_a_greater_one);
	tcase_add_test(c,
	               a_generation_that_the_key_has_not_signed_does_not_count);
	tcase_add_test(c, the_last_generation_has_no_next);
	tcase_add_test(c, another_key_signs_with_a_generation_of_its_own);
	tcase_add_test(c, no_signature_stays_beside_a_manifest_without_one);
	tcase_add_test(c, a_site_with_errors_is_not_signed);
	tcase_add_loop_test(c, a_generation_is_a_whole_number_or_none, 0,
	                    sizeof(texts) / sizeof(texts[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
