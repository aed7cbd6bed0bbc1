/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/unit.h"
#include "zones/import/zone_lexer.h"

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

/*
 * Entries, a line each: "_" for a line that begins with a blank, each word as
 * [word] with a " before it when it was quoted, comments behind as ;comment;
 * an error as !LINE:COLUMN.
 */
static const char *
lex(const char *text, size_t length)
{
	struct zone_lexer lexer;
	struct zone_entry entry;
	const char *out = "";
	int code;

	zone_lexer_start(&lexer, arena, text, length);
	while ((code = zone_lexer_next(&lexer, &entry)) != 0) {
		if (code < 0) {
			ck_assert_ptr_nonnull(lexer.wrong);
			out =
			    arena_format(arena, "%s!%zu:%zu\n", out,
			                 lexer.wrong_line, lexer.wrong_column);
			continue;
		}
		if (entry.blank)
			out = arena_format(arena, "%s_", out);
		for (size_t i = 0; i < entry.count; i++)
			out = arena_format(arena, "%s%s[%.*s]", out,
			                   entry.words[i].quoted ? "\"" : "",
			                   (int)entry.words[i].length,
			                   entry.words[i].text);
		for (size_t i = 0; i < entry.comment_count; i++)
			out = arena_format(arena, "%s;%.*s", out,
			                   (int)entry.comments[i].length,
			                   entry.comments[i].text);
		out = arena_format(arena, "%s\n", out);
	}
	return out;
}

static void
expect(const char *text, const char *wanted)
{
	ck_assert_str_eq(lex(text, strlen(text)), wanted);
}

START_TEST(entries_are_lines_of_words)
{
	expect("www 300 IN A 192.0.2.1\n\tIN\tAAAA ::1",
	       "[www][300][IN][A][192.0.2.1]\n_[IN][AAAA][::1]\n");
	expect("", "");
	expect("\n\n  \n\t\n", "");
	expect("a b\r\nc d\r\n", "[a][b]\n[c][d]\n");
}
END_TEST

START_TEST(parentheses_join_lines)
{
	expect("@ SOA a b (\n 1 2\n3 ( 4 ) 5 )\nx y",
	       "[@][SOA][a][b][1][2][3][4][5]\n[x][y]\n");
	expect("a(b)c", "[a][b][c]\n");
	expect("(\na b\n)", "[a][b]\n");
	expect("a ( b\n c\n", "!1:3\n");
	expect("a b )\nc d", "!1:5\n[c][d]\n");
}
END_TEST

START_TEST(quotes_and_escapes_stay_as_they_are)
{
	expect("a TXT \"x ; (y)\" \"\" \"q\\\"q\"",
	       "[a][TXT]\"[x ; (y)]\"[]\"[q\\\"q]\n");
	expect("a\\ b\\;c\\(d \\000\\\"e", "[a\\ b\\;c\\(d][\\000\\\"e]\n");
	expect("a HTTPS 1 . key=\"v w\" x",
	       "[a][HTTPS][1][.][key=\"v w\"][x]\n");
	expect("a TXT \"open\nb A 1", "!1:7\n[b][A][1]\n");
	expect("a TXT mid\"dle\"\nb", "!1:10\n[b]\n");
	expect("a TXT x\\\nb", "!1:8\n[b]\n");
	expect("a TXT x\\", "!1:8\n");
}
END_TEST

START_TEST(comments_are_kept_with_what_they_stand_at)
{
	expect("; top\n;;; ---- ;\na b ; why\n; of c\n\n  ;; two  \nc d",
	       "[a][b];top;why\n[c][d];of c;two\n");
	expect("a ( b ; first\n c ) ; second", "[a][b][c];first;second\n");
	expect("a b;c", "[a][b];c\n");
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
	ck_assert_str_eq(lex("a\0b c\nd", 7), "!1:2\n[d]\n");
	ck_assert_str_eq(lex("a \"x\0y\"\nd", 9), "!1:3\n[d]\n");
}
END_TEST

START_TEST(words_know_their_place)
{
	static const char text[] = "a (\n  bc\n\"d\" )";
	struct zone_lexer lexer;
	struct zone_entry entry;

	zone_lexer_start(&lexer, arena, text, strlen(text));
	ck_assert_int_eq(zone_lexer_next(&lexer, &entry), 1);
	ck_assert_uint_eq(entry.count, 3);
	ck_assert_uint_eq(entry.words[1].line, 2);
	ck_assert_uint_eq(entry.words[1].column, 3);
	ck_assert_uint_eq(entry.words[2].line, 3);
	ck_assert_uint_eq(entry.words[2].column, 1);
	ck_assert(zone_word_is(&entry.words[1], "BC"));
	ck_assert(!zone_word_is(&entry.words[2], "d"));
}
END_TEST

/* More words than there is room for at first, and then few again. */
START_TEST(an_entry_may_be_long)
{
	char *text = arena_alloc(arena, 4000);
	const char *out;

	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 2 * i, "a ", 2);
	strcpy(text + 2000, "\nb c");
	out = lex(text, strlen(text));
	ck_assert_uint_eq(strlen(out), 3000 + 1 + 7);
	ck_assert_str_eq(out + 3001, "[b][c]\n");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zone_lexer");
	TCase *c = tcase_create("zone_lexer");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, entries_are_lines_of_words);
	tcase_add_test(c, parentheses_join_lines);
	tcase_add_test(c, quotes_and_escapes_stay_as_they_are);
	tcase_add_test(c, comments_are_kept_with_what_they_stand_at);
	tcase_add_test(c, what_is_no_text_is_refused);
	tcase_add_test(c, words_know_their_place);
	tcase_add_test(c, an_entry_may_be_long);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
