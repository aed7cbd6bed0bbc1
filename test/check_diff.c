/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/diff/diff.h"
#include "zones/diff/diff_print.h"
#include "zones/diff/side.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct site_case c;
static struct diff_side old, new;
static struct diff diff;
static char *text;

static void
setup(void)
{
	site_case_begin(&c);
}

static void
teardown(void)
{
	diff_side_close(&new);
	diff_side_close(&old);
	site_case_end(&c);
	free(text);
	text = NULL;
}

static void
compare(bool soa)
{
	diff_side_close(&new);
	diff_side_close(&old);
	ck_assert_int_eq(
	    diff_side_open(&old, arena_format(c.arena, "%s/old", c.folder),
	                   NULL, EXIT_USAGE),
	    EXIT_DONE);
	ck_assert_int_eq(
	    diff_side_open(&new, arena_format(c.arena, "%s/new", c.folder),
	                   &old, EXIT_USAGE),
	    EXIT_DONE);
	diff_sides(&diff, c.arena, &old, &new, soa);
}

static const char *
printed(void (*print)(const struct diff *diff, FILE *out))
{
	size_t size;
	FILE *out;

	free(text);
	out = open_memstream(&text, &size);
	print(&diff, out);
	fclose(out);
	return text;
}

#define VIEW(name, trust, networks) \
	"'" name "': {'trust': '" trust "', 'networks': [" networks "]}"
#define VIEWS(list) "{'views': {" list "}}"
#define INSIDE VIEW("in", "internal", "'10.0.0.0/8'")
#define OUTSIDE VIEW("out", "external", "'0.0.0.0/0'")
#define ZONE(records)                                                \
	"{'zone': 'a.example', 'views': ['in', 'out'], 'records': {" \
	"'@': {'NS': 'ns.other.example.'}" records "}}"
#define IN_ZONE(records)                                      \
	"{'zone': 'a.example', 'views': ['in'], 'records': {" \
	"'@': {'NS': 'ns.other.example.'}" records "}}"

/* Files before and after, where they differ from two views and an empty zone;
 * what is said of them, but for its summary. */
static const struct {
	const char *old_views, *old_zone, *new_views, *new_zone;
	const char *said;
} cases[] = {
    {NULL, NULL, NULL, NULL, "\nview in: unchanged\nview out: unchanged\n"},
    {NULL, NULL, NULL,
     "{'zone': 'a.example', 'views': ['in', 'out'], 'records': {"
     "'@': {'NS': 'ns.other.example.'}},"
     " 'overlays': {'in': {'db': {'A': ['10.0.0.1', '10.0.0.2']}}}}",
     "\nview in: changed, trust internal\n"
     "   zone a.example.\n"
     "     + db.a.example. 3600 A 10.0.0.1\n"
     "     + db.a.example. 3600 A 10.0.0.2\n"
     "view out: unchanged\n"},
    {NULL, ZONE(", 'www': {'A': ['9.9.9.1', '9.9.9.2'], 'TXT': 'gone'}"), NULL,
     ZONE(", 'www': {'A': ['9.9.9.2', '9.9.9.3'],"
          " 'AAAA': {'ttl': 60, 'data': '2606::1'}}"),
     "\nview in: changed, trust internal\n"
     "   zone a.example.\n"
     "     ~ www.a.example. 3600 A\n"
     "        - 9.9.9.1\n"
     "        + 9.9.9.3\n"
     "     - www.a.example. 3600 TXT \"gone\"\n"
     "     + www.a.example. 60 AAAA 2606::1\n"
     "\nview out: changed, trust external\n"
     "   zone a.example.\n"
     "     ~ www.a.example. 3600 A\n"
     "        - 9.9.9.1\n"
     "        + 9.9.9.3\n"
     "     - www.a.example. 3600 TXT \"gone\"\n"
     "     + www.a.example. 60 AAAA 2606::1\n"},
    {NULL, IN_ZONE(", 'www': {'A': ['9.9.9.1', '9.9.9.2']}"), NULL,
     IN_ZONE(", 'www': {'A': {'ttl': 60, 'data': ['9.9.9.1', '9.9.9.2']}}"),
     "\nview in: changed, trust internal\n"
     "   zone a.example.\n"
     "     ~ www.a.example. 3600 -> 60 A\n"
     "view out: unchanged\n"},
    {NULL, IN_ZONE(", 'www': {'A': ['9.9.9.1', '9.9.9.2']}"), NULL,
     IN_ZONE(", 'www': {'A': ['9.9.9.2', '9.9.9.1']}"),
     "\nview in: changed, trust internal\n"
     "   zone a.example.\n"
     "     ~ www.a.example. 3600 A (the same records in another order)\n"
     "view out: unchanged\n"},
    /* a name that strangers see now; one of a wildcard that they saw */
    {NULL, ZONE(", 'www': {'TXT': 'a'}, '*.w': {'A': '9.9.9.1'}"), NULL,
     "{'zone': 'a.example', 'views': ['in', 'out'], 'records': {"
     "'@': {'NS': 'ns.other.example.'}, 'www': {'TXT': 'a'},"
     " '*.w': {'A': '9.9.9.1'}}, 'overlays': {'out': {"
     " 'www': {'A': '9.9.9.1'}, 'x': {'A': '9.9.9.2', 'TXT': 'b'}}}}",
     "\n! view out shows names that no view of external trust had before: "
     "x.a.example.\n"
     "\nview in: unchanged\n"
     "\nview out: changed, trust external\n"
     "   zone a.example.\n"
     "     + www.a.example. 3600 A 9.9.9.1\n"
     "!    + x.a.example. 3600 A 9.9.9.2\n"
     "!    + x.a.example. 3600 TXT \"b\"\n"},
    /* a zone that goes, and one that comes */
    {NULL, IN_ZONE(", 'www': {'A': '9.9.9.1'}"), NULL,
     "{'zone': 'b.example', 'views': ['in'], 'records': {"
     "'@': {'NS': 'ns.other.example.'}}}",
     "\n! view in loses the zones: a.example.\n"
     "\nview in: changed, trust internal\n"
     "   zone a.example.: removed\n"
     "     - a.example. 3600 NS ns.other.example.\n"
     "     - www.a.example. 3600 A 9.9.9.1\n"
     "   zone b.example.: added\n"
     "     + b.example. 3600 NS ns.other.example.\n"
     "view out: unchanged\n"},
    /* name servers: one more is no alert, another one is */
    {NULL, NULL, NULL,
     "{'zone': 'a.example', 'views': ['in', 'out'], 'records': {'@': {'NS': "
     "['ns.other.example.', 'ns2.other.example.']}}, 'overlays': {'out': "
     "{'@': {'NS': 'ns2.other.example.'}}}, 'soa': {'mname': "
     "'ns.other.example.'}}",
     "\n! view out loses name servers (NS) of the zones: a.example.\n"
     "\nview in: changed, trust internal\n"
     "   zone a.example.\n"
     "     ~ a.example. 3600 NS\n"
     "        + ns2.other.example.\n"
     "\nview out: changed, trust external\n"
     "   zone a.example.\n"
     "     ~ a.example. 3600 NS\n"
     "        - ns.other.example.\n"
     "        + ns2.other.example.\n"},
    /* who is whose client */
    {VIEWS(INSIDE ", " OUTSIDE), NULL,
     VIEWS(VIEW("in", "internal",
                "'10.0.0.0/9', '10.128.0.7', 'fd00::/8'") ", " OUTSIDE),
     NULL,
     "\n! view in has more clients: fd00::/8\n"
     "\nview in: changed, trust internal\n"
     "   clients\n"
     "     - 10.128.0.0-10.128.0.6\n"
     "     - 10.128.0.8-10.255.255.255\n"
     "     + fd00::/8\n"
     "view out: unchanged\n"},
    /* trust, and what strangers see for that alone */
    {VIEWS(INSIDE ", " OUTSIDE), IN_ZONE(", 'www': {'A': '9.9.9.1'}"),
     VIEWS(VIEW("in", "external", "'10.0.0.0/8'") ", " OUTSIDE),
     IN_ZONE(", 'www': {'A': '9.9.9.1'}"),
     "\n! view in was of internal trust and is of external trust now\n"
     "! view in shows names that no view of external trust had before: 2\n"
     "\nview in: changed, trust internal -> external\n"
     "view out: unchanged\n"},
    /* another name for the same clients */
    {VIEWS(INSIDE ", " OUTSIDE), IN_ZONE(""),
     VIEWS(VIEW("core", "internal", "'10.0.0.0/8'") ", " OUTSIDE),
     "{'zone': 'a.example', 'views': ['core'], 'records': {"
     "'@': {'NS': 'ns.other.example.'}, 'b': {'TXT': 'c'}}}",
     "\nview core: changed, trust internal\n"
     "   its name was in\n"
     "   zone a.example.\n"
     "     + b.a.example. 3600 TXT \"c\"\n"
     "view out: unchanged\n"},
    /* a view that comes and one that goes */
    {VIEWS(INSIDE ", " OUTSIDE), IN_ZONE(""),
     VIEWS(OUTSIDE ", " VIEW("new", "external", "'8.0.0.0/8'")),
     "{'zone': 'a.example', 'views': ['new'], 'records': {"
     "'@': {'NS': 'ns.other.example.'}}}",
     "\n! view new is new, of external trust\n"
     "! view new shows names that no view of external trust had before: "
     "a.example.\n"
     "! view in is no more: its clients are other views', or nobody's\n"
     "\nview out: unchanged\n"
     "\nview new: added, trust external\n"
     "   clients\n"
     "     + 8.0.0.0/8\n"
     "   zone a.example.: added\n"
     "!    + a.example. 3600 NS ns.other.example.\n"
     "\nview in: removed, trust internal\n"
     "   clients\n"
     "     - 10.0.0.0/8\n"
     "   zone a.example.: removed\n"
     "     - a.example. 3600 NS ns.other.example.\n"},
    /* port spaces */
    {"{'views': {'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'], "
     "'ports': ['1000-1999', '53/udp']}, " OUTSIDE "}}",
     NULL,
     "{'views': {'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'], "
     "'ports': ['1000-1500', '53', '1502-1999/tcp']}, " OUTSIDE "}}",
     NULL,
     "\n! view in has more ports in its port space: 53/tcp\n"
     "\nview in: changed, trust internal\n"
     "   port space\n"
     "     - 1501\n"
     "     - 1502-1999/udp\n"
     "     + 53/tcp\n"
     "view out: unchanged\n"},
    /* what services open, in the view that they are in */
    {NULL,
     ZONE(", 'db': {'A': ['9.9.9.1', '9.9.9.2']}, 'c': {'A': '9.9.9.4'}}, "
          "'services': {"
          "'old': {'views': ['in'], 'ports': ['99'], 'hosts': ['c'], "
          "'clients': 'view', 'srv': false},"
          "'db': {'views': ['in'], 'ports': ['5432/tcp'], 'hosts': ['db'],"
          " 'clients': ['10.2.0.0/16'], 'srv': false}"),
     NULL,
     ZONE(", 'db': {'A': ['9.9.9.1', '9.9.9.3']}, 'c': {'A': '9.9.9.4'}}, "
          "'services': {"
          "'db': {'views': ['in'], 'ports': ['5433/tcp'], 'hosts': ['db'],"
          " 'clients': ['10.2.0.0/17'], 'srv': false},"
          "'web': {'views': ['out'], 'ports': ['443/tcp'], 'hosts': ['c'],"
          " 'clients': 'view', 'srv': false}"),
     "\n! view in lets clients connect to more by the services: db\n"
     "! view out lets clients connect to more by the services: web\n"
     "\nview in: changed, trust internal\n"
     "   service db\n"
     "     - host 9.9.9.2\n"
     "     + host 9.9.9.3\n"
     "     - port 5432/tcp\n"
     "     + port 5433/tcp\n"
     "     - clients 10.2.128.0/17\n"
     "   service old: removed\n"
     "     - host 9.9.9.4\n"
     "     - port 99\n"
     "     - clients 10.0.0.0/8\n"
     "   zone a.example.\n"
     "     ~ db.a.example. 3600 A\n"
     "        - 9.9.9.2\n"
     "        + 9.9.9.3\n"
     "\nview out: changed, trust external\n"
     "   service web: added\n"
     "     + host 9.9.9.4\n"
     "     + port 443/tcp\n"
     "     + clients 0.0.0.0-9.255.255.255\n"
     "     + clients 11.0.0.0-255.255.255.255\n"
     "   zone a.example.\n"
     "     ~ db.a.example. 3600 A\n"
     "        - 9.9.9.2\n"
     "        + 9.9.9.3\n"},
    /* a service that nobody may connect to opens nothing */
    {NULL, NULL, NULL,
     ZONE("}, 'services': {'s': {'views': ['in'], 'ports': ['99'], 'hosts': "
          "['@'], 'clients': [], 'srv': false}}, 'overlays': {'in': {'@': "
          "{'A': '9.9.9.9'}}"),
     "\nview in: changed, trust internal\n"
     "   service s: added\n"
     "     + host 9.9.9.9\n"
     "     + port 99\n"
     "   zone a.example.\n"
     "     + a.example. 3600 A 9.9.9.9\n"
     "view out: unchanged\n"},
    /* resolvers */
    {NULL, NULL,
     "{'views': {'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'], "
     "'resolvers': ['9.9.9.9']}, " OUTSIDE "}}",
     NULL,
     "\n! view in has more resolvers: 9.9.9.9/32\n"
     "\nview in: changed, trust internal\n"
     "   resolvers\n"
     "     + 9.9.9.9/32\n"
     "view out: unchanged\n"},
};

static void
put(const char *folder, const char *views, const char *zone)
{
	site_case_file(&c, arena_format(c.arena, "%s/views.json", folder),
	               views != NULL ? views : VIEWS(INSIDE ", " OUTSIDE));
	site_case_file(&c, arena_format(c.arena, "%s/zone.json", folder),
	               zone != NULL ? zone : ZONE(""));
}

START_TEST(what_changes_is_said_for_each_view)
{
	const char *said;

	put("old", cases[_i].old_views, cases[_i].old_zone);
	put("new", cases[_i].new_views, cases[_i].new_zone);
	compare(false);
	said = strchr(printed(diff_text), '\n') + 1;
	ck_assert_str_eq(said, cases[_i].said);
	ck_assert_int_eq(diff_any(&diff), _i > 0);
}
END_TEST

START_TEST(a_serial_alone_counts_where_it_is_asked_for)
{
	put("old", NULL, NULL);
	put("new", NULL,
	    "{'zone': 'a.example', 'views': ['in', 'out'], 'soa': {'serial': "
	    "7}, 'records': {'@': {'NS': 'ns.other.example.'}}}");
	compare(false);
	ck_assert(!diff_any(&diff));
	compare(true);
	ck_assert(diff_any(&diff));
	ck_assert_ptr_nonnull(strstr(
	    printed(diff_text),
	    "~ a.example. 3600 SOA\n"
	    "        - ns.other.example. hostmaster.a.example. 1 7200 900 "
	    "1209600 300\n"
	    "        + ns.other.example. hostmaster.a.example. 7 7200 900 "
	    "1209600 300\n"));
	/* but the SOA is more than its serial */
	put("new", NULL,
	    "{'zone': 'a.example', 'views': ['in', 'out'], 'soa': {'retry': "
	    "7}, 'records': {'@': {'NS': 'ns.other.example.'}}}");
	compare(false);
	ck_assert(diff_any(&diff));
}
END_TEST

START_TEST(the_summary_counts)
{
	put("old", NULL,
	    ZONE(", 'a': {'A': '9.9.9.9'}, 'b': {'A': '9.9.9.9'}"));
	put("new", NULL,
	    IN_ZONE(", 'a': {'A': '9.9.9.8'}, 'c': {'TXT': 'a', 'A': "
	            "'9.9.9.9'}"));
	compare(false);
	ck_assert_str_eq(diff_summary(&diff),
	                 "views unchanged 0, changed 2; RRsets added 2, "
	                 "removed 4, changed 1");
	ck_assert_uint_eq(diff.views[0].old_rrsets, 3);
	ck_assert_uint_eq(diff.views[1].rrsets.removed, 3);
	put("new", NULL,
	    ZONE(", 'a': {'A': '9.9.9.9'}, 'b': {'A': '9.9.9.9'}"));
	compare(false);
	ck_assert_str_eq(diff_summary(&diff), "no change: views unchanged 2");
}
END_TEST

START_TEST(its_json_says_the_same)
{
	json_t *json, *views;

	put("old", NULL, ZONE(", 'a': {'A': '9.9.9.9'}"));
	put("new", NULL, ZONE(", 'a': {'A': '9.9.9.8'}, 'b': {'TXT': 'c'}"));
	compare(false);
	json = json_loads(printed(diff_json), JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	views = json_object_get(json, "views");
	ck_assert_uint_eq(json_array_size(views), 2);
	for (size_t i = 0; i < 2; i++) {
		json_t *view = json_array_get(views, i);
		json_t *zone =
		    json_array_get(json_object_get(view, "zones"), 0);
		json_t *rrsets = json_object_get(zone, "rrsets");
		json_t *wanted = json_pack(
		    "[{ss ss ss sb s{si s[s]} s{si s[s]}}"
		    " {ss ss ss sb sn s{si s[s]}}]",
		    "change", "changed", "name", "a.a.example.", "type", "A",
		    "first-external", false, "old", "ttl", 3600, "data",
		    "9.9.9.9", "new", "ttl", 3600, "data", "9.9.9.8", "change",
		    "added", "name", "b.a.example.", "type", "TXT",
		    "first-external", i == 1, "old", "new", "ttl", 3600, "data",
		    "\"c\"");

		ck_assert(json_equal(rrsets, wanted));
		json_decref(wanted);
	}
	json_decref(json);
}
END_TEST

/* No backtick but those around spans, and as many cells as the head has. */
static void
check_markdown(const char *markdown)
{
	for (const char *at = markdown, *end; *at != '\0'; at = end + 1) {
		size_t bars = 0, ticks = 0;

		end = strchr(at, '\n');
		for (const char *p = at; p < end; p++) {
			bars += *p == '|';
			ticks += *p == '`';
			ck_assert(*p >= 0x20 && *p < 0x7f);
			/* markup of strangers stands in spans alone */
			if (*p == '@' || *p == '#' || *p == '[')
				ck_assert_msg(ticks % 2 == 1 || *at == '>',
				              "%.*s", (int)(end - at), at);
		}
		ck_assert_uint_eq(ticks % 2, 0);
		ck_assert_msg(bars == (*at == '|' ? 6 : 0), "%.*s",
		              (int)(end - at), at);
	}
}

START_TEST(its_markdown_holds_whatever_is_in_the_zones)
{
	put("old", NULL, NULL);
	put("new", NULL,
	    ZONE(", 'a`|@you\\\\010\\\\<b\\\\>': {'TXT': {'text': ["
	         "'``|` @you #1 <img src=x> [a](http://b) \\n\\n# x', "
	         "'\\u00e9\\u202e']}}, '*': {'TXT': 'a'}, '`': {'TXT': '`'}"));
	compare(false);
	printed(diff_markdown);
	check_markdown(text);
	ck_assert_ptr_nonnull(strstr(text, "`\\096.a.example.`"));
	ck_assert_ptr_nonnull(strstr(
	    text, "\\096\\096\\124\\096 @you #1 <img src=x> [a](http://b)"));
}
END_TEST

START_TEST(its_markdown_fits_into_a_comment)
{
	const char *records = "", *views = INSIDE;
	const char *list = "'in'";

	for (int i = 0; i < 1500; i++)
		records = arena_format(
		    c.arena, "%s%s'n%d': {'TXT': {'text': ['%0200d']}}",
		    i % 100 == 0 ? "" : records, ",\n", i, i);
	for (int i = 0; i < 250; i++) {
		views = arena_format(
		    c.arena, "%s, " VIEW("v%d", "external", "'9.9.%d.0/24'"),
		    views, i, i);
		list = arena_format(c.arena, "%s, 'v%d'", list, i);
	}
	put("old", VIEWS(INSIDE), IN_ZONE(""));
	put("new", arena_format(c.arena, VIEWS("%s"), views),
	    arena_format(c.arena,
	                 "{'zone': 'a.example', 'views': [%s], 'records': {"
	                 "'@': {'NS': 'ns.other.example.'}%s}}",
	                 list, records));
	compare(false);
	printed(diff_markdown);
	check_markdown(text);
	ck_assert_uint_lt(strlen(text), 65536);
	ck_assert_ptr_nonnull(strstr(text, " more changes don't fit "));
	ck_assert_ptr_nonnull(strstr(text, " more views change."));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("diff");
	TCase *t = tcase_create("diff");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_changes_is_said_for_each_view, 0,
	                    COUNT(cases));
	tcase_add_test(t, a_serial_alone_counts_where_it_is_asked_for);
	tcase_add_test(t, the_summary_counts);
	tcase_add_test(t, its_json_says_the_same);
	tcase_add_test(t, its_markdown_holds_whatever_is_in_the_zones);
	tcase_add_test(t, its_markdown_fits_into_a_comment);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
