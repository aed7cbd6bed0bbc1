/* SPDX-License-Identifier: ISC */
#include "test/answer_case.h"

static const char *const zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "example. 300 NS ns.other.net.",
    "example. 300 MX 10 mail.example.",
    "example. 300 MX 20 www.example.",
    "ns.example. 300 A 192.0.2.1",
    "ns.example. 300 AAAA 2001:db8::1",
    "mail.example. 300 A 192.0.2.{3..4}",
    "www.example. 60 A 192.0.2.10",
    "a.example. 300 CNAME ns.example.",
    "mxa.example. 300 MX 1 a.example.",
    "mxno.example. 300 MX 1 no.example.",
    "mxsub.example. 300 MX 1 ns.sub.example.",
    "twice.example. 300 MX {1..2} ns.example.",
    "*.w.example. 300 A 192.0.2.20",
    "*.w.example. 300 MX 5 x.w.example.",
    "_sip._udp.example. 300 SRV 0 5 5060 ns.example.",
    "svc.example. 300 HTTPS 1 . alpn=h2",
    "svc.example. 300 A 192.0.2.30",
    "alias.example. 300 HTTPS 0 svc.example.",
    "none.example. 300 HTTPS 0 .",
    "none.example. 300 A 192.0.2.32",
    "dns.example. 300 SVCB 1 svc.example. alpn=dot",
    "*.s.example. 300 HTTPS 1 . alpn=h2",
    "*.s.example. 300 A 192.0.2.31",
    "mxself.example. 300 MX 10 mxself.example.",
    "mxself.example. 300 A 192.0.2.33",
    "p.example. 300 PTR www.example.",
    "sub.example. 300 NS ns.sub.example.",
    "ns.sub.example. 300 A 192.0.2.40",
    NULL,
};

#define NS_ADDRESSES                     \
	"ns.example. 300 A 192.0.2.1 ; " \
	"ns.example. 300 AAAA 2001:db8::1"

static const char *const cases[] = {
    "example. NS -> NOERROR aa example. 300 NS ns.example. ; "
    "example. 300 NS ns.other.net. | | " NS_ADDRESSES,
    "example. MX -> NOERROR aa example. 300 MX 10 mail.example. ; "
    "example. 300 MX 20 www.example. | | "
    "mail.example. 300 A 192.0.2.3 ; mail.example. 300 A 192.0.2.4 ; "
    "www.example. 60 A 192.0.2.10",
    "EXAMPLE. MX -> NOERROR aa example. 300 MX 10 mail.example. ; "
    "example. 300 MX 20 www.example. | | "
    "mail.example. 300 A 192.0.2.3 ; mail.example. 300 A 192.0.2.4 ; "
    "www.example. 60 A 192.0.2.10",
    "_sip._udp.example. SRV -> NOERROR aa "
    "_sip._udp.example. 300 SRV 0 5 5060 ns.example. | | " NS_ADDRESSES,
    /* each once */
    "twice.example. MX -> NOERROR aa twice.example. 300 MX 1 ns.example. ; "
    "twice.example. 300 MX 2 ns.example. | | " NS_ADDRESSES,
    "mxself.example. MX -> NOERROR aa "
    "mxself.example. 300 MX 10 mxself.example. | | "
    "mxself.example. 300 A 192.0.2.33",
    /* RFC 9460 section 2.5: "." in ServiceMode, and in AliasMode */
    "svc.example. HTTPS -> NOERROR aa svc.example. 300 HTTPS 1 . alpn=h2 | | "
    "svc.example. 300 A 192.0.2.30",
    "alias.example. HTTPS -> NOERROR aa "
    "alias.example. 300 HTTPS 0 svc.example. | | svc.example. 300 A 192.0.2.30",
    "dns.example. SVCB -> NOERROR aa "
    "dns.example. 300 SVCB 1 svc.example. alpn=dot | | "
    "svc.example. 300 A 192.0.2.30",
    "none.example. HTTPS -> NOERROR aa none.example. 300 HTTPS 0 .",
    /* none: other types, aliases, what isn't there, wildcards, glue */
    "p.example. PTR -> NOERROR aa p.example. 300 PTR www.example.",
    "a.example. CNAME -> NOERROR aa a.example. 300 CNAME ns.example.",
    "mxa.example. MX -> NOERROR aa mxa.example. 300 MX 1 a.example.",
    "mxno.example. MX -> NOERROR aa mxno.example. 300 MX 1 no.example.",
    "mxsub.example. MX -> NOERROR aa mxsub.example. 300 MX 1 ns.sub.example.",
    "y.w.example. MX -> NOERROR aa y.w.example. 300 MX 5 x.w.example.",
    "y.s.example. HTTPS -> NOERROR aa y.s.example. 300 HTTPS 1 . alpn=h2",
    NULL,
};

START_TEST(targets_come_with_their_addresses)
{
	answer_case_serve(zone);
	answer_case_run_all(cases);
}
END_TEST

static const char *const large_zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "mx.example. 300 MX 1 big.example.",
    "mx.example. 300 MX 2 small.example.",
    "big.example. 300 A 192.0.2.{1..40}",
    "big.example. 300 AAAA 2001:db8::1",
    "small.example. 300 A 192.0.2.99",
    "in.example. 300 NS ns.in.example.",
    "ns.in.example. 300 A 192.0.2.{1..40}",
    "mix.example. 300 NS ns.sib.example.",
    "mix.example. 300 NS ns.mix.example.",
    "ns.mix.example. 300 A 192.0.2.1",
    "sib.example. 300 NS ns.sib.example.",
    "ns.sib.example. 300 A 192.0.2.{1..27}",
    NULL,
};

static const char *const large_cases[] = {
    "mx.example. MX +udp -> NOERROR aa mx.example. 300 MX 1 big.example. ; "
    "mx.example. 300 MX 2 small.example. | | "
    "big.example. 300 AAAA 2001:db8::1 ; small.example. 300 A 192.0.2.99",
    "mx.example. MX +edns -> NOERROR aa mx.example. 300 MX 1 big.example. ; "
    "mx.example. 300 MX 2 small.example. | | "
    "big.example. 300 A 192.0.2.{1..40} ; big.example. 300 AAAA 2001:db8::1 ; "
    "small.example. 300 A 192.0.2.99",
    /* RFC 9471 section 3.1 */
    "in.example. A +udp -> NOERROR tc",
    "in.example. A +udp +edns=600 +do -> NOERROR tc",
    "in.example. A +edns -> NOERROR | in.example. 300 NS ns.in.example. | "
    "ns.in.example. 300 A 192.0.2.{1..40}",
    /* a sibling's comes second, though its NS comes first */
    "mix.example. A +udp -> NOERROR | mix.example. 300 NS ns.sib.example. ; "
    "mix.example. 300 NS ns.mix.example. | ns.mix.example. 300 A 192.0.2.1",
    "mix.example. A +edns -> NOERROR | mix.example. 300 NS ns.sib.example. ; "
    "mix.example. 300 NS ns.mix.example. | ns.mix.example. 300 A 192.0.2.1 ; "
    "ns.sib.example. 300 A 192.0.2.{1..27}",
    NULL,
};

START_TEST(what_does_not_fit_is_left_out_unless_it_is_in_domain_glue)
{
	answer_case_serve(large_zone);
	answer_case_run_all(large_cases);
}
END_TEST

static const char *const far_zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "srv.example. 300 SRV 1 1 1 first.example.",
    "srv.example. 300 SRV 2 2 {1..700} t.a-rather-long-name.example.",
    "srv.example. 300 SRV 3 3 3 last.example.",
    "first.example. 300 A 192.0.2.1",
    "last.example. 300 A 192.0.2.{2..3}",
    "last.example. 300 AAAA 2001:db8::2",
    NULL,
};

/* RFC 1035 section 4.1.4: a pointer has 14 bits. */
START_TEST(owners_out_of_a_pointers_reach_are_spelled_out)
{
	answer_case_serve(far_zone);
	answer_case_run("srv.example. SRV +tcp -> NOERROR aa "
	                "srv.example. 300 SRV 1 1 1 first.example. ; "
	                "srv.example. 300 SRV 2 2 {1..700} "
	                "t.a-rather-long-name.example. ; "
	                "srv.example. 300 SRV 3 3 3 last.example. | | "
	                "first.example. 300 A 192.0.2.1 ; "
	                "last.example. 300 A 192.0.2.{2..3} ; "
	                "last.example. 300 AAAA 2001:db8::2");
	answer_case_run("srv.example. SRV +udp +edns -> NOERROR aa tc");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("additional");
	TCase *addresses = tcase_create("addresses");

	tcase_add_checked_fixture(addresses, NULL, answer_case_end);
	tcase_add_test(addresses, targets_come_with_their_addresses);
	tcase_add_test(
	    addresses,
	    what_does_not_fit_is_left_out_unless_it_is_in_domain_glue);
	tcase_add_test(addresses,
	               owners_out_of_a_pointers_reach_are_spelled_out);
	suite_add_tcase(s, addresses);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
