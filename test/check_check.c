/* SPDX-License-Identifier: ISC */
#include "test/finding_case.h"
#include "zones/check.h"

/* A zone with a name server, and zones with theirs elsewhere. */
#define ZONE(records)              \
	{                          \
		ZONE_TEXT(records) \
	}
#define ZONE_AND(records, other)          \
	{                                 \
		ZONE_TEXT(records), other \
	}
#define ZONE_TEXT(records)                                          \
	"{'zone': 'a.example', 'views': ['internal'], 'records': {" \
	"'@': {'NS': 'ns'}, 'ns': {'A': '10.0.0.1'}, " records "}}"
#define ELSEWHERE(zone, records)                                   \
	"{'zone': '" zone "', 'views': ['internal'], 'records': {" \
	"'@': {'NS': 'ns.elsewhere.example.'}, " records "}}"

static const struct finding_case cases[] = {
    {NULL, ZONE("'x': {'A': '10.0.0.2'}"), ""},

    /* CNAME alone, and one of it */
    {NULL, ZONE("'x': {'A': '10.0.0.2', 'CNAME': ^'ns'}"), "cname-and-other"},
    {NULL, ZONE("'x': {'CNAME': 'ns', 'SIG': 'A 8 2 1 1 1 1 . AAAA'}"), ""},
    {NULL, ZONE("'x': {'CNAME': ['ns', ^'ns.b.example.', ^'.']}"),
     "multiple-cname multiple-cname"},
    {NULL, ZONE("'x': {'DNAME': ['b.example.', ^'c.example.']}"),
     "multiple-dname"},
    {NULL, ZONE("'x': {'DNAME': 'b.example.', 'A': '10.0.0.2'}"), ""},

    /* addresses of targets */
    {NULL, ZONE("'x': {'MX': ['1 ns', ^'2 y']}"), "missing-address"},
    {NULL, ZONE("'x': {'SRV': ^'1 2 3 y'}, 'y': {'TXT': 'x'}"),
     "missing-address"},
    {NULL, ZONE("'x': {'KX': ^'1 y', 'AFSDB': ^'1 z'}"),
     "missing-address missing-address"},
    {NULL, ZONE("'x': {'MX': ^'1 y'}, 'z.y': {'A': '10.0.0.2'}"),
     "missing-address"}, /* an empty non-terminal */
    {NULL, ZONE("'x': {'MX': '1 y.w'}, '*.w': {'AAAA': 'fd00::1'}"), ""},
    {NULL,
     ZONE("'x': {'MX': ^'1 a.y.w'}, '*.w': {'AAAA': 'fd00::1'},"
          "'y.w': {'TXT': 'x'}"),
     "missing-address"}, /* the closest encloser has no wildcard */
    {NULL, ZONE("'x': {'MX': '1 y'}, 'y': {'CNAME': 'ns'}"), ""},
    {NULL, ZONE("'x': {'MX': '1 y'}, 'y': {'CNAME': 'b.example.'}"), ""},
    {NULL, ZONE("'x': {'MX': '1 y'}, 'y': {'CNAME': 'y'}"), ""},
    {NULL, ZONE("'x': {'MX': '1 y.cut'}, 'cut': {'NS': 'ns'}"), ""},
    {NULL, ZONE("'x': {'MX': '1 y.d'}, 'd': {'DNAME': 'b.example.'}"), ""},
    {NULL, ZONE("'x': {'MX': '0 .', 'SRV': '0 0 0 .'}"), ""},
    {NULL, ZONE("'x': {'HTTPS': ^'1 .'}"), "missing-address"},
    {NULL, ZONE("'x': {'HTTPS': '1 .', 'A': '10.0.0.1'}"), ""},
    {NULL, ZONE("'x': {'HTTPS': '0 .'}"), ""},
    {NULL, ZONE("'x': {'HTTPS': '0 y'}, 'y': {'HTTPS': '1 ns'}"), ""},
    {NULL, ZONE("'x': {'HTTPS': ^'0 y'}, 'y': {'TXT': 'x'}"),
     "missing-address"},
    {NULL, ZONE("'x': {'CNAME': 'nowhere'}, 'y': {'PTR': 'nowhere'}"), ""},
    /* name servers: at the apex, below their own cut, below another's */
    {NULL,
     ZONE("'cut': {'NS': ['ns', ^'ns.cut', 'ns.other']},"
          "'other': {'NS': 'ns'}"),
     "missing-address"},
    {NULL, ZONE("'cut': {'NS': 'a.b.cut'}, 'a.b.cut': {'AAAA': 'fd00::1'}"),
     ""},
    {NULL, ZONE("'cut': {'NS': 'cut', 'A': '10.0.0.2'}"), ""},
    /* a zone below that the view has too is asked itself */
    {NULL,
     ZONE_AND("'cut': {'NS': ['ns.cut', ^'no.cut']}",
              ELSEWHERE("cut.a.example", "'ns': {'A': '10.0.0.2'}")),
     "missing-address"},

    /* dots */
    {NULL, ZONE("'x': {'MX': ^'1 ns.A.example'}"), "missing-dot"},
    {NULL, ZONE("'x': {'CNAME': ^'a.example'}"), "missing-dot"},
    {NULL, ZONE("'x': {'RP': ^'. y.a.example'}"), "missing-dot"},
    {NULL, ZONE("^'x.a.example': {'A': '10.0.0.2'}"), "missing-dot"},
    {NULL, ZONE("'x.a.example.': {'A': '10.0.0.2'}"), ""},
    {NULL, ZONE("'x': {'PTR': ['b', 'ba.example', 'a.a.example.']}"), ""},

    /* aliases of name servers */
    {NULL, ZONE("'cut': {'NS': ^'y'}, 'y': {'CNAME': 'ns'}"), "ns-is-cname"},
    {NULL, ZONE("'cut': {'NS': ^'y.w'}, '*.w': {'CNAME': 'ns'}"),
     "ns-is-cname"},
    {NULL, ZONE("'cut': {'NS': 'y.b.example.'}, 'y': {'CNAME': 'ns'}"), ""},

    /* what is never answered */
    {NULL, ZONE("'cut': {'NS': 'ns', 'DS': '1 8 2 00', 'TXT': ^'x'}"),
     "occluded"},
    {NULL, ZONE("'cut': {'NS': 'ns'}, 'x.cut': {'A': ^'10.0.0.2'}"),
     "occluded"},
    {NULL,
     ZONE("'cut': {'NS': 'ns.o'}, 'o': {'NS': 'ns'},"
          "'ns.o': {'A': '10.0.0.2', 'TXT': ^'x'}"),
     "occluded"}, /* but the address is a referral's */
    {NULL, ZONE("'cut': {'NS': 'ns'}, 'x.cut': {'NS': ^'ns'}"), "occluded"},
    {NULL,
     ZONE("'d': {'DNAME': 'ns', 'TXT': 'x'},"
          "'e.d': {'NS': ^'x.d'}, 'x.d': {'A': ^'10.0.0.2'}"),
     "occluded occluded"},
    {NULL,
     ZONE_AND("'cut': {'NS': 'ns'}, 'x.cut': {'TXT': ^'x'}",
              ELSEWHERE("cut.a.example", "'y': {'TXT': 'x'}")),
     "occluded"},
    {NULL,
     ZONE_AND("'x.cut': {'TXT': ^'x'}",
              ELSEWHERE("cut.a.example", "'y': {'TXT': 'x'}")),
     "occluded"},

    /* pointers */
    {NULL,
     ZONE_AND("'x': {'A': '10.0.0.2'}",
              ELSEWHERE("10.in-addr.arpa",
                        "'2.0.0': {'PTR': 'x.a.example.'},"
                        "'3.0.0': {'PTR': ['b.example.', ^'x.a.example.']},"
                        "'4.0.0': {'PTR': ^'y.a.example.'},"
                        "'0.0': {'PTR': 'y.a.example.'},"
                        "'256.0.0': {'PTR': 'y.a.example.'}")),
     "ptr-mismatch ptr-mismatch"},
    {NULL,
     ZONE_AND("'*.x': {'A': '10.0.0.2'}, 'y': {'CNAME': 'z.x'}",
              ELSEWHERE("10.in-addr.arpa",
                        "'2.0.0': {'PTR': 'y.a.example.'},"
                        "'3.0.0': {'PTR': ^'y.a.example.'}")),
     "ptr-mismatch"},
    {NULL,
     ZONE_AND("'x': {'AAAA': 'fd00::1'}",
              ELSEWHERE("0.0.d.f.ip6.arpa",
                        "'1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
                        ".0.0.0.0': {'PTR': 'x.a.example.'},"
                        "'2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
                        ".0.0.0.0': {'PTR': ^'x.a.example.'}")),
     "ptr-mismatch"},
};

START_TEST(a_view_is_checked)
{
	finding_case_run(&cases[_i], check_zones);
}
END_TEST

/* What fits and what doesn't, to the octet. */
static const struct {
	const char *owner;
	unsigned count;
	unsigned octets; /* of each TXT record's RDATA */
	unsigned last;   /* and of the last one */
	bool fits;
} sizes[] = {
    /* header, OPT, name and question around, and 12 for each record */
    {"x.a.example", 1, 0, 65535 - 12 - 11 - 13 - 4 - 12, true},
    {"x.a.example", 1, 0, 65535 - 12 - 11 - 13 - 4 - 12 + 1, false},
    {"x.a.example", 2, 30000, 65535 - 12 - 11 - 13 - 4 - 24 - 30000, true},
    {"x.a.example", 2, 30000, 65535 - 12 - 11 - 13 - 4 - 24 - 29999, false},
    /* a wildcard is asked for by names of 255 octets */
    {"*.a.example", 1, 0, 65535 - 12 - 11 - 255 - 4 - 12, true},
    {"*.a.example", 1, 0, 65535 - 12 - 11 - 255 - 4 - 12 + 1, false},
};

/* Text that takes `octets` of RDATA, each string's length counted. */
static char *
text_of(struct arena *arena, unsigned octets)
{
	unsigned strings = (octets + 255) / 256;
	char *text = arena_alloc(arena, octets - strings + 1);

	memset(text, 'x', octets - strings);
	return text;
}

START_TEST(an_rrset_must_fit_an_answer)
{
	struct arena *arena = arena_new();
	const char *items = "";
	const char *zone;
	struct finding_case one = {.rules = ""};

	for (unsigned i = 1; i < sizes[_i].count; i++)
		items = arena_format(arena, "%s'%s',", items,
		                     text_of(arena, sizes[_i].octets));
	zone = arena_format(
	    arena,
	    "{'zone': 'a.example', 'views': ['internal'], 'records': {"
	    "'@': {'NS': 'ns.b.example.'},"
	    "'%s.': {'TXT': %s{'text': [%s'%s']}}}}",
	    sizes[_i].owner, sizes[_i].fits ? "" : "^", items,
	    text_of(arena, sizes[_i].last));
	one.zones[0] = zone;
	if (!sizes[_i].fits)
		one.rules = "answer-too-large";
	finding_case_run(&one, check_zones);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("check");
	TCase *tc = tcase_create("check");

	tcase_add_loop_test(tc, a_view_is_checked, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tc, an_rrset_must_fit_an_answer, 0,
	                    sizeof(sizes) / sizeof(sizes[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
