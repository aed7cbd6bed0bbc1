/* SPDX-License-Identifier: ISC */
#include "test/answer_case.h"

/* A zone, and what is answered from it. */
struct group {
	const char *const *zone;
	const char *const *cases;
};

static const char *const plain_zone[] = {
    "zone example.com.",
    "example.com. 3600 SOA ns1.example.com. h.example.com. 7 2 3 4 300",
    "example.com. 300 NS ns1.example.com.",
    "example.com. 300 NS ns.other.net.",
    "ns1.example.com. 300 A 192.0.2.1",
    "ns1.example.com. 300 AAAA 2001:db8::1",
    "www.example.com. 60 A 192.0.2.10",
    "www.example.com. 60 TXT \"t\"",
    "*.wild.example.com. 300 A 192.0.2.20",
    "sub.ent.wild.example.com. 300 A 192.0.2.21",
    "_sip._udp.example.com. 300 SRV 0 5 5060 ns1.example.com.",
    "p.example.com. 300 PTR www.example.com.",
    NULL,
};

#define PLAIN_SOA \
	"example.com. 300 SOA ns1.example.com. h.example.com. 7 2 3 4 300"

static const char *const plain_cases[] = {
    /* RFC 1034 section 4.3.2 step 3a */
    "www.example.com. A -> NOERROR aa www.example.com. 60 A 192.0.2.10",
    "wWw.ExAmPle.com. A -> NOERROR aa www.example.com. 60 A 192.0.2.10",
    "www.example.com. A +rd -> NOERROR aa www.example.com. 60 A 192.0.2.10",
    "www.example.com. A +rd +ad +cd +aa +z +ra -> NOERROR aa "
    "www.example.com. 60 A 192.0.2.10",
    "www.example.com. A +edns +do -> NOERROR aa "
    "www.example.com. 60 A 192.0.2.10",
    "www.example.com. A +edns +option=10:0011223344556677 -> NOERROR aa "
    "www.example.com. 60 A 192.0.2.10",
    "example.com. SOA -> NOERROR aa "
    "example.com. 3600 SOA ns1.example.com. h.example.com. 7 2 3 4 300",
    "p.example.com. PTR -> NOERROR aa p.example.com. 300 PTR www.example.com.",
    /* RFC 2308: NODATA, and NXDOMAIN */
    "www.example.com. AAAA -> NOERROR aa | " PLAIN_SOA,
    "example.com. DS -> NOERROR aa | " PLAIN_SOA,
    "ent.wild.example.com. A -> NOERROR aa | " PLAIN_SOA,
    "_udp.example.com. SRV -> NOERROR aa | " PLAIN_SOA,
    "no.example.com. A -> NXDOMAIN aa | " PLAIN_SOA,
    "a.b.www.example.com. A +edns -> NXDOMAIN aa | " PLAIN_SOA,
    /* types that aren't special */
    "www.example.com. OPT -> NOERROR aa | " PLAIN_SOA,
    "www.example.com. MAILB -> NOERROR aa | " PLAIN_SOA,
    "www.example.com. MAILA -> NOERROR aa | " PLAIN_SOA,
    "www.example.com. TSIG -> NOERROR aa | " PLAIN_SOA,
    "www.example.com. TYPE65280 -> NOERROR aa | " PLAIN_SOA,
    "www.example.com. TYPE0 -> NOERROR aa | " PLAIN_SOA,
    /* RFC 4592 */
    "a.wild.example.com. A -> NOERROR aa a.wild.example.com. 300 A 192.0.2.20",
    "a.b.wild.example.com. A -> NOERROR aa "
    "a.b.wild.example.com. 300 A 192.0.2.20",
    "*.wild.example.com. A -> NOERROR aa *.wild.example.com. 300 A 192.0.2.20",
    "a.wild.example.com. TXT -> NOERROR aa | " PLAIN_SOA,
    "wild.example.com. A -> NOERROR aa | " PLAIN_SOA,
    "x.ent.wild.example.com. A -> NXDOMAIN aa | " PLAIN_SOA,
    "x.*.wild.example.com. A -> NXDOMAIN aa | " PLAIN_SOA,
    /* RFC 8482 */
    "www.example.com. ANY -> NOERROR aa www.example.com. 60 A 192.0.2.10",
    "example.com. ANY -> NOERROR aa example.com. 300 NS ns1.example.com. ; "
    "example.com. 300 NS ns.other.net. | | "
    "ns1.example.com. 300 A 192.0.2.1 ; ns1.example.com. 300 AAAA 2001:db8::1",
    "wild.example.com. ANY -> NOERROR aa | " PLAIN_SOA,
    "a.wild.example.com. ANY -> NOERROR aa "
    "a.wild.example.com. 300 A 192.0.2.20",
    "no.example.com. ANY -> NXDOMAIN aa | " PLAIN_SOA,
    /* what the view doesn't have */
    "com. A -> REFUSED",
    ". NS -> REFUSED",
    "other.net. A +edns +do -> REFUSED",
    "xample.com. A -> REFUSED",
    "www.example.com. AXFR -> REFUSED",
    "www.example.com. IXFR +edns -> REFUSED",
    "www.example.com. A +class=CH -> REFUSED",
    "www.example.com. A +class=HS -> REFUSED",
    "www.example.com. A +class=ANY +edns -> REFUSED",
    "version.bind. TXT +class=CH -> REFUSED",
    NULL,
};

static const char *const cut_zone[] = {
    "zone example.",
    "example. 3600 SOA ns.example. h.example. 7 2 3 4 7200",
    "example. 300 NS ns.example.",
    "ns.example. 300 A 192.0.2.1",
    "sub.example. 300 NS ns.sub.example.",
    "sub.example. 300 NS ns.example.",
    "sub.example. 300 NS ns.other.example.",
    "sub.example. 300 NS ns.far.net.",
    "sub.example. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    "ns.sub.example. 300 A 192.0.2.2",
    "ns.sub.example. 300 AAAA 2001:db8::2",
    "www.sub.example. 300 A 192.0.2.99",
    "other.example. 300 NS ns.other.example.",
    "ns.other.example. 300 A 192.0.2.3",
    "deep.sub.example. 300 NS ns.deep.sub.example.",
    "ns.deep.sub.example. 300 A 192.0.2.4",
    "to.example. 300 CNAME www.sub.example.",
    "tocut.example. 300 CNAME sub.example.",
    "mx.example. 300 MX 1 ns.sub.example.",
    "*.w.example. 300 NS ns.example.",
    NULL,
};

#define CUT_SOA "example. 3600 SOA ns.example. h.example. 7 2 3 4 7200"
#define SUB_NS                                     \
	"sub.example. 300 NS ns.sub.example. ; "   \
	"sub.example. 300 NS ns.example. ; "       \
	"sub.example. 300 NS ns.other.example. ; " \
	"sub.example. 300 NS ns.far.net. | "       \
	"ns.sub.example. 300 A 192.0.2.2 ; "       \
	"ns.sub.example. 300 AAAA 2001:db8::2 ; "  \
	"ns.example. 300 A 192.0.2.1 ; ns.other.example. 300 A 192.0.2.3"

static const char *const cut_cases[] = {
    /* step 3b: a referral, with in-domain, sibling and other addresses */
    "www.sub.example. A -> NOERROR | " SUB_NS,
    "no.www.sub.example. A -> NOERROR | " SUB_NS,
    "sub.example. A -> NOERROR | " SUB_NS,
    "sub.example. NS -> NOERROR | " SUB_NS,
    "sub.example. ANY -> NOERROR | " SUB_NS,
    "SUB.example. SOA +edns -> NOERROR | " SUB_NS,
    "ns.sub.example. A -> NOERROR | " SUB_NS,
    "ns.deep.sub.example. A -> NOERROR | " SUB_NS,
    "deep.sub.example. DS -> NOERROR | " SUB_NS,
    "www.sub.example. DS -> NOERROR | " SUB_NS,
    /* RFC 4035 section 3.1.4.1 */
    "sub.example. DS -> NOERROR aa "
    "sub.example. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    "other.example. DS -> NOERROR aa | " CUT_SOA,
    /* a chain that ends below a cut */
    "to.example. A -> NOERROR aa to.example. 300 CNAME www.sub.example. "
    "| " SUB_NS,
    "tocut.example. NS -> NOERROR aa tocut.example. 300 CNAME sub.example. "
    "| " SUB_NS,
    "tocut.example. DS -> NOERROR aa tocut.example. 300 CNAME sub.example. ; "
    "sub.example. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    /* glue is no additional data elsewhere */
    "mx.example. MX -> NOERROR aa mx.example. 300 MX 1 ns.sub.example.",
    /* RFC 4592 section 4.2 */
    "a.w.example. NS -> NOERROR aa a.w.example. 300 NS ns.example.",
    "a.w.example. A -> NOERROR aa | " CUT_SOA,
    "*.w.example. A -> NOERROR | *.w.example. 300 NS ns.example. | "
    "ns.example. 300 A 192.0.2.1",
    NULL,
};

static const char *const chain_zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "ns.example. 300 A 192.0.2.1",
    "a.example. 1 CNAME B.example.",
    "b.example. 2 CNAME c.example.",
    "c.example. 3 A 192.0.2.3",
    "c.example. 3 MX 1 ns.example.",
    "tonone.example. 300 CNAME none.example.",
    "tonodata.example. 300 CNAME c.example.",
    "out.example. 300 CNAME www.other.net.",
    "loop1.example. 300 CNAME loop2.example.",
    "loop2.example. 300 CNAME loop1.example.",
    "loop.example. 300 CNAME loop.example.",
    "toapex.example. 300 CNAME example.",
    "*.w.example. 300 CNAME x.w.example.",
    "*.v.example. 300 CNAME c.example.",
    "d.example. 300 DNAME t.example.",
    "d.example. 300 A 192.0.2.5",
    "www.t.example. 300 A 192.0.2.6",
    "chain.t.example. 300 CNAME www.d.example.",
    "*.wt.t.example. 300 TXT \"w\"",
    "far.example. 300 DNAME far.net.",
    "down.example. 300 DNAME x.down.example.",
    "ping.example. 300 DNAME pong.example.",
    "pong.example. 300 DNAME ping.example.",
    "todname.example. 300 CNAME www.d.example.",
    "totop.example. 300 CNAME d.example.",
    "below.d.example. 300 A 192.0.2.66",
    "occluded.example. 300 DNAME t.example.",
    "occluded.example. 300 NS ns.example.",
    NULL,
};

#define CHAIN_SOA "example. 60 SOA ns.example. h.example. 7 2 3 4 60"

static const char *const chain_cases[] = {
    "a.example. A -> NOERROR aa a.example. 1 CNAME b.example. ; "
    "b.example. 2 CNAME c.example. ; c.example. 3 A 192.0.2.3",
    "A.EXAMPLE. MX -> NOERROR aa a.example. 1 CNAME b.example. ; "
    "b.example. 2 CNAME c.example. ; c.example. 3 MX 1 ns.example. | | "
    "ns.example. 300 A 192.0.2.1",
    "a.example. CNAME -> NOERROR aa a.example. 1 CNAME b.example.",
    "a.example. ANY -> NOERROR aa a.example. 1 CNAME b.example.",
    "a.example. DS -> NOERROR aa a.example. 1 CNAME b.example. ; "
    "b.example. 2 CNAME c.example. | " CHAIN_SOA,
    /* RFC 6604: the rcode is that of the last name */
    "tonone.example. A -> NXDOMAIN aa "
    "tonone.example. 300 CNAME none.example. | " CHAIN_SOA,
    "tonodata.example. TXT -> NOERROR aa "
    "tonodata.example. 300 CNAME c.example. | " CHAIN_SOA,
    "out.example. A -> NOERROR aa out.example. 300 CNAME www.other.net.",
    "toapex.example. NS -> NOERROR aa toapex.example. 300 CNAME example. ; "
    "example. 300 NS ns.example. | | ns.example. 300 A 192.0.2.1",
    "toapex.example. TXT -> NOERROR aa toapex.example. 300 CNAME example. "
    "| " CHAIN_SOA,
    /* repetition */
    "loop.example. A -> NOERROR aa loop.example. 300 CNAME loop.example.",
    "loop1.example. A -> NOERROR aa loop1.example. 300 CNAME loop2.example. ; "
    "loop2.example. 300 CNAME loop1.example.",
    "y.w.example. A -> NOERROR aa y.w.example. 300 CNAME x.w.example. ; "
    "x.w.example. 300 CNAME x.w.example.",
    "y.v.example. A -> NOERROR aa y.v.example. 300 CNAME c.example. ; "
    "c.example. 3 A 192.0.2.3",
    /* RFC 6672 */
    "www.d.example. A -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "www.d.example. 300 CNAME www.t.example. ; www.t.example. 300 A 192.0.2.6",
    "WwW.d.example. A -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "www.d.example. 300 CNAME www.t.example. ; www.t.example. 300 A 192.0.2.6",
    "www.d.example. CNAME -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "www.d.example. 300 CNAME www.t.example.",
    "d.example. A -> NOERROR aa d.example. 300 A 192.0.2.5",
    "d.example. DNAME -> NOERROR aa d.example. 300 DNAME t.example.",
    "d.example. TXT -> NOERROR aa | " CHAIN_SOA,
    "below.d.example. A -> NXDOMAIN aa d.example. 300 DNAME t.example. ; "
    "below.d.example. 300 CNAME below.t.example. | " CHAIN_SOA,
    "q.wt.d.example. TXT -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "q.wt.d.example. 300 CNAME q.wt.t.example. ; "
    "q.wt.t.example. 300 TXT \"w\"",
    "www.d.example. ANY -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "www.d.example. 300 CNAME www.t.example. ; www.t.example. 300 A 192.0.2.6",
    "x.far.example. A -> NOERROR aa far.example. 300 DNAME far.net. ; "
    "x.far.example. 300 CNAME x.far.net.",
    "todname.example. A -> NOERROR aa "
    "todname.example. 300 CNAME www.d.example. ; "
    "d.example. 300 DNAME t.example. ; "
    "www.d.example. 300 CNAME www.t.example. ; www.t.example. 300 A 192.0.2.6",
    "totop.example. A -> NOERROR aa totop.example. 300 CNAME d.example. ; "
    "d.example. 300 A 192.0.2.5",
    /* a DNAME that the chain comes back to is in the answer once */
    "chain.d.example. A -> NOERROR aa d.example. 300 DNAME t.example. ; "
    "chain.d.example. 300 CNAME chain.t.example. ; "
    "chain.t.example. 300 CNAME www.d.example. ; "
    "www.d.example. 300 CNAME www.t.example. ; www.t.example. 300 A 192.0.2.6",
    "x.down.example. A -> NOERROR aa down.example. 300 DNAME x.down.example. ; "
    "x.down.example. 300 CNAME x.x.down.example.",
    "x.ping.example. A -> NOERROR aa ping.example. 300 DNAME pong.example. ; "
    "x.ping.example. 300 CNAME x.pong.example. ; "
    "pong.example. 300 DNAME ping.example. ; "
    "x.pong.example. 300 CNAME x.ping.example.",
    /* a cut beside a DNAME: the cut */
    "x.occluded.example. A -> NOERROR | occluded.example. 300 NS ns.example. "
    "| ns.example. 300 A 192.0.2.1",
    NULL,
};

static const char *const zones_zone[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "ns.example. 300 A 192.0.2.1",
    "child.example. 300 NS ns.child.example.",
    "child.example. 300 DS 1 8 1 0000000000000000000000000000000000000000",
    "ns.child.example. 300 A 192.0.2.2",
    "in.example. 300 CNAME www.child.example.",
    "tofree.example. 300 CNAME www.free.example.",
    "d.example. 300 DNAME child.example.",
    "f.example. 300 DNAME free.example.",
    "p.example. 300 DNAME c.d2.example.",
    "d2.example. 300 DNAME t.example.",
    "x.t.example. 300 A 192.0.2.4",
    "zone child.example.",
    "child.example. 300 SOA ns.child.example. h.example. 9 2 3 4 60",
    "child.example. 300 NS ns.child.example.",
    "ns.child.example. 300 A 192.0.2.2",
    "www.child.example. 300 A 192.0.2.3",
    "up.child.example. 300 CNAME ns.example.",
    "zone free.example.",
    "free.example. 300 SOA ns.free.example. h.example. 9 2 3 4 60",
    "free.example. 300 NS ns.free.example.",
    "www.free.example. 300 A 192.0.2.5",
    "zone c.d2.example.",
    "c.d2.example. 300 SOA ns.free.example. h.example. 9 2 3 4 60",
    "c.d2.example. 300 NS ns.free.example.",
    NULL,
};

#define CHILD_NS                                     \
	"child.example. 300 NS ns.child.example. | " \
	"ns.child.example. 300 A 192.0.2.2"

static const char *const zones_cases[] = {
    "www.child.example. A -> NOERROR aa www.child.example. 300 A 192.0.2.3",
    "child.example. NS -> NOERROR aa "
    "child.example. 300 NS ns.child.example. | | "
    "ns.child.example. 300 A 192.0.2.2",
    "no.child.example. A -> NXDOMAIN aa | "
    "child.example. 60 SOA ns.child.example. h.example. 9 2 3 4 60",
    "no.example. A -> NXDOMAIN aa | "
    "example. 60 SOA ns.example. h.example. 7 2 3 4 60",
    /* DS at an apex: the zone above has the say */
    "child.example. DS -> NOERROR aa child.example. 300 DS 1 8 1 "
    "0000000000000000000000000000000000000000",
    "free.example. DS -> NOERROR aa | "
    "example. 60 SOA ns.example. h.example. 7 2 3 4 60",
    "www.child.example. DS -> NOERROR aa | "
    "child.example. 60 SOA ns.child.example. h.example. 9 2 3 4 60",
    "example. DS -> NOERROR aa | "
    "example. 60 SOA ns.example. h.example. 7 2 3 4 60",
    /* chains stay in the zone of the question */
    "in.example. A -> NOERROR aa in.example. 300 CNAME www.child.example. "
    "| " CHILD_NS,
    "up.child.example. A -> NOERROR aa up.child.example. 300 CNAME ns.example.",
    "tofree.example. A -> NOERROR aa "
    "tofree.example. 300 CNAME www.free.example.",
    "www.d.example. A -> NOERROR aa d.example. 300 DNAME child.example. ; "
    "www.d.example. 300 CNAME www.child.example. | " CHILD_NS,
    "www.f.example. A -> NOERROR aa f.example. 300 DNAME free.example. ; "
    "www.f.example. 300 CNAME www.free.example.",
    /* a zone below a DNAME of the one above: that redirects it for chains */
    "x.p.example. A -> NXDOMAIN aa p.example. 300 DNAME c.d2.example. ; "
    "x.p.example. 300 CNAME x.c.d2.example. ; "
    "d2.example. 300 DNAME t.example. ; "
    "x.c.d2.example. 300 CNAME x.c.t.example. | "
    "example. 60 SOA ns.example. h.example. 7 2 3 4 60",
    NULL,
};

static const char *const root_zone[] = {
    "zone .",
    ". 300 SOA ns. h. 7 2 3 4 60",
    ". 300 NS ns.",
    "ns. 300 A 192.0.2.1",
    "com. 300 NS ns.com.",
    "ns.com. 300 A 192.0.2.2",
    "a. 300 CNAME ns.",
    NULL,
};

static const char *const root_cases[] = {
    ". NS -> NOERROR aa . 300 NS ns. | | ns. 300 A 192.0.2.1",
    ". DS -> NOERROR aa | . 60 SOA ns. h. 7 2 3 4 60",
    "org. A -> NXDOMAIN aa | . 60 SOA ns. h. 7 2 3 4 60",
    "www.com. A -> NOERROR | com. 300 NS ns.com. | ns.com. 300 A 192.0.2.2",
    "a. A -> NOERROR aa a. 300 CNAME ns. ; ns. 300 A 192.0.2.1",
    NULL,
};

static const struct group groups[] = {
    {plain_zone, plain_cases}, {cut_zone, cut_cases},
    {chain_zone, chain_cases}, {zones_zone, zones_cases},
    {root_zone, root_cases},
};

START_TEST(each_case_is_answered)
{
	answer_case_serve(groups[_i].zone);
	answer_case_run_all(groups[_i].cases);
}
END_TEST

static const char *const long_chain[] = {
    "zone example.",
    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
    "example. 300 NS ns.example.",
    "l3.example. 300 CNAME l4.example.",
    "l4.example. 300 CNAME l5.example.",
    "l5.example. 300 CNAME l6.example.",
    "l6.example. 300 CNAME l7.example.",
    "l7.example. 300 CNAME l8.example.",
    "l8.example. 300 CNAME l9.example.",
    "l9.example. 300 CNAME l10.example.",
    "l10.example. 300 CNAME l11.example.",
    "l11.example. 300 CNAME l12.example.",
    "l12.example. 300 CNAME l13.example.",
    "l13.example. 300 CNAME l14.example.",
    "l14.example. 300 CNAME l15.example.",
    "l15.example. 300 CNAME l16.example.",
    "l16.example. 300 CNAME l17.example.",
    "l17.example. 300 CNAME l18.example.",
    "l18.example. 300 CNAME l19.example.",
    "l19.example. 300 CNAME l20.example.",
    "l20.example. 300 A 192.0.2.1",
    NULL,
};

START_TEST(sixteen_links_are_followed)
{
	answer_case_serve(long_chain);
	answer_case_run(
	    "l4.example. A -> NOERROR aa l4.example. 300 CNAME l5.example. ; "
	    "l5.example. 300 CNAME l6.example. ; "
	    "l6.example. 300 CNAME l7.example. ; "
	    "l7.example. 300 CNAME l8.example. ; "
	    "l8.example. 300 CNAME l9.example. ; "
	    "l9.example. 300 CNAME l10.example. ; "
	    "l10.example. 300 CNAME l11.example. ; "
	    "l11.example. 300 CNAME l12.example. ; "
	    "l12.example. 300 CNAME l13.example. ; "
	    "l13.example. 300 CNAME l14.example. ; "
	    "l14.example. 300 CNAME l15.example. ; "
	    "l15.example. 300 CNAME l16.example. ; "
	    "l16.example. 300 CNAME l17.example. ; "
	    "l17.example. 300 CNAME l18.example. ; "
	    "l18.example. 300 CNAME l19.example. ; "
	    "l19.example. 300 CNAME l20.example. ; l20.example. 300 A "
	    "192.0.2.1");
	answer_case_run(
	    "l3.example. A -> NOERROR aa l3.example. 300 CNAME l4.example. ; "
	    "l4.example. 300 CNAME l5.example. ; "
	    "l5.example. 300 CNAME l6.example. ; "
	    "l6.example. 300 CNAME l7.example. ; "
	    "l7.example. 300 CNAME l8.example. ; "
	    "l8.example. 300 CNAME l9.example. ; "
	    "l9.example. 300 CNAME l10.example. ; "
	    "l10.example. 300 CNAME l11.example. ; "
	    "l11.example. 300 CNAME l12.example. ; "
	    "l12.example. 300 CNAME l13.example. ; "
	    "l13.example. 300 CNAME l14.example. ; "
	    "l14.example. 300 CNAME l15.example. ; "
	    "l15.example. 300 CNAME l16.example. ; "
	    "l16.example. 300 CNAME l17.example. ; "
	    "l17.example. 300 CNAME l18.example. ; "
	    "l18.example. 300 CNAME l19.example.");
}
END_TEST

#define X63 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X54 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

START_TEST(a_name_of_over_255_octets_is_not_made)
{
	static const char *const lines[] = {
	    "zone example.",
	    "example. 300 SOA ns.example. h.example. 7 2 3 4 60",
	    "example. 300 NS ns.example.",
	    "d.example. 300 DNAME " X54 "." X63 "." X63 ".",
	    NULL,
	};

	/* 184 octets of target, so 71 in front of it */
	answer_case_serve(lines);
	answer_case_run(X63 ".xxxxxx.d.example. A -> NOERROR aa "
	                    "d.example. 300 DNAME " X54 "." X63 "." X63
	                    ". ; " X63 ".xxxxxx.d.example. 300 CNAME " X63
	                    ".xxxxxx." X54 "." X63 "." X63 ".");
	answer_case_run(X63 ".xxxxxxx.d.example. A -> YXDOMAIN aa "
	                    "d.example. 300 DNAME " X54 "." X63 "." X63 ".");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("search");
	TCase *answers = tcase_create("answers");

	tcase_add_checked_fixture(answers, NULL, answer_case_end);
	tcase_add_loop_test(answers, each_case_is_answered, 0,
	                    sizeof(groups) / sizeof(*groups));
	tcase_add_test(answers, sixteen_links_are_followed);
	tcase_add_test(answers, a_name_of_over_255_octets_is_not_made);
	suite_add_tcase(s, answers);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
