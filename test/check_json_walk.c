/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/json_walk.h"
#include "test/unit.h"

static char path[32];
static FILE *said;
static char *said_text;
static size_t said_length;
static FILE *real;

static void
setup(void)
{
	said = open_memstream(&said_text, &said_length);
	real = stderr;
	stderr = said;
}

static void
teardown(void)
{
	stderr = real;
	fclose(said);
	free(said_text);
}

/* As a file of that text. */
static int
read_text(struct json_text *file, const char *text, struct json_value *top)
{
	int memfd = memfd_create("text", MFD_CLOEXEC), result;

	ck_assert_int_eq(write(memfd, text, strlen(text)),
	                 (ssize_t)strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", memfd);
	result = json_text_read(file, path, top);
	close(memfd);
	return result;
}

/* Each value and what it holds, as "NAME@PLACE=VALUE@PLACE", in order. */
static void
walk(FILE *out, struct json_text *file, const struct json_value *value)
{
	struct json_value next;
	struct json_walk at;

	json_walk_start(&at, file, value);
	while (json_walk_next(&at, &next)) {
		char *text = json_dumps(next.json, JSON_ENCODE_ANY);

		if (next.name != NULL)
			fprintf(out, "%s@%zu=", next.name, next.name_at);
		if (json_is_object(next.json) || json_is_array(next.json)) {
			fprintf(out, "@%zu( ", next.at);
			walk(out, file, &next);
			fputs(") ", out);
		} else {
			fprintf(out, "%s@%zu ", text, next.at);
		}
		free(text);
		json_value_clear(&next);
	}
}

static const struct {
	const char *text;
	const char *walked;
} cases[] = {
    {"{}", ""},
    {"{\"a\":1}", "a@1=1@5 "},
    {" {\n\t\"a\" : [ 1 , {\"b\":true} ],\n\"c\": null } ",
     "a@4=@10( 1@12 @16( b@17=true@21 ) ) c@30=null@35 "},
    {"{\"//\": [1, {}], \"a\": 2, \"// b\": \"}\"}", "a@16=2@21 "},
    {"{\"a\": \"}]\\\"\", \"b\": [[], {}]}",
     "a@1=\"}]\\\"\"@6 b@14=@19( @20( ) @24( ) ) "},
    {"{\"\\u0061\": -1.5e3}", "a@1=-1500.0@11 "},
};

START_TEST(each_value_has_its_place)
{
	struct json_text file;
	struct json_value top;
	char *walked;
	size_t length;
	FILE *out = open_memstream(&walked, &length);

	ck_assert_int_eq(read_text(&file, cases[_i].text, &top), 0);
	walk(out, &file, &top);
	fclose(out);
	ck_assert_str_eq(walked, cases[_i].walked);
	free(walked);
	json_value_clear(&top);
	json_text_clear(&file);
}
END_TEST

START_TEST(an_error_has_its_line_and_column)
{
	struct json_text file;
	struct json_value top;
	char wanted[256];

	ck_assert_int_eq(read_text(&file, "{\n \"a\":\n  1}", &top), 0);
	json_text_error(&file, 0, "one", "%s", "first");
	json_text_error(&file, 10, "two", "at %d", 1);
	json_text_error(&file, 999, "end", "behind");
	fflush(said);
	ck_assert_uint_eq(file.errors, 3);
	snprintf(wanted, sizeof(wanted),
	         "%s:1:1: error: first [one]\n%s:3:3: error: at 1 [two]\n"
	         "%s:3:5: error: behind [end]\n",
	         path, path, path);
	ck_assert_str_eq(said_text, wanted);
	json_value_clear(&top);
	json_text_clear(&file);
}
END_TEST

/* Nothing is left to be cleared of a text that isn't an object. */
START_TEST(what_is_no_object_is_refused_with_its_place)
{
	static const char *const texts[] = {
	    "", "[1]", "1", "\"a\"", "null", "{\"a\": }", "{} {}",
	};
	struct json_text file;
	struct json_value top;

	ck_assert_int_eq(read_text(&file, texts[_i], &top), ERR_REPORTED);
	ck_assert_ptr_null(top.json);
	fflush(said);
	ck_assert_ptr_nonnull(strstr(said_text, ":1:"));
	json_text_clear(&file);
}
END_TEST

START_TEST(a_file_of_a_mebibyte_and_no_more)
{
	enum { MOST = 1 << 20 };
	char *text = malloc(MOST + 2);
	struct json_text file;
	struct json_value top;

	memset(text, ' ', MOST + 1);
	memcpy(text, "{}", 2);
	text[MOST] = '\0';
	ck_assert_int_eq(read_text(&file, text, &top), 0);
	json_value_clear(&top);
	json_text_clear(&file);
	text[MOST] = ' ';
	text[MOST + 1] = '\0';
	ck_assert_int_eq(read_text(&file, text, &top), ERR_SYSTEM);
	json_text_clear(&file);
	free(text);
	ck_assert_int_eq(json_text_read(&file, "/no/such", &top), ERR_SYSTEM);
	json_text_clear(&file);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("json_walk");
	TCase *c = tcase_create("json_walk");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, each_value_has_its_place, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(c, an_error_has_its_line_and_column);
	tcase_add_loop_test(c, what_is_no_object_is_refused_with_its_place, 0,
	                    7);
	tcase_add_test(c, a_file_of_a_mebibyte_and_no_more);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
