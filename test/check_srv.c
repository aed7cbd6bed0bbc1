/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/service/service.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char zone[] =
    "{'zone': 'a.b', 'views': ['internal', 'staging', 'external'], 'ttl': 77,"
    " 'records': {'@': {'NS': 'ns.'}, 'www': {'A': '9.9.9.9'},"
    "  '_old._tcp': {'SRV': '0 0 1 www'}, 'zz': {'A': '9.9.9.8'}},"
    " 'overlays': {"
    "  'internal': {'_tls._tcp': {'TXT': 'x'}, '_old._tcp': {'SRV': null}}},"
    " 'services': {"
    "  'Tls': {'views': ['internal', 'external'],"
    "   'ports': ['443', '8443/tcp', '1-9/udp'],"
    "   'hosts': [{'name': 'WWW', 'priority': 10, 'weight': 5}, 'zz']},"
    "  'old': {'views': ['internal'], 'ports': ['2/tcp'], 'hosts': ['www']},"
    "  'new': {'views': ['internal'], 'srv': '_OLD',"
    "   'ports': ['2/tcp', '3/tcp', '3-3'], 'hosts': ['www']},"
    "  'none': {'views': ['staging'], 'srv': false, 'ports': ['5'],"
    "   'hosts': ['www']},"
    "  'range': {'views': ['staging'], 'ports': ['5-6'],"
    "   'hosts': ['www']}}}";

static const struct {
	const char *view;
	const char *content;
} contents[] = {
    {"internal", "_old._tcp.a.b. 77 SRV 0 0 2 www.a.b.\n"
                 "_old._tcp.a.b. 77 SRV 0 0 3 www.a.b.\n"
                 "_tls._tcp.a.b. 77 TXT \"x\"\n"
                 "_tls._tcp.a.b. 77 SRV 10 5 443 www.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 0 0 443 zz.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 10 5 8443 www.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 0 0 8443 zz.a.b.\n"
                 "_old._udp.a.b. 77 SRV 0 0 3 www.a.b.\n"
                 "_tls._udp.a.b. 77 SRV 10 5 443 www.a.b.\n"
                 "_tls._udp.a.b. 77 SRV 0 0 443 zz.a.b.\n"
                 "www.a.b. 77 A 9.9.9.9\nzz.a.b. 77 A 9.9.9.8\n"},
    {"staging", "_old._tcp.a.b. 77 SRV 0 0 1 www.a.b.\n"
                "www.a.b. 77 A 9.9.9.9\nzz.a.b. 77 A 9.9.9.8\n"},
    {"external", "_old._tcp.a.b. 77 SRV 0 0 1 www.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 10 5 443 www.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 0 0 443 zz.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 10 5 8443 www.a.b.\n"
                 "_tls._tcp.a.b. 77 SRV 0 0 8443 zz.a.b.\n"
                 "_tls._udp.a.b. 77 SRV 10 5 443 www.a.b.\n"
                 "_tls._udp.a.b. 77 SRV 0 0 443 zz.a.b.\n"
                 "www.a.b. 77 A 9.9.9.9\nzz.a.b. 77 A 9.9.9.8\n"},
};

/* Behind the apex. */
START_TEST(services_publish_in_their_views_alone)
{
	struct site_case c;
	const char *content;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	site_case_expect(&c, "");
	content = site_case_content(&c, contents[_i].view);
	content = strstr(content, "_old._tcp");
	ck_assert_ptr_nonnull(content);
	ck_assert_str_eq(content, contents[_i].content);
	site_case_end(&c);
}
END_TEST

START_TEST(each_record_has_its_hosts_place)
{
	struct site_case c;
	struct content content;
	const struct service *service;
	const struct rrset *rrset = NULL;

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	view_content(&content, &c.site, 2);
	for (size_t i = 0; i < content.zones[0].count; i++)
		if (content.zones[0].rrsets[i]->list == LIST_MADE) {
			rrset = content.zones[0].rrsets[i];
			break;
		}
	ck_assert_ptr_nonnull(rrset);
	service = &c.site.specs[0].services[0];
	ck_assert_ptr_eq(rrset_place(c.arena, rrset), service->place);
	ck_assert_ptr_eq(rrset_datum_place(c.arena, rrset, 0),
	                 service->hosts[0].place);
	ck_assert_ptr_eq(rrset_datum_place(c.arena, rrset, 3),
	                 service->hosts[1].place);
	site_case_end(&c);
}
END_TEST

#define L63 "123456789012345678901234567890123456789012345678901234567890123"

START_TEST(a_name_may_be_too_long)
{
	site_case_check(
	    NULL,
	    "{'zone': '" L63 "." L63 "." L63 ".12345678901234567890123456789012"
	    "345678901234567890123456789', 'views': ['internal'],"
	    " 'records': {'@': {'NS': 'ns.'}, 'h': {'A': '9.9.9.9'}},"
	    " 'services': {^'ab': {'views': ['internal'], 'ports': ['1/tcp'],"
	    " 'hosts': ['h'], 'clients': 'view'}}}",
	    "bad-name");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("srv");
	TCase *t = tcase_create("srv");

	tcase_add_loop_test(t, services_publish_in_their_views_alone, 0,
	                    COUNT(contents));
	tcase_add_test(t, each_record_has_its_hosts_place);
	tcase_add_test(t, a_name_may_be_too_long);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
