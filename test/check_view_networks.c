/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEW(name, trust, networks) \
	"'" name "': {'trust': '" trust "', 'networks': [" networks "]}"

static const struct {
	const char *views;
	const char *rules;
} conflicts[] = {
    {"{'views': {" VIEW("a", "internal", "'10.0.0.0/8'") ", " VIEW(
	 "b", "internal", "'10.0.0.0/9'") "}}",
     ""},
    {"{'views': {" VIEW("a", "internal", "'10.0.0.0/8', '10.0.0.0/8'") "}}",
     ""},
    {"{'views': {" VIEW("a", "internal", "'10.0.0.0/8'") ", " VIEW(
	 "b", "internal", "^'10.0.0.0/8'") "}}",
     "network-conflict"},
    {"{'views': {" VIEW("a", "internal", "'10.0.0.0/8'") ", " VIEW(
	 "b", "external", "'0.0.0.0/0', ^'::ffff:10.0.0.0/104'") "}}",
     "network-conflict"},
    {"{'views': {" VIEW("a", "internal", "'10.0.0.0/8'") ", " VIEW(
	 "b", "internal",
	 "^'10.0.0.0/8'") ", " VIEW("c", "external",
                                    "'::/0', ^'10.0.0.0/8'") "}}",
     "network-conflict network-conflict"},
    {"{'views': {" VIEW("a", "internal", "'@x'") ", " VIEW(
	 "b", "internal", "^'@x'") "}, 'addresses': {'@x': ['10.0.0.0/8', "
                                   "'fd00::/8']}}",
     "network-conflict"},
    /* not a network of a view */
    {"{'views': {" VIEW("a", "internal",
                        "'10.0.0.0/8'") "}, 'refuse': ['10.0.0.0/8']}",
     ""},
};

START_TEST(a_network_is_of_one_view)
{
	site_case_check(conflicts[_i].views, NULL, conflicts[_i].rules);
}
END_TEST

static const char site_text[] =
    "{'views': {"
    "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8', '192.0.2.0/24'],"
    " 'resolvers': ['198.51.100.0/24']},"
    "'stage': {'trust': 'internal', 'networks': ['10.9.0.0/16']},"
    "'out': {'trust': 'external', 'networks': ['0.0.0.0/0', '10.9.9.0/24']}},"
    "'refuse': ['192.0.2.128/25', '198.51.100.7']}";

static const struct {
	const char *address;
	const char *answers; /* i, s, o: by the views in, stage, out */
	const char *alone;   /* besides, on a listener of their own */
} clients[] = {
    {"10.0.0.1", "io", ""},   {"10.9.0.1", "so", ""},
    {"10.9.9.1", "o", ""},    {"192.0.2.1", "io", ""},
    {"192.0.2.200", "", ""},  {"198.51.100.1", "o", "i"},
    {"198.51.100.7", "", ""}, {"203.0.113.1", "o", ""},
    {"2001:db8::1", "", ""},
};

/* A view of internal trust has its effective networks, one of external trust
 * all that it claims. */
START_TEST(a_view_answers_its_own_clients)
{
	static const char letters[] = "iso";
	struct net_address address;
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_text);
	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 0);
	net_address_from_text(&address, clients[_i].address);
	for (size_t v = 0; v < 3; v++) {
		const struct view *view = &c.site.views[v];

		ck_assert_int_eq(network_find(&view->answers, &address) != NULL,
		                 strchr(clients[_i].answers, letters[v])
		                     != NULL);
		ck_assert_int_eq(network_find(&view->answers_alone, &address)
		                     != NULL,
		                 strchr(clients[_i].alone, letters[v]) != NULL);
	}
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_networks");
	TCase *t = tcase_create("view_networks");

	tcase_add_loop_test(t, a_network_is_of_one_view, 0, COUNT(conflicts));
	tcase_add_loop_test(t, a_view_answers_its_own_clients, 0,
	                    COUNT(clients));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
