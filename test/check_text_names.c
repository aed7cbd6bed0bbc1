/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/unit.h"
#include "zones/text_names.h"

static const struct {
	const char *text;
	const char *names; /* with a blank between */
} cases[] = {
    {"", ""},
    {"local", ""},
    {"the private corp, local.", ""},
    {"corp.internal", "corp.internal."},
    {"Corp.INTERNAL.", "corp.internal."},
    {"v=spf1 include:_spf.corp.internal ~all", "_spf.corp.internal."},
    {"exists:%{i}.x.corp.internal", "x.corp.internal."},
    {"https://wiki.corp.internal:8080/x.html?y=a.b#c",
     "wiki.corp.internal. x.html. a.b."},
    {"mailto:it@corp.internal", "corp.internal."},
    {"!^.*$!sip:info@corp.internal!", "corp.internal."},
    {"!^(.*)$!\\1\\.corp\\.internal!", "1.corp.internal."},
    {"a..b.c", "b.c."},
    {".a.b", "a.b."},
    {"a.-b", "a.-b."},
    {"b\xc3\xbc"
     "cher.corp.internal",
     "cher.corp.internal."},
    {"a.b,c.d;e.f", "a.b. c.d. e.f."},
    {"10.0.0.1", "10.0.0.1."},
    {"a.\\", ""},
    {"a\\", ""},
    {"a\\b.c", "b.c."},
};

START_TEST(names_are_runs_of_labels)
{
	struct text_names text = {.at = (const uint8_t *)cases[_i].text,
	                          .end = (const uint8_t *)cases[_i].text
	                                 + strlen(cases[_i].text)};
	uint8_t name[DNAME_MAX];
	char all[1024] = "";
	char one[DNAME_TEXT];

	while (text_names_next(&text, name)) {
		ck_assert_int_gt(dname_check(name, DNAME_MAX), 0);
		if (*all != '\0')
			strcat(all, " ");
		strcat(all, dname_to_text(one, name));
	}
	ck_assert_str_eq(all, cases[_i].names);
}
END_TEST

START_TEST(of_a_long_name_the_end_is_kept)
{
	for (size_t length = 200; length < 700; length++) {
		char long_text[800];
		struct text_names text;
		uint8_t name[DNAME_MAX];
		uint8_t corp[DNAME_MAX];

		memset(long_text, 'a', sizeof(long_text));
		for (size_t i = 9; i < length; i += 10)
			long_text[i] = '.';
		strcpy(long_text + length, ".corp.internal");
		if (long_text[length - 1] == '.')
			continue;
		text.at = (const uint8_t *)long_text;
		text.end = text.at + strlen(long_text);
		ck_assert(text_names_next(&text, name));
		ck_assert_int_gt(dname_check(name, DNAME_MAX), 0);
		dname_from_text(corp, "corp.internal", 13, NULL);
		ck_assert(dname_within(name, corp));
		ck_assert_uint_gt(dname_length(name), 200);
		ck_assert(!text_names_next(&text, name));
	}
}
END_TEST

START_TEST(of_a_long_label_the_beginning_is_kept)
{
	char long_text[200];
	struct text_names text;
	uint8_t name[DNAME_MAX];

	memset(long_text, 'a', sizeof(long_text));
	strcpy(long_text + 100, ".corp.internal");
	text.at = (const uint8_t *)long_text;
	text.end = text.at + strlen(long_text);
	ck_assert(text_names_next(&text, name));
	ck_assert_int_eq(dname_check(name, DNAME_MAX), 64 + 5 + 9 + 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("text_names");
	TCase *tc = tcase_create("text_names");

	tcase_add_loop_test(tc, names_are_runs_of_labels, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, of_a_long_name_the_end_is_kept);
	tcase_add_test(tc, of_a_long_label_the_beginning_is_kept);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
