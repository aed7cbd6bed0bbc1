/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/prove/claims.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A site below /tmp, checked and proved. */
struct proof_case {
	struct site_case site;
	struct checked checked;
	struct proof proof;
};

static void
proof_case_begin(struct proof_case *c, const char *views, const char *zone,
                 const char *other)
{
	size_t errors;

	site_case_begin(&c->site);
	site_case_file(&c->site, "views.json", views);
	site_case_file(&c->site, "zone.json", zone);
	if (other != NULL)
		site_case_file(&c->site, "other.json", other);
	ck_assert_int_eq(checked_load(&c->checked, c->site.folder, NULL, NULL),
	                 0);
	errors = checked_errors(&c->checked, false);
	if (errors > 0)
		checked_print(&c->checked, REPORT_TEXT);
	ck_assert_uint_eq(errors, 0);
	ck_assert_int_eq(proof_make(&c->proof, &c->checked), 0);
}

static void
proof_case_end(struct proof_case *c)
{
	checked_free(&c->checked);
	site_case_end(&c->site);
}

/* What is printed, but for hashes and what is the same for every site. */
static char *
proof_text(const struct proof *proof, bool names)
{
	char *text = NULL, *content;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	proof_print(proof, names, stream);
	ck_assert_int_eq(fclose(stream), 0);
	while ((content = strstr(text, " content ")) != NULL)
		memmove(content, strchr(content, '\n'),
		        strlen(strchr(content, '\n')) + 1);
	return text;
}

static const char views[] =
    "{'views': {"
    "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'],"
    " 'ports': ['5000-9999']},"
    "'out': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0'],"
    " 'ports': ['443']}},"
    "'refuse': ['10.66.0.0/16'],"
    "'reserved': {'corp.test': ['in'], '9.20.0.0/16': ['in']}}";

static const char corp[] =
    "{'zone': 'corp.test', 'views': ['in'], 'records': {"
    "'@': {'NS': 'ns'}, 'ns': {'A': '9.20.0.1'}, 'db': {'A': '9.20.0.5'},"
    "'*.w': {'TXT': 't'}, 'd': {'NS': 'ns.d'}, 'ns.d': {'A': '9.20.0.2'}},"
    "'services': {'billing': {'views': ['in'], 'ports': ['8443/tcp'],"
    " 'srv': false, 'hosts': ['db'], 'clients': ['10.2.0.0/16']}}}";

static const char public[] =
    "{'zone': 'pub.test', 'views': ['in', 'out'], 'records': {"
    "'@': {'NS': 'ns'}, 'ns': {'A': '9.9.9.9'}, 'www': {'CNAME': 'ns'}},"
    "'overlays': {'in': {'inner': {'MX': '10 db.corp.test.'}}},"
    "'services': {'web': {'views': ['out'], 'ports': ['443'],"
    " 'srv': false, 'hosts': ['ns'], 'clients': 'view'}}}";

static const char whole[] =
    "VIEW in trust internal zones 2 names 10\n"
    "VIEW out trust external zones 1 names 3\n"
    "ZONE in corp.test. answers 4 wildcards 1 delegations 1 empty 1 "
    "occluded 1\n"
    "ZONE in pub.test. answers 4 wildcards 0 delegations 0 empty 0 "
    "occluded 0\n"
    "ZONE out pub.test. answers 3 wildcards 0 delegations 0 empty 0 "
    "occluded 0\n"
    "NAME in corp.test. NS SOA\n"
    "NAME in d.corp.test. delegation NS\n"
    "NAME in db.corp.test. A\n"
    "NAME in ns.corp.test. A\n"
    "NAME in *.w.corp.test. TXT\n"
    "NAME in pub.test. NS SOA\n"
    "NAME in inner.pub.test. MX\n"
    "NAME in ns.pub.test. A\n"
    "NAME in www.pub.test. CNAME\n"
    "NAME out pub.test. NS SOA\n"
    "NAME out ns.pub.test. A\n"
    "NAME out www.pub.test. CNAME\n"
    "AUDIENCE in view in else out resolver -\n"
    "AUDIENCE out view out else - resolver -\n"
    "AUDIENCE (refused) view - else - resolver -\n"
    "CLASS in/1 audience in spans 10.0.0.0/15 10.3.0.0-10.65.255.255 "
    "10.67.0.0-10.255.255.255\n"
    "CLASS in/2 audience in spans 10.2.0.0/16\n"
    "CLASS out audience out spans 0.0.0.0-9.255.255.255 "
    "11.0.0.0-255.255.255.255 ::/0\n"
    "CLASS (refused) audience (refused) spans 10.66.0.0/16\n"
    "RESERVED corp.test. for in\n"
    "RESERVED 9.20.0.0/16 for in\n"
    "OPEN billing in in addresses 9.20.0.5 ports 8443/tcp to in/2\n"
    "OPEN web in out addresses 9.9.9.9 ports 443 to out\n"
    "PROVED answered from in: 4 spans, all in the networks of in,out, of the "
    "resolvers of -, of no other\n"
    "PROVED answered from out: 3 spans, all in the networks of out, of the "
    "resolvers of -, of no other\n"
    "PROVED answered from (refused): 1 spans, all in the networks of -, of "
    "the resolvers of -, of no other\n"
    "PROVED apart from in: no view of internal trust but its own answers it\n"
    "PROVED apart from out: no view of internal trust but its own answers "
    "it\n"
    "PROVED apart from (refused): no view of internal trust but its own "
    "answers it\n"
    "PROVED served corp.test. in in: 7 names asked for, each answered as the "
    "image holds it\n"
    "PROVED served pub.test. in in: 4 names asked for, each answered as the "
    "image holds it\n"
    "PROVED served pub.test. in out: 3 names asked for, each answered as the "
    "image holds it\n"
    "PROVED reachable in out: all 1 addresses are globally reachable\n"
    "PROVED absent corp.test. from out: no such zone: out answers REFUSED\n"
    "PROVED hidden corp.test. from out: out answers REFUSED; 0 of 3 names in "
    "it, 0 of 4 targets lead there\n"
    "PROVED hidden 9.20.0.0/16 from out: 0 of 1 addresses in it\n"
    "PROVED hidden (unlisted) from out: 97 domains, out answers REFUSED; 0 of "
    "3 names in them, 0 of 4 targets lead there\n"
    "PROVED distinct of in and out: 5000-9999 has no port in common with "
    "443\n"
    "PROVED space billing in in: 8443/tcp in 5000-9999\n"
    "PROVED space web in out: 443 in 443\n"
    "PROVED trust billing: its addresses and ports are internal alone\n"
    "PROVED trust web: its addresses and ports are external alone\n"
    "PROVED closed billing from in/1: in no opening of its addresses and "
    "ports\n"
    "PROVED closed billing from out: in no opening of its addresses and "
    "ports\n"
    "PROVED closed billing from (refused): in no opening of its addresses and "
    "ports\n"
    "PROVED closed web from in: in no opening of its addresses and ports\n"
    "PROVED closed web from (refused): in no opening of its addresses and "
    "ports\n"
    "CLAIMS proved 24 witness 0\n";

/* Takes out the site's hash, the one long line of what is reserved without
 * being listed, and what comes behind the claims. */
static void
cut_constant(char *text)
{
	char *first = strchr(text, '\n') + 1;
	char *unlisted = strstr(text, "RESERVED (unlisted) for in domains ");
	char *end = strstr(text, "UNMODELLED ");

	ck_assert_ptr_nonnull(unlisted);
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	end = strchr(unlisted, '\n') + 1;
	memmove(unlisted, end, strlen(end) + 1);
	ck_assert_int_eq(strncmp(text, "SITE ", 5), 0);
	memmove(text, first, strlen(first) + 1);
}

START_TEST(a_site_is_proved)
{
	struct proof_case c;
	char *text;

	proof_case_begin(&c, views, corp, public);
	text = proof_text(&c.proof, true);
	cut_constant(text);
	ck_assert_msg(strcmp(text, whole) == 0, "%.3000s", text);
	free(text);
	proof_case_end(&c);
}
END_TEST

/* What no error of the compiler stops is seen all the same. */
static const struct {
	const char *views;
	const char *zone;
	const char *line; /* that is among those printed */
} seen[] = {
    /* a resolver of an internal view, outside */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'],"
     " 'resolvers': ['9.9.9.9/32']},"
     "'out': {'trust': 'external', 'networks': ['9.0.0.0/8']}},"
     "'reserved': {'corp.test': ['in']}}",
     "{'zone': 'corp.test', 'views': ['in'],"
     " 'records': {'@': {'NS': 'ns.pub.test.'}}}",
     "\nWITNESS apart from out.2: 9.9.9.9 is a resolver of in, which answers "
     "it on a listener of its own\n"},
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'],"
     " 'resolvers': ['9.9.9.9/32']},"
     "'out': {'trust': 'external', 'networks': ['9.0.0.0/8']}},"
     "'reserved': {'corp.test': ['in']}}",
     "{'zone': 'corp.test', 'views': ['in'],"
     " 'records': {'@': {'NS': 'ns.pub.test.'}}}",
     "\nWITNESS hidden corp.test. from out.2: 9.9.9.9 is a resolver of in, "
     "which may see it\n"},
    /* an address that is waived */
    {views,
     "{'zone': 'pub.test', 'views': ['out'],"
     " 'records': {'@': {'NS': 'ns'}, 'ns': {'A': '10.1.2.3'}},"
     " 'waive': [{'rule': 'private-address', 'name': 'ns',"
     " 'views': ['out'], 'reason': 'a test'}]}",
     "\nWITNESS reachable in out: ns.pub.test. A gives 10.1.2.3, a private "
     "network's address; 1 of 1 aren't reachable\n"},
    /* a wildcard above a reserved domain that is waived */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
     "'out': {'trust': 'external', 'networks': ['0.0.0.0/0']}},"
     "'reserved': {'corp.pub.test': ['in']}}",
     "{'zone': 'pub.test', 'views': ['out'],"
     " 'records': {'@': {'NS': 'ns'}, 'ns': {'A': '9.1.2.3'},"
     "  '*': {'A': '9.1.2.4'}},"
     " 'waive': [{'rule': 'shadow-zone', 'name': '*',"
     " 'views': ['out'], 'reason': 'a test'}]}",
     "\nWITNESS hidden corp.pub.test. from out: 0.0.0.1 asks out for "
     "corp.pub.test.: NOERROR\n"},
    /* a domain that is hidden and has one within that isn't */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
     "'st': {'trust': 'internal', 'networks': ['10.9.0.0/16']}},"
     "'reserved': {'c.test': ['in'], 's.c.test': ['st']}}",
     "{'zone': 'test', 'views': ['st'],"
     " 'records': {'@': {'NS': 'ns.pub.test.'}, 'a.s.c': {'A': '9.1.2.3'}}}",
     "\nPROVED hidden c.test. from st: st answers NOERROR/NXDOMAIN; 0 of 2 "
     "names in it, 0 of 3 targets lead there\n"},
    /* a view that answers nobody */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': []}}}",
     "{'zone': 'pub.test', 'views': ['in'],"
     " 'records': {'@': {'NS': 'ns.example.'}}}",
     "\nPROVED served pub.test. in in: nobody is answered\n"},
    /* two services at one address and port: who may use one uses the other */
    {views,
     "{'zone': 'pub.test', 'views': ['in'],"
     " 'records': {'@': {'NS': 'ns'}, 'ns': {'A': '10.1.2.3'}},"
     " 'services': {'a': {'views': ['in'], 'ports': ['7000-7009/tcp'],"
     "  'srv': false, 'hosts': ['ns'], 'clients': ['10.2.0.0/16']},"
     "  'b': {'views': ['in'], 'ports': ['7005'], 'srv': false,"
     "  'hosts': ['ns'], 'clients': ['10.3.0.0/16']}}}",
     "\nWITNESS closed a from in/3: 10.3.0.1 connects to 10.1.2.3 "
     "7005/tcp, which is b's too\n"},
};

START_TEST(a_witness_is_found)
{
	struct proof_case c;
	char *text;

	proof_case_begin(&c, seen[_i].views, seen[_i].zone, NULL);
	text = proof_text(&c.proof, false);
	ck_assert_msg(strstr(text, seen[_i].line) != NULL, "no %s\nin\n%.3000s",
	              seen[_i].line, strstr(text, "PROVED"));
	free(text);
	proof_case_end(&c);
}
END_TEST

/* If the compiler let through what it stops: an internal view's image held
 * against what an external one may see. */
START_TEST(what_is_reserved_is_found_in_an_image)
{
	struct proof_case c;
	struct survey survey;
	const struct survey_reserved *found = NULL, *range = NULL;

	proof_case_begin(&c, views, corp, public);
	ck_assert_int_eq(survey_image(&survey, c.checked.arena,
	                              &c.proof.views[0].image,
	                              &c.checked.contents[1]),
	                 0);
	for (size_t i = 0; i < c.checked.site.reserved_count; i++) {
		const struct reserved *r = &c.checked.site.reserved[i];

		if (strcmp(r->text, "corp.test") == 0)
			found = &survey.reserved[i];
		if (strcmp(r->text, "9.20.0.0/16") == 0)
			range = &survey.reserved[i];
	}
	ck_assert_uint_eq(found->names, 6);
	ck_assert_str_eq(found->name.owner, "corp.test.");
	/* NS twice, SOA's mname and rname, MX */
	ck_assert_uint_eq(found->data, 5);
	ck_assert_str_eq(found->datum.what, "ns.corp.test.");
	ck_assert_str_eq(found->answered, "corp.test.");
	ck_assert_uint_eq(range->data, 3);
	ck_assert_str_eq(range->datum.owner, "ns.d.corp.test.");
	ck_assert_str_eq(range->datum.type, "A");
	proof_case_end(&c);
}
END_TEST

/* If an image answered others than the partition says. */
START_TEST(an_image_that_answers_others_is_found)
{
	struct proof_case c;
	struct image image;

	proof_case_begin(&c, views, corp, public);
	image = c.proof.views[0].image;
	c.proof.views[0].image = c.proof.views[1].image;
	c.proof.claim_count = 0;
	claims_sources(&c.proof);
	c.proof.views[0].image = image;
	ck_assert(!c.proof.claims[1].proved);
	ck_assert_str_eq(c.proof.claims[1].text,
	                 "0.0.0.0 is answered otherwise by in's image");
	proof_case_end(&c);
}
END_TEST

static Suite *
proof_suite(void)
{
	Suite *suite = suite_create("proof");
	TCase *tcase = tcase_create("proof");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_site_is_proved);
	tcase_add_loop_test(tcase, a_witness_is_found, 0, COUNT(seen));
	tcase_add_test(tcase, what_is_reserved_is_found_in_an_image);
	tcase_add_test(tcase, an_image_that_answers_others_is_found);
	return suite;
}

int
main(void)
{
	return unit_run(proof_suite());
}
