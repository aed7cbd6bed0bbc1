/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/ctl_text.h"
#include "test/unit.h"

typedef void print(FILE *out, const json_t *answer);

/* What is put out for an answer; the caller's to free. */
static char *
text_of(print *put, const char *answer)
{
	json_t *json = json_loads(answer, 0, NULL);
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(json);
	put(out, json);
	fclose(out);
	json_decref(json);
	return text;
}

static void
expect(print *put, const char *answer, const char *wanted)
{
	char *text = text_of(put, answer);

	ck_assert_str_eq(text, wanted);
	free(text);
}

START_TEST(a_status_is_a_page)
{
	expect(ctl_text_status,
	       "{\"server\": {\"version\": \"1.2\", \"pid\": 7, \"uid\": 0,"
	       " \"state\": \"serving\", \"up-seconds\": 90061,"
	       " \"serves\": \"site\", \"kind\": \"site\","
	       " \"loaded-seconds\": 61, \"reloads\": 1, \"failures\": 1,"
	       " \"generation\": 5,"
	       " \"last-failure\": {\"seconds\": 3, \"error\": \"it broke\"}},"
	       " \"log-level\": \"info\","
	       " \"listeners\": [{\"address\": \"127.0.0.1:53\","
	       "  \"steering\": \"classic BPF\", \"views\": [\"a\", \"b\"]}],"
	       " \"views\": ["
	       "  {\"view\": \"a\", \"state\": \"serving\", \"pid\": 8,"
	       "   \"uid\": 9, \"memory\": 1572864, \"restarts\": 2,"
	       "   \"up-seconds\": 7200, \"sandbox\": {\"root\": true,"
	       "   \"mdwe\": false}, \"image\": {\"serial\": 3,"
	       "   \"hash\": \"0123456789abcdef0123\", \"zones\": 1},"
	       "   \"counters\": {\"udp-queries\": 4, \"tcp-queries\": 5,"
	       "   \"kernel-drops\": 6}},"
	       "  {\"view\": null, \"state\": \"starting\"}]}",
	       "mulliond 1.2, process 7, user 0: serving, up 1 d 1 h\n"
	       "serves site (site), loaded 1 min 1 s ago; 1 reload, 1 failed\n"
	       "signed generation 5\n"
	       "last failure 3 s ago: it broke\n"
	       "log level info\n"
	       "127.0.0.1:53: steering classic BPF; views a, b\n"
	       "\na: serving, up 2 h 0 min\n"
	       "  process  8, user 9, 1.5 MiB, 2 restarts\n"
	       "  image    serial 3, hash 0123456789abcdef, 1 zone\n"
	       "  queries  4 UDP, 5 TCP; 6 dropped by the kernel\n"
	       "  sandbox  1 of 2 measures, without mdwe\n"
	       "\n(refuser): starting\n");
}
END_TEST

START_TEST(counters_and_zones_are_lines)
{
	expect(ctl_text_stats,
	       "{\"views\": [{\"view\": \"a\", \"counters\": {\"answers\": 3,"
	       " \"rcodes\": {\"NXDOMAIN\": 2}}}]}",
	       "a answers 3\na rcode NXDOMAIN 2\n");
	expect(ctl_text_zones,
	       "{\"zones\": [{\"view\": \"a\", \"zone\": \"x.\","
	       " \"serial\": 4294967295}], \"more\": 2}",
	       "a x. 4294967295\n"
	       "(and 2 more zones, which aren't told by name)\n");
	expect(ctl_text_level, "{\"log-level\": \"debug\"}", "debug\n");
}
END_TEST

/* A server of another release may say less. */
START_TEST(what_an_answer_lacks_is_left_out)
{
	static print *const all[] = {ctl_text_status, ctl_text_stats,
	                             ctl_text_zones, ctl_text_level};
	static const char *const answers[] = {
	    "{}",
	    "[]",
	    "{\"server\": 1, \"listeners\": 2, \"views\": 3, \"zones\": {}}",
	    "{\"listeners\": [1, null], \"views\": [1, {\"counters\": {}}]}",
	    "{\"zones\": [null], \"log-level\": 3}",
	};

	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < sizeof(answers) / sizeof(*answers); j++)
			free(text_of(all[i], answers[j]));
	expect(ctl_text_level, "{}", "-\n");
}
END_TEST

/* \x1b is ESC; \x9b, in UTF-8, CSI. */
START_TEST(nothing_moves_a_cursor)
{
	expect(ctl_text_level, "{\"log-level\": \"a\\u001b[2J\"}", "a?[2J\n");
	expect(
	    ctl_text_zones,
	    "{\"zones\": [{\"view\": \"\\u009b2J\", \"zone\": \"\\u007f\\r\","
	    " \"serial\": 1}]}",
	    "?2J ?? 1\n");
	expect(ctl_text_stats,
	       "{\"views\": [{\"view\": \"\\u001b\", \"counters\":"
	       " {\"\\u0007\": 1}}]}",
	       "? ? 1\n");
	expect(ctl_text_zones,
	       "{\"zones\": [{\"view\": \"\u00fc\u201e\", \"zone\": \"x.\","
	       " \"serial\": 1}]}",
	       "\u00fc\u201e x. 1\n");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("ctl_text");
	TCase *c = tcase_create("ctl_text");

	tcase_add_test(c, a_status_is_a_page);
	tcase_add_test(c, counters_and_zones_are_lines);
	tcase_add_test(c, what_an_answer_lacks_is_left_out);
	tcase_add_test(c, nothing_moves_a_cursor);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
