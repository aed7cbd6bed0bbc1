/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/verify/proc.h"
#include "zones/verify/verify.h"

/*
 * A host with the addresses 10.1.0.2, 8.8.8.8, 2a00::1 and those that every
 * host has. Its files are as Linux prints them on a machine of the usual
 * order of octets.
 */
static const char views[] =
    "{'views': {'internal': {'trust': 'internal', 'networks': ['10.0.0.0/8'],"
    " 'ports': ['5000-5999']},"
    " 'external': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0'],"
    " 'ports': ['443', '8000-8999']}}}";

static const char zone[] =
    "{'zone': 'a.example', 'views': ['internal', 'external'],"
    " 'records': {'@': {'NS': 'ns.b.'}, 'www': {'A': '8.8.8.8'},"
    "  'six': {'AAAA': '2a00::1'}, 'far': {'A': '8.8.4.4'}},"
    " 'overlays': {'internal': {'db': {'A': '10.1.0.2'}}},\n"
    " 'services': {\n"
    "'db': {'views': ['internal'], 'ports': ['5432/tcp', '5900-5999/tcp'],"
    " 'hosts': ['db'], 'clients': 'view'},\n"
    "'web': {'views': ['external'], 'ports': ['443/tcp', '443/udp'],"
    " 'hosts': ['www', 'far'], 'clients': 'view'},\n"
    "'old': {'views': ['external'], 'ports': ['8000/tcp'], 'hosts': ['six'],"
    " 'clients': 'view'}}}";

static const char trie[] =
    "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe "
    "UNICAST\n     +-- 8.8.8.0/24 2 0 2\n           |-- 8.8.8.0\n              "
    "/24 link UNICAST\n           |-- 8.8.8.8\n              /32 host LOCAL\n"
    "     |-- 10.1.0.2\n        /32 host LOCAL\n     |-- 127.0.0.1\n"
    "        /32 host LOCAL\n        |-- 127.255.255.255\n"
    "           /32 link BROADCAST\n";
static const char inet6[] =
    "00000000000000000000000000000001 01 80 10 80       lo\n"
    "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n"
    "2a000000000000000000000000000001 02 40 00 80     eth0\n";

#define HEAD "  sl  local_address rem_address   st tx_queue\n"
#define REST " 00000000:00000000 00:00000000 00000000 0 0 1684\n"
#define FOUR(local, state) "   0: " local " 00000000:0000 " state REST
#define SIX(local, state) \
	"   0: " local " 00000000000000000000000000000000:0000 " state REST

static struct site_case c;
static struct verify verify;
static struct checked checked;

static void
set_up(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", views);
	site_case_file(&c, "zone.json", zone);
	ck_assert_int_eq(checked_load(&checked, c.folder, NULL, NULL), 0);
	ck_assert_uint_eq(checked_errors(&checked, true), 0);
	site_case_load(&c);
	verify = (struct verify){
	    .checked = &checked, .report = c.report, .arena = c.arena};
}

static void
tear_down(void)
{
	checked_free(&checked);
	site_case_end(&c);
}

static int
run(const char *tcp, const char *tcp6, const char *udp, const char **failed)
{
	site_case_file(&c, "proc/fib_trie", trie);
	site_case_file(&c, "proc/if_inet6", inet6);
	site_case_file(&c, "proc/tcp", arena_format(c.arena, HEAD "%s", tcp));
	site_case_file(&c, "proc/tcp6", arena_format(c.arena, HEAD "%s", tcp6));
	site_case_file(&c, "proc/udp", arena_format(c.arena, HEAD "%s", udp));
	return verify_listeners(
	    &verify, arena_format(c.arena, "%s/proc", c.folder), failed);
}

/* All of the host's services, each where it belongs; and what isn't looked
 * at: loopback, connections, clients' ports. */
#define DB FOUR("0200010A:1538", "0A")
#define WEB FOUR("08080808:01BB", "0A")
#define OLD SIX("0000002A000000000000000001000000:1F40", "0A")
#define QUIC FOUR("08080808:01BB", "07")

static const struct {
	const char *tcp;
	const char *tcp6;
	const char *udp;
	const char *found;
} cases[] = {
    {DB WEB FOUR("0100007F:0016", "0A") FOUR("0200010A:0016", "01"), OLD,
     QUIC FOUR("00000000:8000", "07"), ""},
    {DB WEB FOUR("0200010A:0016", "0A"), OLD, QUIC,
     "proc/tcp:4:7 undeclared-listener\n"},
    {DB WEB FOUR("00000000:0016", "0A"), OLD, QUIC,
     "proc/tcp:4:7 undeclared-listener\n"},
    {FOUR("00000000:1538", "0A") WEB, OLD, QUIC,
     "proc/tcp:2:7 internal-listener\n"},
    {DB FOUR("00000000:01BB", "0A"), OLD, QUIC,
     "proc/tcp:3:7 listener-address\n"},
    {DB WEB FOUR("08080808:1388", "0A"), OLD, QUIC,
     "proc/tcp:4:7 internal-listener\n"},
    {DB WEB FOUR("04000000:0016", "0A"), OLD, QUIC, ""},
    {DB WEB, OLD, "", "zone.json:4:53 missing-listener (in external)\n"},
    {WEB, OLD, QUIC, "zone.json:3:41 missing-listener (in internal)\n"},
    /* [::] is IPv4's too, unless another has that */
    {DB, OLD SIX("00000000000000000000000000000000:01BB", "0A"), QUIC,
     "proc/tcp6:3:7 listener-address\n"},
    {DB WEB FOUR("00000000:1F41", "0A"),
     OLD SIX("00000000000000000000000000000000:1F41", "0A"), QUIC,
     "proc/tcp6:3:7 undeclared-listener\n"
     "proc/tcp:4:7 undeclared-listener\n"},
};

START_TEST(listeners_are_compared_with_services)
{
	const char *failed;

	ck_assert_int_eq(
	    run(cases[_i].tcp, cases[_i].tcp6, cases[_i].udp, &failed), 0);
	ck_assert_str_eq(site_case_found(&c), cases[_i].found);
}
END_TEST

START_TEST(a_host_may_be_without_ipv6)
{
	struct proc_host host;
	const char *failed;
	const char *folder = arena_format(c.arena, "%s/proc", c.folder);

	site_case_file(&c, "proc/fib_trie", trie);
	site_case_file(&c, "proc/tcp", HEAD DB);
	ck_assert_int_eq(proc_read(&host, c.arena, folder, &failed),
	                 ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(strrchr(failed, '/'), "/udp");
	site_case_file(&c, "proc/udp", HEAD);
	ck_assert_int_eq(proc_read(&host, c.arena, folder, &failed), 0);
	ck_assert_uint_eq(host.address_count, 3);
	ck_assert_uint_eq(host.listener_count, 1);
	ck_assert_uint_eq(host.listeners[0].port, 5432);
}
END_TEST

static const char *const malformed[] = {
    "x\n",
    "   0: 0200010A 00000000:0000 0A\n",
    "   0: 0200010:1538 00000000:0000 0A\n",
    "   0: 0200010A0200010A:1538 00000000:0000 0A\n",
    "   0: 0200010A:1538\n",
};

START_TEST(what_is_no_such_file_is_refused)
{
	const char *failed;

	ck_assert_int_eq(run(malformed[_i], "", "", &failed), ERR_MALFORMED);
	ck_assert_str_eq(strrchr(failed, '/'), "/tcp");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("listeners");
	TCase *t = tcase_create("listeners");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, listeners_are_compared_with_services, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(t, a_host_may_be_without_ipv6);
	tcase_add_loop_test(t, what_is_no_such_file_is_refused, 0,
	                    sizeof(malformed) / sizeof(malformed[0]));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
