/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/verify/verify_server.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	const char *server; /* NULL: refused */
	unsigned port;
	const char *views;
} cases[] = {
    {"127.0.0.1", "127.0.0.1", 53, NULL},
    {"127.0.0.1:5300", "127.0.0.1", 5300, NULL},
    {"::1", "::1", 53, NULL},
    {"[::1]", "::1", 53, NULL},
    {"[::1]:65535", "::1", 65535, NULL},
    {"[fe80::1%eth0]:53", "fe80::1%eth0", 53, NULL},
    {"internal=192.0.2.1", "192.0.2.1", 53, "internal"},
    {"a,b=[2001:db8::1]:1", "2001:db8::1", 1, "a,b"},
    {"", NULL, 0, NULL},
    {"localhost", NULL, 0, NULL},
    {"127.0.0.1:", NULL, 0, NULL},
    {"127.0.0.1:0", NULL, 0, NULL},
    {"127.0.0.1:65536", NULL, 0, NULL},
    {"127.0.0.1:5x", NULL, 0, NULL},
    {"[::1", NULL, 0, NULL},
    {"[::1]5", NULL, 0, NULL},
    {"[]:5", NULL, 0, NULL},
    {"a=", NULL, 0, NULL},
};

START_TEST(a_server_is_read_or_refused)
{
	struct arena *arena = arena_new();
	struct verify_request request = {.text = cases[_i].text,
	                                 .source = "10.1.2.3"};
	const char *wrong = verify_server_read(&request, arena);

	ck_assert_int_eq(wrong == NULL, cases[_i].server != NULL);
	if (wrong == NULL) {
		ck_assert_str_eq(request.server, cases[_i].server);
		ck_assert_uint_eq(request.port, cases[_i].port);
		ck_assert_pstr_eq(request.views, cases[_i].views);
	}
	request.source = "nowhere";
	ck_assert_ptr_nonnull(verify_server_read(&request, arena));
	arena_free(arena);
}
END_TEST

START_TEST(its_views_are_the_sites)
{
	struct site_case c;
	struct verify_request request = {.text = "internal,external=::1",
	                                 .source = "::1"};
	struct verify_server server;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_load(&c);
	ck_assert_ptr_null(verify_server_read(&request, c.arena));
	ck_assert_int_eq(verify_server_views(&server, &request, &c.site), 0);
	ck_assert(view_set_has(&server.views, 0));
	ck_assert(!view_set_has(&server.views, 1));
	ck_assert(view_set_has(&server.views, 2));
	request.views = "internal,nobody";
	ck_assert_int_eq(verify_server_views(&server, &request, &c.site),
	                 ERR_REPORTED);
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("verify_server");
	TCase *t = tcase_create("verify_server");

	tcase_add_loop_test(t, a_server_is_read_or_refused, 0, COUNT(cases));
	tcase_add_test(t, its_views_are_the_sites);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
