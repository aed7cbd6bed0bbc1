/* SPDX-License-Identifier: ISC */
#include "server/tcp_turn.h"
#include "test/unit.h"

static const struct turn_case {
	const char *what;
	struct tcp_turn turn;
	bool nap;
} cases[] = {
    {"nothing at all", {0, 0}, false},
    {"a client with one query", {1, 1}, false},
    {"a client with a few", {1, TCP_NAP_QUERIES - 1}, false},
    {"a client with many under way", {1, TCP_NAP_QUERIES}, true},
    {"many clients that wait for each answer", {200, 200}, false},
    {"some of them don't", {200, 399}, false},
    {"half of them don't", {200, 400}, true},
    {"clients with many under way", {16, 100}, true},
    {"reads that are nearly full", {16, 16 * TCP_NAP_ENOUGH - 1}, true},
    {"reads that are full", {16, 16 * TCP_NAP_ENOUGH}, false},
    {"what was read before, answered now that there is room", {0, 50}, false},
};

START_TEST(a_nap_is_for_queries_that_gather)
{
	const struct turn_case *one = &cases[_i];
	struct tcp_turn turn = one->turn;

	ck_assert_msg(tcp_turn_end(&turn) == one->nap, "%s", one->what);
	ck_assert_uint_eq(turn.reads, 0);
	ck_assert_uint_eq(turn.queries, 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("tcp_turn");
	TCase *tests = tcase_create("turn");

	tcase_add_loop_test(tests, a_nap_is_for_queries_that_gather, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
