/* SPDX-License-Identifier: ISC */
#include "test/unit.h"
#include "zones/spelling.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const words[] = {"views",    "records", "overlays",
                                    "networks", "ttl",     "soa"};

static const struct {
	const char *word;
	const char *near;
} cases[] = {
    {"view", "views"},
    {"veiws", "views"},
    {"recrods", "records"},
    {"overlay", "overlays"},
    {"network", "networks"},
    {"tl", "ttl"},
    {"tll", "ttl"},
    {"sao", "soa"},
    {"records", "records"},
    {"zebra", NULL},
    {"", NULL},
    {"x", NULL},
    {"completely", NULL},
    {"a-word-that-is-much-longer-than-any-word-can-be", NULL},
};

START_TEST(the_nearest_word_is_meant)
{
	const char *near = spelling_nearest(cases[_i].word, words, COUNT(words),
	                                    sizeof(words[0]));

	if (cases[_i].near == NULL)
		ck_assert_msg(near == NULL, "%s: %s", cases[_i].word, near);
	else
		ck_assert_pstr_eq(near, cases[_i].near);
}
END_TEST

START_TEST(words_may_be_members_of_structs)
{
	const struct {
		const char *name;
		int other;
	} items[] = {{"internal", 1}, {"external", 2}};

	ck_assert_str_eq(
	    spelling_nearest("externl", &items[0].name, 2, sizeof(items[0])),
	    "external");
}
END_TEST

START_TEST(of_no_words_none_is_near)
{
	ck_assert_ptr_null(spelling_nearest("a", words, 0, sizeof(words[0])));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spelling");
	TCase *t = tcase_create("spelling");

	tcase_add_loop_test(t, the_nearest_word_is_meant, 0, COUNT(cases));
	tcase_add_test(t, words_may_be_members_of_structs);
	tcase_add_test(t, of_no_words_none_is_near);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
