/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/service/service.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define VIEWS                                                            \
	"{'views': {"                                                    \
	"'internal': {'trust': 'internal', 'networks': ['10.0.0.0/8']}," \
	"'staging': {'trust': 'internal', 'networks': ['10.9.0.0/16']}," \
	"'external': {'trust': 'external', 'networks': ['0.0.0.0/0']}}," \
	"'addresses': {'@vpn': ['100.70.0.0/16', '10.7.0.0/16']},"       \
	"'groups': {'@inside': ['internal', 'staging']}}"
#define ZONE(services)                                               \
	"{'zone': 'A.example', 'views': ['internal', 'external'],"   \
	" 'records': {'@': {'NS': 'ns.b.'}, 'h': {'A': '9.9.9.9'}}," \
	" 'services': " services "}"
#define ONE(rest) ZONE("{'web': {" rest "}}")
#define REST                                                           \
	"'views': ['internal'], 'ports': ['443/tcp'], 'hosts': ['h']," \
	" 'clients': 'view'"

START_TEST(a_service_is_read_whole)
{
	struct site_case c;
	const struct service *service;
	const struct spec *spec;
	char text[DNAME_TEXT];

	site_case_begin(&c);
	site_case_file(&c, "views.json", VIEWS);
	site_case_file(
	    &c, "zone.json",
	    ZONE("{'// note': 1,"
	         " 'Web-1': {'views': ['internal', 'external'], '//': 1,"
	         "  'ports': ['443/tcp', '1000-1009'],"
	         "  'hosts': ['H', {'name': 'x.Other.', 'priority': 20,"
	         "            'weight': 65535, '// why': 2}],"
	         "  'clients': ['10.2.0.0/16', '@vpn'],"
	         "  'labels': {'app': 'web', 'a.b-c/D_1': ''}},"
	         " 'ldap': {'srv': '_LDAP', " REST "},"
	         " 'rtp': {'srv': false, " REST "}}"));
	site_case_load(&c);
	ck_assert_uint_eq(report_errors(c.report), 0);

	spec = &c.site.specs[0];
	ck_assert_uint_eq(spec->service_count, 3);
	service = &spec->services[0];
	ck_assert_str_eq(service->id, "Web-1");
	ck_assert_ptr_eq(service->spec, spec);
	ck_assert(view_set_has(&service->views, 0));
	ck_assert(!view_set_has(&service->views, 1));
	ck_assert(view_set_has(&service->views, 2));
	ck_assert_str_eq(service->srv, "_Web-1");
	ck_assert_str_eq(service_subject(c.arena, service), "web-1.a.example.");
	ck_assert_uint_eq(service->port_count, 2);
	ck_assert_uint_eq(service->ports[1].last, 1009);
	ck_assert_uint_eq(service->host_count, 2);
	ck_assert_str_eq(dname_to_text(text, service->hosts[0].name),
	                 "h.a.example.");
	ck_assert_str_eq(dname_to_text(text, service->hosts[1].name),
	                 "x.other.");
	ck_assert_uint_eq(service->hosts[0].priority, 0);
	ck_assert_uint_eq(service->hosts[0].weight, 0);
	ck_assert_uint_eq(service->hosts[1].priority, 20);
	ck_assert_uint_eq(service->hosts[1].weight, 65535);
	ck_assert(!service->clients_view);
	ck_assert_uint_eq(service->clients.count, 3);
	ck_assert_uint_eq(service->clients.items[2].place->index, 1);
	ck_assert_uint_eq(service->label_count, 2);
	ck_assert_str_eq(service->labels[1].key, "a.b-c/D_1");
	ck_assert_str_eq(service->labels[1].value, "");
	ck_assert_str_eq(spec->services[1].srv, "_LDAP");
	ck_assert(spec->services[1].clients_view);
	ck_assert_ptr_null(spec->services[2].srv);
	site_case_end(&c);
}
END_TEST

static const struct {
	const char *zone;
	const char *rules;
} bad[] = {
    {ZONE("^[]"), "schema"},
    {ZONE("{'a': ^[]}"), "schema"},
    {ZONE("{'a': ^{}}"), "schema"},
    {ZONE("{^'a.b': {" REST "}, ^'': {}, ^'-a': {}, ^'_a': {}}"),
     "schema schema schema schema"},
    {ZONE("{^'a234567890123456789012345678901234567890123456789012345678901"
          "23': {}}"),
     "schema"},
    {ONE(REST ", ^'host': 1"), "schema"},
    {ZONE("{'a': {'views': ^'internal', 'ports': ^'1', 'hosts': ^'h'}}"),
     "schema schema schema"},
    {ZONE("{'a': {'views': ^[], 'ports': ^[], 'hosts': ^[]}}"),
     "schema schema schema"},
    {ZONE("{'a': {'views': [^1, ^'intern'], 'ports': [^1, ^'x'],"
          " 'hosts': [^1, ^'a..b', ^{}]}}"),
     "schema unknown-view schema schema schema bad-name schema"},
    {ZONE("{'a': {'views': ['internal', ^'staging', ^'@inside', ^'@in'],"
          " 'ports': ['1'], 'hosts': ['h']}}"),
     "unknown-view unknown-view unknown-group"},
    {ZONE("{'a': {'views': ['internal'], 'ports': ['1'],"
          " 'hosts': [{'name': ^1}, {'name': 'h', 'priority': ^65536,"
          " 'weight': ^-1, ^'port': 1}]}}"),
     "schema schema schema schema"},
    {ONE(REST ", 'srv': ^true"), "schema"},
    {ONE(REST ", 'srv': ^'ldap'"), "schema"},
    {ONE(REST ", 'srv': ^'_'"), "schema"},
    {ONE(REST ", 'srv': ^'_a.b'"), "schema"},
    {ZONE("{'a': {'views': ['internal'], 'ports': ['1'], 'hosts': ['h'],"
          " 'clients': ^'all'}}"),
     "schema"},
    {ZONE("{'a': {'views': ['internal'], 'ports': ['1'], 'hosts': ['h'],"
          " 'clients': [^'10.0.0.1/8', ^'@lan', ^1, ^'h']}}"),
     "network-host-bits unknown-group schema schema"},
    {ONE(REST ", 'labels': ^[]"), "schema"},
    {ONE(REST ", 'labels': {'a': ^1, 'b': ^'-', ^'': 'x', ^'a/b/c': 'x',"
              " ^'A.b/c': 'x', ^'a..b/c': 'x', ^'/c': 'x', ^'-c': 'x'}"),
     "schema schema schema schema schema schema schema schema"},
};

START_TEST(what_is_wrong_is_found_at_its_place)
{
	site_case_check(VIEWS, bad[_i].zone, bad[_i].rules);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("service_read");
	TCase *t = tcase_create("service_read");

	tcase_add_test(t, a_service_is_read_whole);
	tcase_add_loop_test(t, what_is_wrong_is_found_at_its_place, 0,
	                    COUNT(bad));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
