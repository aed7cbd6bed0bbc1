/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "test/random.h"
#include "test/unit.h"
#include "zones/fmt/fmt.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct arena *arena;
static struct report *report;

static void
setup(void)
{
	arena = arena_new();
	report = report_new(arena);
}

static void
teardown(void)
{
	arena_free(arena);
}

static int
format(const char *text, size_t length, char **to, size_t *to_length)
{
	const struct reader reader = {arena, report};

	return fmt_text(&reader, place_file(arena, "a.json"), text, length, to,
	                to_length);
}

/* With ' for ". */
static const char *
quoted(const char *text)
{
	char *copy = arena_string(arena, text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	return copy;
}

#define TEN "'0123456789'"
#define TENS TEN ", " TEN ", " TEN ", " TEN ", "

static const struct {
	const char *text, *laid_out;
} cases[] = {
    {"1", "1\n"},
    {"{}", "{}\n"},
    {" [ ] ", "[]\n"},
    {"{'a':1}", "{\n  'a': 1\n}\n"},
    {"{'a':{'b':[1,2 , 3],'c':{}}}",
     "{\n  'a': { 'b': [1, 2, 3], 'c': {} }\n}\n"},
    {"{'a':{'b':{'c':1}}}", "{\n  'a': {\n    'b': { 'c': 1 }\n  }\n}\n"},
    {"{'a':[{'b':1},2]}", "{\n  'a': [\n    { 'b': 1 },\n    2\n  ]\n}\n"},
    {"{'a':[[1,2],[]]}", "{\n  'a': [\n    [1, 2],\n    []\n  ]\n}\n"},
    /* 80 columns, with a comma behind it or without */
    {"{'a':[" TENS TENS TEN "]}",
     "{\n  'a': [\n    " TEN ",\n    " TEN ",\n    " TEN ",\n    " TEN
     ",\n    " TEN ",\n    " TEN ",\n    " TEN ",\n    " TEN ",\n    " TEN
     "\n  ]\n}\n"},
    {"{'a':[" TENS "'0123456789012']}",
     "{\n  'a': [" TENS "'0123456789012']\n}\n"},
    {"{'a':[" TENS "'01234567890123']}",
     "{\n  'a': [\n    " TEN ",\n    " TEN ",\n    " TEN ",\n    " TEN
     ",\n    '01234567890123'\n  ]\n}\n"},
    {"{'a':[" TENS "'012345678901'], 'b':1}",
     "{\n  'a': [" TENS "'012345678901'],\n  'b': 1\n}\n"},
    /* characters, not octets */
    {"{'a':[" TENS "'\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9']}",
     "{\n  'a': [" TENS
     "'\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9']\n}\n"},
    /* nothing that is written is written in another way */
    {"{'a':[1.50, -0, 1e+05, 12345678901234567890123, '\\u0041\\/\\n']}",
     "{\n  'a': [1.50, -0, 1e+05, 12345678901234567890123, "
     "'\\u0041\\/\\n']\n}\n"},
    /* empty lines: one, between members */
    {"{\n\n'a':1,\n\n\n\n'b':2,\n'c':3,\n\n'd':[\n\n1,\n\n2\n\n]\n\n}",
     "{\n  'a': 1,\n\n  'b': 2,\n  'c': 3,\n\n  'd': [1, 2]\n}\n"},
    /* comments: what has one is not on one line, and neither are its lines */
    {"{'a':{'// b':'c','b':1}}",
     "{\n  'a': {\n    '// b': 'c',\n    'b': 1\n  }\n}\n"},
    {"{'//':['a','b'],'a':['c','d']}",
     "{\n  '//': [\n    'a',\n    'b'\n  ],\n  'a': ['c', 'd']\n}\n"},
    /* members in the order of the schema, but those that people name */
    {"{'waive':[],'records':{'b':{'TXT':'a','A':{'data':'9.9.9.9','ttl':1}},"
     "'a':{}},'zone':'a','views':[]}",
     "{\n  'zone': 'a',\n  'views': [],\n  'records': {\n    'b': {\n"
     "      'TXT': 'a',\n      'A': { 'ttl': 1, 'data': '9.9.9.9' }\n    },\n"
     "    'a': {}\n  },\n  'waive': []\n}\n"},
    {"{'groups':{},'views':{'b':{'networks':[],'trust':'internal'},"
     "'a':{'ports':['1'],'networks':[]}},'format':1}",
     "{\n  'format': 1,\n  'views': {\n    'b': { 'trust': 'internal', "
     "'networks': [] },\n    'a': { 'networks': [], 'ports': ['1'] }\n  },\n"
     "  'groups': {}\n}\n"},
    {"{'expect':[{'expect':'NODATA','query':'a','from':'::1'}]}",
     "{\n  'expect': [\n    { 'from': '::1', 'query': 'a', 'expect': "
     "'NODATA' }\n  ]\n}\n"},
    /* a comment goes with what is behind it; at the head it stays, and so
     * does one behind all */
    {"{'//':'head','$schema':'s','// z':1,'views':[],\n\n'// y':2,'// x':3,"
     "'zone':'a','records':{},'// end':4}",
     "{\n  '//': 'head',\n  '$schema': 's',\n\n  '// y': 2,\n  '// x': 3,\n"
     "  'zone': 'a',\n  '// z': 1,\n  'views': [],\n  'records': {},\n"
     "  '// end': 4\n}\n"},
    {"{'views':[],'zone':'a','what':1,'records':{},'ttl':1}",
     "{\n  'zone': 'a',\n  'views': [],\n  'ttl': 1,\n  'records': {},\n"
     "  'what': 1\n}\n"},
    /* an escaped name is that name */
    {"{'views':[],'\\u007aone':'a','records':{}}",
     "{\n  '\\u007aone': 'a',\n  'views': [],\n  'records': {}\n}\n"},
};

START_TEST(a_text_is_laid_out)
{
	const char *text = quoted(cases[_i].text);
	char *to, *again;
	size_t length, same;

	ck_assert_int_eq(format(text, strlen(text), &to, &length), 0);
	ck_assert_str_eq(to, quoted(cases[_i].laid_out));
	ck_assert_int_eq(format(to, length, &again, &same), 0);
	ck_assert_str_eq(again, to);
	ck_assert_uint_eq(report_errors(report), 0);
}
END_TEST

#define WITH_NUL "33\n\0 7\n"

START_TEST(nothing_hides_behind_a_nul)
{
	char *to, *said = NULL;
	size_t length;
	FILE *out = open_memstream(&said, &length);

	ck_assert_int_eq(format(WITH_NUL, sizeof(WITH_NUL) - 1, &to, &length),
	                 ERR_REPORTED);
	report_print(report, REPORT_TEXT, NULL, out);
	fclose(out);
	ck_assert_msg(strncmp(said, "a.json:2:1: error: ", 19) == 0, "%s",
	              said);
	free(said);
}
END_TEST

static const struct {
	const char *text, *said;
} bad[] = {
    {"", "a.json:1:1: error: "},
    {"{'a': 1,}", "a.json:1:9: error: "},
    {"{'a': 1}\n}", "a.json:2:1: error: "},
    {"{'a': 01}", "a.json:1:"},
    {"{'a': 1,\n 'b': 2, '\\u0061': 3}", "a.json:2:10: error: "},
    {"{'//': 1, '//': 2}", "a.json:1:11: error: "},
};

START_TEST(what_is_no_json_is_refused_at_its_place)
{
	const char *text = quoted(bad[_i].text);
	char *to, *said = NULL;
	size_t length;
	FILE *out = open_memstream(&said, &length);

	ck_assert_int_eq(format(text, strlen(text), &to, &length),
	                 ERR_REPORTED);
	ck_assert_uint_eq(report_errors(report), 1);
	report_print(report, REPORT_TEXT, NULL, out);
	fclose(out);
	ck_assert_msg(strncmp(said, bad[_i].said, strlen(bad[_i].said)) == 0,
	              "%s", said);
	free(said);
}
END_TEST

/* Random JSON of what the formatter looks at: known and unknown members,
 * comments, escapes, numbers of any form, any white space. */
struct writer {
	FILE *out;
	struct random random;
};

static uint32_t
pick(struct writer *w, uint32_t below)
{
	return random_below(&w->random, below);
}

static void
put_blanks(struct writer *w)
{
	static const char *const blanks[] = {"",   "",   " ",    "\n",
	                                     "\t", "\r", "\n\n", "\n \n\n"};

	fputs(blanks[pick(w, COUNT(blanks))], w->out);
}

static void
put_scalar(struct writer *w)
{
	static const char *const scalars[] = {
	    "0",
	    "-0",
	    "1.0",
	    "1e2",
	    "12E-3",
	    "true",
	    "false",
	    "null",
	    "\"\"",
	    "\"a\"",
	    "\"{,\"",
	    "\"\\\"\\\\\"",
	    "\"\\u00e9\"",
	    "\"\xc3\xa9\"",
	    "\"//\"",
	    "\"\\ud83d\\ude00\"",
	    "999999999999999999999",
	    "\"a long one that leaves little room for others\"",
	    "\"\\u0000\""};

	fputs(scalars[pick(w, COUNT(scalars))], w->out);
}

static void
put_value(struct writer *w, unsigned depth)
{
	static const char *const names[] = {
	    "zone",  "views", "records",  "$schema", "ttl",   "data",
	    "A",     "from",  "query",    "expect",  "trust", "waive",
	    "rule",  "//",    "// a",     "// b",    "soa",   "serial",
	    "ports", "hosts", "services", "@",       "",      "\\u007aone"};
	uint32_t kind = depth == 0 ? 0 : depth > 4 ? 2 : pick(w, 3);
	bool used[COUNT(names)] = {false};
	uint32_t count = pick(w, 7);

	if (kind == 2) {
		put_scalar(w);
		return;
	}
	putc(kind == 0 ? '{' : '[', w->out);
	put_blanks(w);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			putc(',', w->out);
		put_blanks(w);
		if (kind == 0) {
			uint32_t name = pick(w, COUNT(names));

			/* "zone" can be written in two ways */
			while (used[name] || (name == 23 && used[0])
			       || (name == 0 && used[23]))
				name = (name + 1) % COUNT(names);
			used[name] = true;
			fprintf(w->out, "\"%s\"", names[name]);
			put_blanks(w);
			putc(':', w->out);
		}
		put_blanks(w);
		put_value(w, depth + 1);
		put_blanks(w);
	}
	putc(kind == 0 ? '}' : ']', w->out);
}

static int
compare_tokens(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* All that isn't white space or a comma, sorted: nothing may come or go. */
static const char *
tokens_of(const char *text, size_t length)
{
	const char **tokens = NULL, *copy;
	struct json_scan scan;
	size_t count = 0, size;
	char *all = NULL;
	FILE *out;

	json_scan_start(&scan, text, length);
	while (json_scan_next(&scan) != '\0') {
		const char *from = scan.at;

		if (strchr("{}[]:,", *from) != NULL)
			scan.at++;
		else if (*from == '"')
			ck_assert(json_scan_string(&scan, NULL, NULL));
		else
			ck_assert(json_scan_skip(&scan));
		tokens = arena_grow(arena, tokens, count, sizeof(*tokens));
		tokens[count++] =
		    arena_format(arena, "%.*s", (int)(scan.at - from), from);
	}
	qsort(tokens, count, sizeof(*tokens), compare_tokens);
	out = open_memstream(&all, &size);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s\n", tokens[i]);
	fclose(out);
	copy = arena_string(arena, all);
	free(all);
	return copy;
}

static void
check_lines(const char *text)
{
	ck_assert_ptr_null(strstr(text, "\n\n\n"));
	ck_assert_ptr_null(strstr(text, " \n"));
	ck_assert_ptr_null(strchr(text, '\t'));
	ck_assert_ptr_null(strchr(text, '\r'));
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
}

START_TEST(whatever_is_laid_out_means_what_it_meant)
{
	struct writer w = {.random = {.state = (uint64_t)_i + 1}};

	for (int i = 0; i < 20; i++) {
		char *text, *to, *again;
		size_t size, length, same;

		w.out = open_memstream(&text, &size);
		put_blanks(&w);
		put_value(&w, 0);
		put_blanks(&w);
		fclose(w.out);
		/* 0 says that the JSON is equal, order of members aside */
		ck_assert_int_eq(format(text, size, &to, &length), 0);
		ck_assert_str_eq(tokens_of(text, size), tokens_of(to, length));
		check_lines(to);
		ck_assert_int_eq(format(to, length, &again, &same), 0);
		ck_assert_str_eq(again, to);
		free(text);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("fmt");
	TCase *t = tcase_create("fmt");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_text_is_laid_out, 0, COUNT(cases));
	tcase_add_test(t, nothing_hides_behind_a_nul);
	tcase_add_loop_test(t, what_is_no_json_is_refused_at_its_place, 0,
	                    COUNT(bad));
	tcase_add_loop_test(t, whatever_is_laid_out_means_what_it_meant, 0, 25);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
