/* SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "lib/err.h"
#include "test/content.h"
#include "zones/image_write.h"
#include "zones/manifest.h"
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

START_TEST(it_lists_views_hashes_and_serials)
{
	static const char *const lines[] = {
	    "zone example.", "example. 1 NS ns.example.", "zone corp.internal.",
	    "corp.internal. 1 NS ns.example.", NULL};
	static uint8_t image[2][sizeof(struct image_header)];
	struct manifest_view views[2];
	struct content content;
	struct tree tree;
	char *text;

	content_from_text(&content, arena, lines);
	zone_build(&tree, arena, &content);
	wire_write32(content.zones[0].serial, 4294967295);
	for (uint8_t i = 0; i < IMAGE_HASH; i++)
		image[1][offsetof(struct image_header, hash) + i] = i;
	views[0] = (struct manifest_view){"outer", image[0], &tree};
	views[1] = (struct manifest_view){"inner", image[1], &tree};
	text = manifest_text(views, 2, 0);
	ck_assert_str_eq(text,
	                 "{\n"
	                 "  \"format\": 1,\n"
	                 "  \"views\": {\n"
	                 "    \"inner\": {\n"
	                 "      \"file\": \"inner.view\",\n"
	                 "      \"sha256\": \"000102030405060708090a0b0c0d0e0f"
	                 "101112131415161718191a1b1c1d1e1f\",\n"
	                 "      \"zones\": {\n"
	                 "        \"corp.internal.\": 1,\n"
	                 "        \"example.\": 4294967295\n"
	                 "      }\n"
	                 "    },\n"
	                 "    \"outer\": {\n"
	                 "      \"file\": \"outer.view\",\n"
	                 "      \"sha256\": \"00000000000000000000000000000000"
	                 "00000000000000000000000000000000\",\n"
	                 "      \"zones\": {\n"
	                 "        \"corp.internal.\": 1,\n"
	                 "        \"example.\": 4294967295\n"
	                 "      }\n"
	                 "    }\n"
	                 "  }\n"
	                 "}\n");
	free(text);
}
END_TEST

static void
gather(void *context, const char *view)
{
	char *text = context;

	strcat(strcat(text, view), " ");
}

static const struct {
	const char *text;
	int code;
	const char *views;
} read_cases[] = {
    {"{\"format\":1,\"views\":{\"a\":{},\"b\":{}},\"later\":1}", 0, "a b "},
    {"{\"format\":1,\"views\":{}}", 0, ""},
    {"{\"format\":2,\"views\":{\"a\":{}}}", ERR_MALFORMED, ""},
    {"{\"views\":{\"a\":{}}}", ERR_MALFORMED, ""},
    {"{\"format\":1,\"views\":[]}", ERR_MALFORMED, ""},
    {"{\"format\":1,\"views\":{\"a\":{}", ERR_MALFORMED, ""},
    {"", ERR_MALFORMED, ""},
    {"[]", ERR_MALFORMED, ""},
};

START_TEST(its_views_are_read_or_it_is_refused)
{
	char path[] = "/tmp/check_manifest.XXXXXX", views[64] = "";
	int descriptor = mkstemp(path);
	size_t size = strlen(read_cases[_i].text);

	ck_assert_int_ge(descriptor, 0);
	ck_assert(write(descriptor, read_cases[_i].text, size)
	          == (ssize_t)size);
	close(descriptor);
	ck_assert_int_eq(manifest_each(path, gather, views),
	                 read_cases[_i].code);
	ck_assert_str_eq(views, read_cases[_i].views);
	unlink(path);
	ck_assert_int_eq(manifest_each(path, gather, views), ERR_SYSTEM);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("manifest");
	TCase *c = tcase_create("manifest");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, it_lists_views_hashes_and_serials);
	tcase_add_loop_test(c, its_views_are_read_or_it_is_refused, 0,
	                    sizeof(read_cases) / sizeof(read_cases[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
