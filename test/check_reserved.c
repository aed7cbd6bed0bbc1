/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEWS(reserved)                                           \
	"{'views': {'in': {'trust': 'internal', 'networks': []}," \
	" 'stage': {'trust': 'internal', 'networks': []},"        \
	" 'out': {'trust': 'external', 'networks': []}},"         \
	" 'groups': {'@all': ['in', 'out']}, 'reserved': " reserved "}"

static const struct {
	const char *views;
	const char *rules;
} cases[] = {
    {VIEWS("{}"), ""},
    {VIEWS("{'//': 0, 'corp.internal': ['in'], 'a.b.': [], "
           "'10.0.0.0/8': ['in'], 'fd00::/8': ['stage'], '::1': ['in']}"),
     ""},
    {VIEWS("{'corp': ['in', ^'out']}"), "reserved-in-external"},
    {VIEWS("{'10.0.0.0/8': [^'@all']}"), "reserved-in-external"},
    {VIEWS("{'corp': [^'nobody', ^'@nobody', ^5]}"),
     "unknown-view unknown-group schema"},
    {VIEWS("{'corp': ^'in'}"), "schema"},
    {VIEWS("{^'a..b': ['in'], ^'': ['in'], ^'@': ['in']}"),
     "bad-name bad-name bad-name"},
    {VIEWS("{^'10.0.0.0/33': [], ^'fd00:': [], ^'a/8': []}"),
     "schema schema schema"},
    {VIEWS("{^'10.0.0.1/8': []}"), "network-host-bits"},
    {VIEWS("{'corp': [], ^'Corp.': []}"), "duplicate-member"},
    {VIEWS("{'10.0.0.0/8': [], ^'::ffff:10.0.0.0/104': []}"),
     "duplicate-member"},
    {VIEWS("^[]"), "schema"},
};

START_TEST(domains_and_ranges_are_reserved_for_internal_views)
{
	site_case_check(cases[_i].views, NULL, cases[_i].rules);
}
END_TEST

/* Who may see it: i: in, s: stage; NULL: no reservation decides. */
static const struct {
	const char *name;
	const char *seen;
} decisions[] = {
    /* listed; the most specific entry decides, and beats what is unlisted */
    {"corp.internal.", "i"},
    {"www.corp.internal.", "i"},
    {"WWW.CORP.INTERNAL.", "i"},
    {"stage.corp.internal.", "s"},
    {"a.b.stage.corp.internal.", "s"},
    {"lan.", "s"},
    {"printer.lan.", "s"},
    /* not listed */
    {"internal.", "is"},
    {"other.internal.", "is"},
    {"xcorp.internal.", "is"},
    {"home.arpa.", "is"},
    {"x.local.", "is"},
    {"corp.", "is"},
    {"intranet.", "is"},
    {"private.", "is"},
    {"10.in-addr.arpa.", "is"},
    {"1.0.0.10.in-addr.arpa.", "is"},
    {"16.172.in-addr.arpa.", "is"},
    {"31.172.in-addr.arpa.", "is"},
    {"168.192.in-addr.arpa.", "is"},
    {"64.100.in-addr.arpa.", "is"},
    {"127.100.in-addr.arpa.", "is"},
    {"127.in-addr.arpa.", "is"},
    {"254.169.in-addr.arpa.", "is"},
    {"c.f.ip6.arpa.", "is"},
    {"0.d.f.ip6.arpa.", "is"},
    {"8.e.f.ip6.arpa.", "is"},
    {"b.e.f.ip6.arpa.", "is"},
    {"15.172.in-addr.arpa.", NULL},
    {"32.172.in-addr.arpa.", NULL},
    {"63.100.in-addr.arpa.", NULL},
    {"128.100.in-addr.arpa.", NULL},
    {"c.e.f.ip6.arpa.", NULL},
    {"172.in-addr.arpa.", NULL},
    {"example.com.", NULL},
    {"arpa.", NULL},
    {".", NULL},
};

static const char decision_views[] =
    VIEWS("{'stage.corp.internal': ['stage'], 'corp.internal': ['in'], "
          "'lan': ['stage'], '10.0.0.0/8': ['in'], '10.9.0.0/16': ['stage'], "
          "'10.9.9.9': ['in'], '10.200.0.0/16': [], 'fd00::/8': ['in']}");

static void
load(struct site_case *c, struct content contents[3])
{
	site_case_begin(c);
	site_case_file(c, "views.json", decision_views);
	site_case_load(c);
	ck_assert_uint_eq(report_errors(c->report), 0);
	for (unsigned view = 0; view < 3; view++)
		view_content(&contents[view], &c->site, view);
}

static void
expect(const struct reservation *const found[3], const char *seen)
{
	for (size_t view = 0; view < 3; view++) {
		ck_assert_int_eq(found[view] == NULL, seen == NULL);
		if (seen != NULL)
			ck_assert_int_eq(
			    found[view]->visible,
			    view < 2 && strchr(seen, "is"[view]) != NULL);
	}
}

/* What decides for all below one of its ancestors decides for the name. */
static void
expect_same_above(const struct content *content, const uint8_t *name)
{
	const struct reservation *own = view_reservation(content, name);
	const struct reservation *all;
	unsigned labels = dname_labels(name);

	for (unsigned i = 0; i < labels; i++)
		if (view_reservation_of_all(content, dname_parent(name, i),
		                            &all))
			ck_assert_ptr_eq(all, own);
	/* Some are reserved without being listed. */
	ck_assert(!view_reservation_of_all(content, dname_parent(name, labels),
	                                   &all));
}

START_TEST(the_most_specific_domain_decides)
{
	const struct reservation *found[3];
	const char *name = decisions[_i].name;
	struct content contents[3];
	uint8_t wire[DNAME_MAX];
	struct site_case c;

	load(&c, contents);
	dname_from_text(wire, name, strlen(name), NULL);
	for (size_t view = 0; view < 3; view++) {
		found[view] = view_reservation(&contents[view], wire);
		expect_same_above(&contents[view], wire);
	}
	expect(found, decisions[_i].seen);
	site_case_end(&c);
}
END_TEST

static const struct {
	const char *address;
	const char *seen;
} ranges[] = {
    {"10.0.0.1", "i"},        {"10.9.0.1", "s"},   {"10.9.9.8", "s"},
    {"10.9.9.9", "i"},        {"10.9.9.10", "s"},  {"10.10.0.0", "i"},
    {"10.200.1.1", ""},       {"10.255.0.1", "i"}, {"11.0.0.0", NULL},
    {"9.255.255.255", NULL},  {"fd12::1", "i"},    {"fc00::1", NULL},
    {"::ffff:10.9.0.1", "s"},
};

START_TEST(the_most_specific_range_decides)
{
	const struct reservation *found[3];
	struct net_address address;
	struct content contents[3];
	struct site_case c;

	load(&c, contents);
	net_address_from_text(&address, ranges[_i].address);
	for (size_t view = 0; view < 3; view++)
		found[view] =
		    view_address_reservation(&contents[view], &address);
	expect(found, ranges[_i].seen);
	site_case_end(&c);
}
END_TEST

START_TEST(a_reservation_is_named_without_final_dot)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               VIEWS("{'Stage.Corp.': ['in'], '10.1.0.0/16': ['in']}"));
	site_case_load(&c);
	for (size_t i = 0; i < c.site.reserved_count; i++) {
		const struct reserved *reserved = &c.site.reserved[i];

		if (reserved->place == NULL)
			continue;
		ck_assert_str_eq(reserved->text, reserved->domain != NULL
		                                     ? "stage.corp"
		                                     : "10.1.0.0/16");
	}
	site_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("reserved");
	TCase *t = tcase_create("reserved");

	tcase_add_loop_test(t,
	                    domains_and_ranges_are_reserved_for_internal_views,
	                    0, COUNT(cases));
	tcase_add_loop_test(t, the_most_specific_domain_decides, 0,
	                    COUNT(decisions));
	tcase_add_loop_test(t, the_most_specific_range_decides, 0,
	                    COUNT(ranges));
	tcase_add_test(t, a_reservation_is_named_without_final_dot);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
