/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/export/writer.h"

static struct arena *arena;
static struct writer writer;
static char *text;
static size_t size;

static void
setup(void)
{
	arena = arena_new();
	text = NULL;
	writer = (struct writer){
	    .out = open_memstream(&text, &size),
	    .comment = "#",
	    .arena = arena,
	    .lines = place_lines_new(arena),
	};
}

static void
teardown(void)
{
	free(text);
	arena_free(arena);
}

static const char *
written(void)
{
	ck_assert_int_eq(fclose(writer.out), 0);
	return text;
}

static const struct {
	const char *from;
	const char *to;
} comments[] = {
    {"plain text", "# plain text\n"},
    {"", "#\n"},
    {"two\nlines", "# two\\x0alines\n"},
    {"two\rlines", "# two\\x0dlines\n"},
    {"ends in \\", "# ends in \\x5c\n"},
    {"bell \a, DEL \177", "# bell \\x07, DEL \\x7f\n"},
    {"\xc3\xa4 and C1 \xc2\x9b", "# \xc3\xa4 and C1 \\xc2\x9b\n"},
    {"U+2028 \xe2\x80\xa8", "# U+2028 \\xe2\x80\xa8\n"},
};

START_TEST(a_comment_is_one_line)
{
	writer_comment(&writer, "", "%s", comments[_i].from);
	ck_assert_str_eq(written(), comments[_i].to);
}
END_TEST

START_TEST(lines_are_written_as_they_are)
{
	writer_line(&writer, "\tname: \"%s\" %d", "a", 7);
	writer_blank(&writer);
	writer_comment(&writer, "\t", "why");
	ck_assert_str_eq(written(), "\tname: \"a\" 7\n\n\t# why\n");
}
END_TEST

START_TEST(a_line_that_would_be_two_is_never_written)
{
	writer_line(&writer, "name: %s", "a\nb");
}
END_TEST

static const struct {
	const char *name;
	const char *more;
	const char *text; /* NULL: it can't be written */
} names[] = {
    {"corp.internal.", "", "corp.internal"},
    {".", "", "."},
    {"_x-1.A.", "", "_x-1.A"},
    {"0/25.2.0.192.in-addr.arpa.", "/", "0/25.2.0.192.in-addr.arpa"},
    {"0/25.2.0.192.in-addr.arpa.", "", NULL},
    {"a\\010b.", "/", NULL},
    {"a\\.b.", "/", NULL},
    {"a\\\"b.", "/", NULL},
    {"a\\;b.", "/", NULL},
    {"a'b.", "/", NULL},
    {"a{b.", "/", NULL},
    {"a\\000b.", "/", NULL},
    {"*.a.", "", NULL},
};

START_TEST(a_name_is_written_or_it_is_none)
{
	uint8_t name[DNAME_MAX];
	const char *got;

	ck_assert_int_gt(
	    dname_from_text(name, names[_i].name, strlen(names[_i].name), NULL),
	    0);
	got = writer_name(&writer, name, names[_i].more);
	ck_assert_pstr_eq(got, names[_i].text);
	(void)written();
}
END_TEST

static const struct {
	const char *word;
	const char *quoted;
} words[] = {
    {"zones/example", "zones/example"},
    {"127.0.0.1@53", "127.0.0.1@53"},
    {"", "''"},
    {"two words", "'two words'"},
    {"it's", "'it'\\''s'"},
    {"$(x)", "'$(x)'"},
};

START_TEST(a_shell_takes_it_for_one_word)
{
	ck_assert_str_eq(writer_shell_word(arena, words[_i].word),
	                 words[_i].quoted);
	(void)written();
}
END_TEST

START_TEST(words_are_plain)
{
	ck_assert(writer_is_word("a-Z_0.9"));
	ck_assert(!writer_is_word(""));
	ck_assert(!writer_is_word("a b"));
	ck_assert(!writer_is_word("a\n"));
	ck_assert(!writer_is_word("a;"));
	(void)written();
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

static Suite *
suite(void)
{
	Suite *s = suite_create("writer");
	TCase *t = tcase_create("writer");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_comment_is_one_line, 0, COUNT(comments));
	tcase_add_test(t, lines_are_written_as_they_are);
	tcase_add_test_raise_signal(
	    t, a_line_that_would_be_two_is_never_written, SIGABRT);
	tcase_add_loop_test(t, a_name_is_written_or_it_is_none, 0,
	                    COUNT(names));
	tcase_add_loop_test(t, a_shell_takes_it_for_one_word, 0, COUNT(words));
	tcase_add_test(t, words_are_plain);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
