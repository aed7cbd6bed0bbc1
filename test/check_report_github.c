/* SPDX-License-Identifier: ISC */
#include "test/report_lines.h"

START_TEST(a_finding_is_a_workflow_command)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	report_github(&sample, out);
	fclose(out);
	ck_assert_str_eq(
	    text,
	    "::error file=zones/a%2Cb%3A 100%25.json,line=3,col=12,"
	    "title=reserved-target::\"x\" is 100%25 reserved (in one, two)\n"
	    "::warning file=zones/\377.json,line=1,col=1,title=waiver::old\n");
	free(text);
}
END_TEST

/* Ten of a kind are shown: the worst, and one that says what isn't. */
START_TEST(the_worst_are_annotations_and_the_rest_is_in_the_log)
{
	enum { COUNT = 25 };
	struct report_line items[COUNT];
	const struct report_lines lines = {.items = items, .count = COUNT};
	size_t size = 0, annotations = 0, plain = 0;
	char *text = NULL, *rest, *line;
	FILE *out = open_memstream(&text, &size);

	/* Twelve errors, of which the last is about separation, and thirteen
	 * warnings. */
	for (size_t i = 0; i < COUNT; i++)
		items[i] = (struct report_line){
		    .path = "::error::x",
		    .line = i + 1,
		    .column = 1,
		    .rule = i == 11 ? RULE_PRIVATE_ADDRESS : RULE_OCCLUDED,
		    .error = i < 12,
		    .text = "a ##[add-mask]b"};
	report_github(&lines, out);
	fclose(out);
	ck_assert_ptr_eq(
	    strstr(text, "::error file=%3A%3Aerror%3A%3Ax,line=12,"), text);
	ck_assert_ptr_nonnull(strstr(text, "\n::error title=mullion::3 more "
	                                   "errors are in the log"));
	ck_assert_ptr_nonnull(strstr(text, "\n::warning title=mullion::4 more "
	                                   "warnings are in the log"));
	ck_assert_ptr_nonnull(strstr(text, "\n- ::error::x:11:1: error: a # "
	                                   "#[add-mask]b [occluded]\n"));
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		annotations += strncmp(line, "::", 2) == 0;
		plain += strncmp(line, "- ", 2) == 0;
	}
	ck_assert_uint_eq(annotations, 20);
	ck_assert_uint_eq(plain, 7);
	free(text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_github");
	TCase *t = tcase_create("report_github");

	tcase_add_test(t, a_finding_is_a_workflow_command);
	tcase_add_test(t, the_worst_are_annotations_and_the_rest_is_in_the_log);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
