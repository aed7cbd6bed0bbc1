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

static Suite *
suite(void)
{
	Suite *s = suite_create("report_github");
	TCase *t = tcase_create("report_github");

	tcase_add_test(t, a_finding_is_a_workflow_command);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
