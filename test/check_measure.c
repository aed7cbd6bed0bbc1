/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/measure.h"
#include "test/unit.h"

static const struct {
	uint32_t set;
	const char *text;
} sets[] = {
    {0, ""},
    {MEASURE_MDWE, "MDWE"},
    {MEASURE_NETWORK | MEASURE_LANDLOCK, "network namespace and Landlock"},
    {MEASURE_ROOT | MEASURE_IPC | MEASURE_UTS,
     "empty root folder, IPC namespace and UTS namespace"},
};

START_TEST(a_set_is_named)
{
	char text[MEASURE_TEXT];

	ck_assert_str_eq(measure_text(text, sets[_i].set), sets[_i].text);
}
END_TEST

START_TEST(all_have_room)
{
	char text[MEASURE_TEXT];

	measure_text(text, MEASURE_ALL);
	ck_assert_uint_lt(strlen(text), MEASURE_TEXT - 1);
	ck_assert_ptr_nonnull(strstr(text, " and seccomp"));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("measure");
	TCase *c = tcase_create("measure");

	tcase_add_loop_test(c, a_set_is_named, 0,
	                    sizeof(sets) / sizeof(sets[0]));
	tcase_add_test(c, all_have_room);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
