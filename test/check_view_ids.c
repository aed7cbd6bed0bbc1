/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "server/view_ids.h"
#include "test/unit.h"

/* In the order in which processes are started, over reloads. */
static const struct {
	const char *view;
	int result;
	uid_t id;
} asked[] = {
    {"internal", 0, 7000}, {"external", 0, 7001},        {"", 0, 7002},
    {"external", 0, 7001}, {"internal-2", ERR_RANGE, 0}, {"internal", 0, 7000},
};

START_TEST(a_view_keeps_an_id_of_its_own)
{
	struct view_ids ids = {.first = 7000, .room = 3};

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		uid_t id = 0;

		ck_assert_int_eq(view_ids_find(&ids, asked[i].view, &id),
		                 asked[i].result);
		ck_assert_uint_eq(id, asked[i].id);
	}
	view_ids_clear(&ids);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_ids");
	TCase *c = tcase_create("view_ids");

	tcase_add_test(c, a_view_keeps_an_id_of_its_own);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
