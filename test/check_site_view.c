/* SPDX-License-Identifier: ISC */
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char site_text[] =
    "{'views': {"
    "'out': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0']},"
    "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8', 'fd00::/8']},"
    "'stage': {'trust': 'internal', 'networks': ['10.9.0.0/16']}},"
    "'refuse': ['10.9.9.0/24', '2001:db8:bad::/48']}";

static const struct {
	const char *address;
	const char *view;    /* NULL: nobody's, or refused */
	const char *network; /* that decides */
} clients[] = {
    {"10.0.0.1", "in", "10.0.0.0/8"},
    {"10.9.0.1", "stage", "10.9.0.0/16"},
    {"::ffff:10.9.0.1", "stage", "10.9.0.0/16"},
    {"10.9.9.1", NULL, "10.9.9.0/24"},
    {"192.0.2.1", "out", "0.0.0.0/0"},
    {"fd00::1", "in", "fd00::/8"},
    {"2001:db8::1", "out", "::/0"},
    {"2001:db8:bad::1", NULL, "2001:db8:bad::/48"},
};

START_TEST(the_most_specific_network_decides)
{
	const struct network *network;
	struct net_address address;
	const struct view *view;
	char text[NET_PREFIX_TEXT];
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_text);
	site_case_load(&c);
	net_address_from_text(&address, clients[_i].address);
	view = site_client(&c.site, &address, &network);
	ck_assert_pstr_eq(view == NULL ? NULL : view->name, clients[_i].view);
	ck_assert_ptr_nonnull(network);
	ck_assert_str_eq(net_prefix_to_text(text, &network->prefix),
	                 clients[_i].network);
	site_case_end(&c);
}
END_TEST

/* An IPv4 client matches no IPv6 network, not even ::/0. */
START_TEST(who_is_in_no_network_is_nobodys)
{
	const struct network *network;
	struct net_address address;
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               "{'views': {'a': {'trust': 'external', 'networks': "
	               "['::/0']}}}");
	site_case_load(&c);
	net_address_from_text(&address, "::ffff:192.0.2.1");
	ck_assert_ptr_null(site_client(&c.site, &address, &network));
	ck_assert_ptr_null(network);
	site_case_end(&c);
}
END_TEST

START_TEST(a_view_is_found_by_its_name)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_text);
	site_case_load(&c);
	ck_assert_uint_eq(site_view(&c.site, "stage")->index, 2);
	ck_assert_ptr_null(site_view(&c.site, "stag"));
	ck_assert_str_eq(site_view_names(&c.site)[1], "in");
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site_view");
	TCase *t = tcase_create("site_view");

	tcase_add_loop_test(t, the_most_specific_network_decides, 0,
	                    COUNT(clients));
	tcase_add_test(t, who_is_in_no_network_is_nobodys);
	tcase_add_test(t, a_view_is_found_by_its_name);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
