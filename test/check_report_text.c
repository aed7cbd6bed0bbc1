/* SPDX-License-Identifier: ISC */
#include "test/report_lines.h"

static char *
print(const struct report_lines *lines, bool colour)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	report_text(lines, colour, out);
	fclose(out);
	return text;
}

START_TEST(a_finding_is_a_line)
{
	char *text = print(&sample, false);

	ck_assert_str_eq(text,
	                 "zones/a,b: 100%.json:3:12: error: \"x\" is 100% "
	                 "reserved (in one, two) [reserved-target]\n"
	                 "zones/\377.json:1:1: warning: old [waiver]\n");
	free(text);
}
END_TEST

START_TEST(colour_changes_no_letter)
{
	char *plain = print(&sample, false), *colour = print(&sample, true);
	char *to = colour;

	for (const char *from = colour; *from != '\0'; from++) {
		if (*from == '\033')
			while (*from != 'm')
				from++;
		else
			*to++ = *from;
	}
	*to = '\0';
	ck_assert_str_eq(colour, plain);
	free(plain);
	free(colour);
}
END_TEST

START_TEST(a_path_sends_nothing_to_the_terminal)
{
	struct report_line line = sample_items[0];
	struct report_lines lines = {.items = &line, .count = 1};
	char *text;

	line.path = "a\nb\033.json";
	text = print(&lines, false);
	ck_assert_str_eq(text, "a\\012b\\033.json:3:12: error: \"x\" is 100% "
	                       "reserved (in one, two) [reserved-target]\n");
	free(text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_text");
	TCase *t = tcase_create("report_text");

	tcase_add_test(t, a_finding_is_a_line);
	tcase_add_test(t, colour_changes_no_letter);
	tcase_add_test(t, a_path_sends_nothing_to_the_terminal);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
