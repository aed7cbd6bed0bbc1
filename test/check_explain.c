/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit.h"
#include "zones/explain.h"
#include "zones/rdata.h"

static char root[64];
static struct checked checked;

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
	strcpy(root, "/tmp/check_explain.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("s", 0777), 0);
	put("s/views.json", "{\"format\": 1, \"views\": {\n"
	                    "  \"in\": {\"trust\": \"internal\", \"networks\": "
	                    "[\"10.0.0.0/8\"]},\n"
	                    "  \"ex\": {\"trust\": \"external\", \"networks\": "
	                    "[\"0.0.0.0/0\"]}},\n"
	                    " \"refuse\": [\"198.51.100.0/24\"],\n"
	                    " \"reserved\": {\"corp.example\": [\"in\"]}}\n");
	put("s/a.json", "{\"zone\": \"example\", \"views\": [\"in\", \"ex\"],\n"
	                " \"records\": {\n"
	                "  \"@\": {\"NS\": \"ns\"},\n"
	                "  \"ns\": {\"A\": \"9.9.9.9\"},\n"
	                "  \"www\": {\"CNAME\": \"web\"},\n"
	                "  \"web\": {\"A\": \"9.9.9.10\"},\n"
	                "  \"out\": {\"CNAME\": \"www.example.net.\"},\n"
	                "  \"loop\": {\"CNAME\": \"loop2\"},\n"
	                "  \"loop2\": {\"CNAME\": \"loop\"},\n"
	                "  \"*.w\": {\"TXT\": \"t\"},\n"
	                "  \"sub\": {\"NS\": \"ns.sub\"},\n"
	                "  \"ns.sub\": {\"A\": \"9.9.9.11\"},\n"
	                "  \"a.ent\": {\"A\": \"9.9.9.12\"},\n"
	                "  \"d\": {\"DNAME\": \"w\"},\n"
	                "  \"todeep\": {\"CNAME\": \"x.deep\"}},\n"
	                " \"overlays\": {\"in\": {\"web\": {\n"
	                "  \"A\": \"10.0.0.1\"}}}}\n");
	put("s/b.json",
	    "{\"zone\": \"deep.example\", \"views\": [\"in\", \"ex\"],\n"
	    " \"records\": {\"@\": {\"NS\": \"ns.example.\"}}}\n");
	put("s/c.json", "{\"zone\": \"corp.example\", \"views\": [\"in\"],\n"
	                " \"records\": {\"@\": {\"NS\": \"ns.example.\"}}}\n");
	ck_assert_int_eq(checked_load(&checked, "s", NULL, NULL), 0);
	if (checked_errors(&checked, false) > 0)
		checked_print(&checked, REPORT_TEXT);
	ck_assert_uint_eq(checked_errors(&checked, false), 0);
}

static void
teardown(void)
{
	char command[128];

	checked_free(&checked);
	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

/* Each of the lines must be there, in this order. */
static const struct {
	const char *from, *name, *type;
	const char *lines[5];
} cases[] = {
    {"10.1.2.3",
     "web.example",
     "A",
     {"client 10.1.2.3: view in, trust internal, by its network 10.0.0.0/8 "
      "(s/views.json:2:44)",
      "status: NOERROR, flags: qr aa; answer: 1,",
      ";; ANSWER\nweb.example.\t3600\tIN\tA\t10.0.0.1\n",
      "zone example.: s/a.json:1:10\n",
      "web.example. A: s/a.json:17:8, overlay in\n"}},
    {"9.1.2.3",
     "web.example",
     "A",
     {"view ex, trust external, by its network 0.0.0.0/0",
      "web.example. A: s/a.json:6:16\n"}},
    {"198.51.100.7",
     "web.example",
     "A",
     {"no view, it is refused by 198.51.100.0/24 (s/views.json:4:13)",
      "status: REFUSED", "the client belongs to no view: REFUSED"}},
    {"2001:db8::1",
     "web.example",
     "A",
     {"no view, it is in no view's networks", "status: REFUSED"}},
    {"10.1.2.3",
     "example.org",
     "A",
     {"status: REFUSED", "no zone of view in holds example.org.: REFUSED"}},
    {"9.1.2.3",
     "x.corp.example",
     "A",
     {"status: NXDOMAIN", ";; AUTHORITY\nexample.\t300\tIN\tSOA\t",
      "corp.example is reserved (s/views.json:5:15) for the views: in",
      "x.corp.example. doesn't exist"}},
    {"9.1.2.3",
     "www.example",
     "A",
     {"www.example.\t3600\tIN\tCNAME\tweb.example.\nweb.example.\t",
      "www.example. is a CNAME to web.example.: s/a.json:5:20",
      "web.example. A: s/a.json:6:16"}},
    {"9.1.2.3",
     "out.example",
     "A",
     {"www.example.net. is outside the zone: the chain ends here"}},
    {"9.1.2.3",
     "loop.example",
     "A",
     {"loop2.example. is a CNAME to loop.example.",
      "loop.example. was asked for before: the chain ends here"}},
    {"9.1.2.3",
     "todeep.example",
     "A",
     {"x.deep.example. is in a deeper zone: the chain ends here"}},
    {"9.1.2.3",
     "a.w.example",
     "TXT",
     {"a.w.example.\t3600\tIN\tTXT\t\"t\"",
      "a.w.example. doesn't exist; *.w.example. answers for it",
      "*.w.example. TXT: s/a.json:10:18"}},
    {"9.1.2.3",
     "a.w.example",
     "A",
     {"answer: 0", "*.w.example. has no A, but TXT: no data"}},
    {"9.1.2.3",
     "ent.example",
     "A",
     {"NOERROR", "ent.example. exists for the names below it alone"}},
    {"9.1.2.3",
     "x.y.example",
     "A",
     {"NXDOMAIN", "closest encloser example. has no wildcard"}},
    {"9.1.2.3",
     "x.sub.example",
     "A",
     {"status: NOERROR, flags: qr; answer: 0, authority: 1, additional: 1",
      ";; ADDITIONAL\nns.sub.example.\t3600\tIN\tA\t9.9.9.11",
      "sub.example. is delegated: s/a.json:11:17"}},
    {"9.1.2.3",
     "q.d.example",
     "TXT",
     {"q.d.example.\t3600\tIN\tCNAME\tq.w.example.",
      "d.example. has a DNAME to w.example., s/a.json:14:18",
      "q.w.example. doesn't exist; *.w.example. answers for it"}},
    {"9.1.2.3",
     "deep.example",
     "DS",
     {"answer: 0", ";; AUTHORITY\nexample.\t", "zone example.: s/a.json"}},
    {"9.1.2.3", "ns.example", "ANY", {"ns.example. A: s/a.json:4:15"}},
    {"9.1.2.3",
     "EXAMPLE",
     "SOA",
     {"EXAMPLE.\t3600\tIN\tSOA\tns.EXAMPLE.", "example. SOA: s/a.json:1:10"}},
};

START_TEST(an_answer_is_explained)
{
	struct explain_question question;
	char *text, *at;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_int_eq(
	    net_address_from_text(&question.source, cases[_i].from), 0);
	ck_assert_int_gt(dname_from_text(question.name, cases[_i].name,
	                                 strlen(cases[_i].name), NULL),
	                 0);
	question.type = strcmp(cases[_i].type, "ANY") == 0
	                    ? 255
	                    : (uint16_t)rdata_type(cases[_i].type);
	ck_assert_int_eq(explain(&checked, &question, out), 0);
	fclose(out);
	at = text;
	for (int i = 0; i < 5 && cases[_i].lines[i] != NULL; i++) {
		at = strstr(at, cases[_i].lines[i]);
		ck_assert_msg(at != NULL, "%s lacks in:\n%s",
		              cases[_i].lines[i], text);
	}
	free(text);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("explain");
	TCase *c = tcase_create("explain");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, an_answer_is_explained, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
