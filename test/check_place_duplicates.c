/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/place.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	const char *found; /* "NAME LINE:COLUMN;" each */
} cases[] = {
    {"{}", ""},
    {"5", ""},
    {"{'a': 1, 'b': 2}", ""},
    {"{'a': 1, 'a': 2}", "a 1:10;"},
    {"{'a': 1,\n 'b': 2,\n 'a': 3,\n 'a': 4}", "a 3:2;a 4:2;"},
    {"{'a': {'a': 1}, 'b': [{'a': 1}, {'a': 1}]}", ""},
    {"{'x': {'a': 1, 'a': 2}, 'a': 3}", "a 1:16;"},
    {"{'a': {'a': 1}, 'a': 2}", "a 1:17;"},
    {"{'b': 1, 'a': 1, 'b': 1, 'a': 1}", "a 1:26;b 1:18;"},
    {"{'\\u0061': 1, 'a': 2}", "a 1:15;"},
    {"[{'a': 1, 'a': 2}, {'a': 1}]", "a 1:11;"},
    {"{'a': 1, 'A': 2, 'aa': 3, '': 4}", ""},
    {"{'': 1, '': 2}", " 1:9;"},
};

static void
add_found(void *context, const char *name, size_t line, size_t column)
{
	char *text = context;
	size_t length = strlen(text);

	snprintf(text + length, 200 - length, "%s %zu:%zu;", name, line,
	         column);
}

START_TEST(each_name_that_stands_again_is_found)
{
	char *text = strdup(cases[_i].text), found[200] = "";

	for (char *at = text; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	place_duplicates(text, strlen(text), add_found, found);
	ck_assert_str_eq(found, cases[_i].found);
	free(text);
}
END_TEST

static void
count_found(void *context, const char *name, size_t line, size_t column)
{
	size_t *count = context;

	(void)name;
	(void)line;
	(void)column;
	++*count;
}

START_TEST(a_large_object_takes_no_square_of_time)
{
	char *text = NULL;
	size_t size = 0, count = 0;
	FILE *out = open_memstream(&text, &size);

	putc('{', out);
	for (int i = 0; i < 200000; i++)
		fprintf(out, "\"%d\": {},", i % 100000);
	fputs("\"end\": 1}", out);
	fclose(out);
	place_duplicates(text, size, count_found, &count);
	ck_assert_uint_eq(count, 100000);
	free(text);
}
END_TEST

START_TEST(depth_is_bounded_and_cut_text_is_survived)
{
	size_t depth = 1000000, count = 0;
	char *text = malloc(depth);

	memset(text, '[', depth);
	place_duplicates(text, depth, count_found, &count);
	ck_assert_uint_eq(count, 0);
	place_duplicates("{\"a\": 1, \"a\"", 12, count_found, &count);
	ck_assert_uint_eq(count, 0);
	free(text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("place_duplicates");
	TCase *t = tcase_create("place_duplicates");

	tcase_add_loop_test(t, each_name_that_stands_again_is_found, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_large_object_takes_no_square_of_time);
	tcase_add_test(t, depth_is_bounded_and_cut_text_is_survived);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
