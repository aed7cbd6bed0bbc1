/* SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "test/conf_case.h"

/* Statements as "word 'string' {...};", one blank between. */
static const char *
text_of(struct arena *arena, const struct conf_block *block)
{
	const char *text = "";

	for (size_t i = 0; i < block->count; i++) {
		const struct conf_statement *statement = &block->items[i];

		for (size_t j = 0; j < statement->count; j++) {
			const struct conf_value *value = &statement->values[j];

			text =
			    arena_format(arena, "%s%s", text, j > 0 ? " " : "");
			if (value->kind == VALUE_BLOCK)
				text =
				    arena_format(arena, "%s{%s}", text,
				                 text_of(arena, &value->block));
			else if (value->kind == VALUE_STRING)
				text = arena_format(arena, "%s'%s'", text,
				                    value->text);
			else
				text = arena_format(arena, "%s%s", text,
				                    value->text);
		}
		text = arena_format(arena, "%s;", text);
	}
	return text;
}

static void
expect(const char *from, const char *wanted)
{
	struct conf_case c;

	conf_case_begin(&c, NULL, from);
	ck_assert_str_eq(c.said, "");
	ck_assert_str_eq(text_of(c.arena, &c.conf), wanted);
	conf_case_end(&c);
}

static void
refuse(const char *from, const char *said)
{
	struct conf_case c;

	conf_case_begin(&c, NULL, from);
	ck_assert_int_lt(c.code, 0);
	ck_assert_msg(strstr(c.said, said) != NULL, "%s", c.said);
	conf_case_end(&c);
}

START_TEST(statements_are_words_strings_and_blocks)
{
	expect("options { directory '/var/x'; };\nacl a{10/8;!key k;! b;};",
	       "options {directory '/var/x';};acl a {10/8;! key k;! b;};");
	expect("a 1 { b; } c; ; d;", "a 1 {b;} c;d;");
	expect("", "");
	expect("x 'a\\'b'; y '';", "x 'a\"b';y '';");
	expect("a { };", "a {};");
}
END_TEST

START_TEST(comments_of_three_kinds_are_stepped_over)
{
	expect("# one\na /* two\n */ b; // three\nc; /**/ d;/* ; */",
	       "a b;c;d;");
	expect("a 10.0.0.0/8; b//c\n;", "a 10.0.0.0/8;b;");
	expect("a x/y#z;", "a x/y#z;");
}
END_TEST

START_TEST(what_is_wrong_is_found_where_it_stands)
{
	refuse("a {\nb;\n", "named.conf:1:3: error: the brace");
	refuse("a;\n};", "named.conf:2:1: error: nothing is open");
	refuse("a\n", "named.conf:2:1: error: a \";\" is missing");
	refuse("a { b };", "named.conf:1:7: error: a \";\" is missing");
	refuse("a 'b\n';", "named.conf:1:3: error: the string");
	refuse("a; /* b", "named.conf:1:4: error: the comment");
	refuse("include;", "named.conf:1:1: error: include");
	refuse("include 'x';", "named.conf:1:9: error: ");
}
END_TEST

START_TEST(depth_has_a_bound)
{
	char text[2 * 10000 + 1];

	for (size_t i = 0; i < 10000; i++)
		memcpy(text + 2 * i, "a{", 3);
	refuse(text, "too deep");
}
END_TEST

static void
write_file(const char *folder, const char *name, const char *text)
{
	char path[100];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

START_TEST(includes_stand_where_they_are_included)
{
	char folder[] = "/tmp/check_conf.XXXXXX", text[200];
	struct conf_case c;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_file(folder, "one", "b;");
	write_file(folder, "self", "include \"self\";");
	snprintf(text, sizeof(text), "a{include 'one';};include '%s/one';c;",
	         folder);
	conf_case_begin(&c, folder, text);
	ck_assert_str_eq(text_of(c.arena, &c.conf), "a {b;};b;c;");
	conf_case_end(&c);
	/* BIND looks for it in the folder that it is told to go to. */
	conf_case_begin(&c, folder,
	                "options{directory '/elsewhere';};include 'one';");
	ck_assert_msg(strstr(c.said, "/elsewhere/one is not below") != NULL,
	              "%s", c.said);
	conf_case_end(&c);
	conf_case_begin(&c, folder, "include 'self';");
	ck_assert_ptr_nonnull(strstr(c.said, "include itself?"));
	conf_case_end(&c);
	conf_case_begin(&c, folder, "include '../etc/passwd';");
	ck_assert_ptr_nonnull(strstr(c.said, "and no file elsewhere is read"));
	conf_case_end(&c);
	snprintf(text, sizeof(text), "%s/one", folder);
	unlink(text);
	snprintf(text, sizeof(text), "%s/self", folder);
	unlink(text);
	rmdir(folder);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("conf");
	TCase *c = tcase_create("conf");

	tcase_add_test(c, statements_are_words_strings_and_blocks);
	tcase_add_test(c, comments_of_three_kinds_are_stepped_over);
	tcase_add_test(c, what_is_wrong_is_found_where_it_stands);
	tcase_add_test(c, depth_has_a_bound);
	tcase_add_test(c, includes_stand_where_they_are_included);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
