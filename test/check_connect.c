/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/service/connect.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char zone[] =
    "{'zone': 'a.example', 'views': ['internal', 'external'],"
    " 'records': {'@': {'NS': 'ns.b.'}, 'www': {'A': ['8.8.8.8', '8.8.4.4']},"
    "  'shop': {'CNAME': 'www'}},\n"
    " 'overlays': {'internal': {'db': {'A': '10.1.0.2'},"
    "  'out': {'A': '8.8.8.8'}}},\n"
    " 'services': {\n"
    "  'web': {'views': ['external'], 'ports': ['443/tcp'],"
    " 'hosts': ['www'], 'clients': 'view'},\n"
    "  'web2': {'views': ['internal'], 'ports': ['443/tcp'],"
    " 'hosts': ['out'], 'clients': 'view', 'srv': false},\n"
    "  'db': {'views': ['internal'], 'ports': ['5432/tcp'],"
    " 'hosts': ['db'], 'clients': ['10.2.0.0/16']},\n"
    "  'off': {'views': ['internal'], 'ports': ['5433/tcp'],"
    " 'hosts': ['db']}},\n"
    " 'waive': [{'rule': 'no-clients', 'name': 'off', 'views': ['@inside'],"
    "  'reason': 'r'}]}";

/* What is said, with the site's folder taken out; each line of `lines` must
 * be in it. */
static const struct {
	const char *source;
	const char *target;
	const char *lines[6];
} cases[] = {
    {"10.2.0.1",
     "db.a.example:5432/tcp",
     {";; view internal, the client's: 10.1.0.2 (/zone.json:2:",
      ";; view external: no address\n",
      ";; 10.1.0.2 at 5432/tcp: of view internal's clients 10.2.0.0/16 "
      "(/zone.json:6:",
      ";; 10.1.0.2 at 5432/tcp is open to it, by service \"db\" "
      "(/zone.json:6:3), port 5432/tcp (/zone.json:6:",
      ";;   the client is in 10.2.0.0/16 (/zone.json:6:",
      ";; it may connect\n"}},
    {"10.3.0.1",
     "db.a.example:5432/tcp",
     {";; 10.1.0.2 at 5432/tcp is closed to it\n"
      ";;   service \"db\" (/zone.json:6:3) has it there, for others: of "
      "view internal's clients 10.2.0.0/16",
      ";; it may not connect\n"}},
    {"10.3.0.1",
     "10.1.0.2:5433/tcp",
     {";;   service \"off\" (/zone.json:7:3) has it there, for others: "
      "nobody, as it has no clients",
      ";; it may not connect\n"}},
    {"10.3.0.1",
     "db.a.example:22/tcp",
     {";; nobody: no service has it at 22/tcp\n",
      ";; 10.1.0.2 at 22/tcp is closed to it\n;; it may not connect\n"}},
    {"10.3.0.1",
     "10.9.9.9:22/tcp",
     {";;   no service has a host with this address\n"}},
    {"192.0.2.1",
     "shop.a.example:443/tcp",
     {";; view external, the client's: 8.8.8.8, 8.8.4.4 (",
      ";; 8.8.8.8 at 443/tcp is open to it, by service \"web\"",
      ";;   the client is one of view external, and all of these may\n",
      ";; it may connect\n"}},
    {"10.3.0.1",
     "www.a.example:443/tcp",
     {";; it may connect to 1 of the 2 addresses\n"}},
    {"192.0.2.1",
     "db.a.example:5432/tcp",
     {";; it may not connect: its view has no address for the name\n"}},
    {"192.0.2.1",
     "out.a.example:443/tcp",
     {";; it may not connect: its view has no address for the name\n"
      ";; by its address in another view it could all the same:\n"
      ";; 8.8.8.8 at 443/tcp is open to it, by service \"web\""}},
    {"2001:db8::1",
     "www.b.example:443/tcp",
     {";; client 2001:db8::1: view external",
      ";; view internal: REFUSED, it has no zone for the name\n"}},
};

static struct site_case c;
static struct checked checked;

static void
set_up(void)
{
	char path[128];

	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	snprintf(path, sizeof(path), "%s", c.folder);
	ck_assert_int_eq(checked_load(&checked, path, NULL, NULL), 0);
	ck_assert_uint_eq(checked_errors(&checked, false), 1);
}

static void
tear_down(void)
{
	checked_free(&checked);
	site_case_end(&c);
}

/* Without the folder. */
static char *
said(const char *source, const char *target)
{
	struct net_address address;
	struct connect_target read;
	char *text = NULL, *found;
	size_t size, folder = strlen(c.folder);
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_ge(net_address_from_text(&address, source), 0);
	ck_assert_ptr_null(connect_read(&read, c.arena, target));
	connect_explain(&checked, &address, &read, out);
	fclose(out);
	while ((found = strstr(text, c.folder)) != NULL)
		memmove(found, found + folder, strlen(found + folder) + 1);
	return text;
}

START_TEST(who_may_connect_is_said)
{
	char *text = said(cases[_i].source, cases[_i].target);

	for (size_t i = 0; i < COUNT(cases[_i].lines); i++)
		if (cases[_i].lines[i] != NULL)
			ck_assert_msg(strstr(text, cases[_i].lines[i]) != NULL,
			              "%s isn't in:\n%s", cases[_i].lines[i],
			              text);
	free(text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("connect");
	TCase *t = tcase_create("connect");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, who_may_connect_is_said, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
