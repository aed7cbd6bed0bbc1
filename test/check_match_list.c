/* SPDX-License-Identifier: ISC */
#include "test/conf_case.h"

/* The list of the first statement's block, "!10.0.0.0/8 ..."; with "unsafe"
 * behind where it is. */
static const char *
list_of(struct conf_case *c, struct match_list *list)
{
	static const struct net_prefix localnets[] = {{{4, {10, 7}}, 16}};
	struct match_names names = {.arena = c->arena,
	                            .notices = &c->notices,
	                            .conf = &c->conf,
	                            .localnets = localnets,
	                            .localnet_count = 1};
	const char *text = "";
	char prefix[NET_PREFIX_TEXT];

	match_list_read(list, &names, conf_block_of(&c->conf.items[0]));
	for (size_t i = 0; i < list->count; i++)
		text = arena_format(
		    c->arena, "%s%s%s%s", text, i > 0 ? " " : "",
		    list->items[i].positive ? "" : "!",
		    net_prefix_to_text(prefix, &list->items[i].prefix));
	if (list->unsafe)
		text = arena_format(c->arena, "%s unsafe", text);
	fflush(c->notices.out);
	return text;
}

static void
expect(const char *from, const char *wanted, const char *said)
{
	struct conf_case c;
	struct match_list list;

	conf_case_begin(&c, NULL, from);
	ck_assert_str_eq(list_of(&c, &list), wanted);
	if (said == NULL)
		ck_assert_str_eq(c.said, "");
	else
		ck_assert_msg(strstr(c.said, said) != NULL, "%s", c.said);
	conf_case_end(&c);
}

START_TEST(networks_are_read_as_bind_writes_them)
{
	expect("l { 10/8; 192.168.1/24; 192.0.2.1; fd00::/8; !172.16/12; };",
	       "10.0.0.0/8 192.168.1.0/24 192.0.2.1/32 fd00::/8 "
	       "!172.16.0.0/12",
	       NULL);
	expect("l { 10.0.0.1/8; };", "10.0.0.0/8", "beyond its length");
	expect("l { 10.0.0.0/33; };", "", "there is no acl");
}
END_TEST

/* What these are in BIND 9.18 is found out by test/import_named.py. */
START_TEST(lists_within_are_unfolded)
{
	expect("l { a; 192.0.2.1; }; acl a { !10.9/16; 10/8; };",
	       "!10.9.0.0/16 10.0.0.0/8 192.0.2.1/32", NULL);
	expect("l { !a; any; }; acl 'a' { !10.9/16; 10/8; };",
	       "!10.9.0.0/16 !10.0.0.0/8 0.0.0.0/0 ::/0", NULL);
	expect("l { !{ 10/8; !{ 10.9/16; }; }; };", "!10.0.0.0/8 !10.9.0.0/16",
	       NULL);
	expect("l { none; };", "!0.0.0.0/0 !::/0", NULL);
	expect("l { !none; };", "0.0.0.0/0 ::/0", NULL);
	expect("l { !{ !none; }; };", "!0.0.0.0/0 !::/0", NULL);
	expect("l { !{ none; }; };", "!0.0.0.0/0 !::/0", NULL);
	expect("l { localnets; };", "127.0.0.0/8 ::1/128 10.7.0.0/16", NULL);
	expect("l { localhost; };", "127.0.0.1/32 ::1/128", "it is taken");
}
END_TEST

START_TEST(what_cannot_be_expressed_is_left_out)
{
	expect("l { key k; 10/8; };", "10.0.0.0/8", "key \"k\"");
	expect("l { !key k; 10/8; };", "10.0.0.0/8", "key \"k\"");
	expect("l { geoip country US; 10/8; };", "10.0.0.0/8", "geoip");
	expect("l { !geoip country US; 10/8; };", "10.0.0.0/8 unsafe", "geoip");
	expect("l { unknown; };", "", "there is no acl \"unknown\"");
}
END_TEST

START_TEST(lists_that_name_one_another_come_to_an_end)
{
	struct conf_case c;
	struct match_list list;

	conf_case_begin(&c, NULL, "l { a; }; acl a { a; a; };");
	(void)list_of(&c, &list);
	ck_assert(list.unsafe);
	ck_assert_ptr_nonnull(strstr(c.said, "does one name itself?"));
	conf_case_end(&c);
}
END_TEST

START_TEST(any_and_none_are_told)
{
	static const struct {
		const char *text;
		bool any;
		bool none;
	} lists[] = {
	    {"l { any; };", true, false},
	    {"l { 10/8; any; };", true, false},
	    {"l { !10/8; any; };", false, false},
	    {"l { 0.0.0.0/0; };", false, false},
	    {"l { none; };", false, true},
	    {"l { };", false, true},
	    {"l { !10/8; };", false, true},
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct conf_case c;
		struct match_list list;

		conf_case_begin(&c, NULL, lists[i].text);
		(void)list_of(&c, &list);
		ck_assert_int_eq(match_list_is_any(&list), lists[i].any);
		ck_assert_int_eq(match_list_is_none(&list), lists[i].none);
		conf_case_end(&c);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("match_list");
	TCase *c = tcase_create("match_list");

	tcase_add_test(c, networks_are_read_as_bind_writes_them);
	tcase_add_test(c, lists_within_are_unfolded);
	tcase_add_test(c, what_cannot_be_expressed_is_left_out);
	tcase_add_test(c, lists_that_name_one_another_come_to_an_end);
	tcase_add_test(c, any_and_none_are_told);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
