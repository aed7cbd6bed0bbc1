/* SPDX-License-Identifier: ISC */
#include "test/rdata_case.h"

static const struct rdata_case cases[] = {
    /* quotes */
    {"TXT", "\"a b\"", "03612062", NULL},
    {"TXT", "\"a\"\"b\"", NULL, "text follows a closing quote"},
    {"TXT", "\"a\"b", NULL, "text follows a closing quote"},
    {"TXT", "a\"b\"", NULL, "a quote stands inside a word"},
    {"TXT", "\"a", NULL, "a quote is not closed"},
    {"TXT", "\"a\\\"", NULL, "a quote is not closed"},
    {"TXT", "\"", NULL, "a quote is not closed"},
    {"TXT", "a\\\"b", "03612262", NULL},
    {"TXT", "  \"a\" \t \"b\"  ", "01610162", NULL},
    {"SVCB", "1 a alpn=\"h2", NULL, "a quote is not closed"},
    {"SVCB", "1 a alpn\"h2\"", NULL, "a quote stands inside a word"},
    {"SVCB", "1 a alpn=h\"2\"", NULL, "a quote stands inside a word"},
    {"MX", "10 a=\"b\"", NULL, "a quote stands inside a word"},
    /* escapes */
    {"TXT", "\"\\000\\255\\065\"", "0300ff41", NULL},
    {"TXT", "\"\\256\"", NULL, "the escape \"\\256\" is none"},
    {"TXT", "\"\\30\"", NULL, "is none"},
    {"TXT", "\"\\3", NULL, "is none"},
    {"TXT", "a\\", NULL, "ends in a backslash"},
    {"TXT", "\\", NULL, "ends in a backslash"},
    {"TXT", "\\;\\(\\a", "033b2861", NULL},
    {"CNAME", "a\\046b.", "03612e6200", NULL},
    {"CNAME", "a\\300b", NULL, "is none"},
    /* one record, one line */
    {"TXT", "\"a\nb\"", NULL, "a control octet (10)"},
    {"A", "192.0.2.1\n", NULL, "a control octet (10)"},
    {"A", "\r192.0.2.1", NULL, "write \\013"},
    {"TXT", "\"\177\"", NULL, "a control octet (127)"},
    {"TXT", "\"\\\n\"", NULL, "a control octet (10)"},
    {"TXT", "\"\xc3\xa9\t\"", "03c3a909", NULL},
    {"SOA", "a b ( 1 2 3 4 5 )", NULL, "parentheses"},
    {"TXT", "(", NULL, "parentheses"},
    /* comments */
    {"MX", "10 a. ; primary", NULL, "make a comment of what follows"},
    {"MX", "10 a.;primary", NULL, "make a comment of what follows"},
    {"MX", "10 a.;", "000a016100", NULL},
    {"MX", "10 a. ; \t", "000a016100", NULL},
    {"MX", "10 a\\;b.", "000a03613b6200", NULL},
    {"CAA", "0 issue a;b", NULL, "make a comment of what follows"},
    {"CAA", "0 issue \"a;b\"", "00056973737565613b62", NULL},
    {"A", ";", NULL, "A address is missing"},
    /* [txt-quoting] */
    {"TXT", "v=spf1 mx -all", NULL, "[txt-quoting]"},
    {"TXT", "v=DMARC1; p=none", NULL, "[txt-quoting]"},
    {"TXT", "v=DMARC1;", NULL, "[txt-quoting]"},
    {"TXT", "\"v=DMARC1\"; p=none", NULL, "[txt-quoting]"},
    {"TXT", "a (b)", NULL, "[txt-quoting]"},
    {"TXT", "a \"b\" c", NULL, "[txt-quoting]"},
    {"SPF", "v=spf1 -all", NULL, "[txt-quoting]"},
    {"TXT", "word", "04776f7264", NULL},
    {"TXT", "a\\032b", "03612062", NULL},
    {"TXT", "word \"two words\"", "04776f72640974776f20776f726473", NULL},
    {"TXT", "\"v=DMARC1; p=none\"", "10763d444d415243313b20703d6e6f6e65", NULL},
    {"TXT", "\\# 3 02 61 62", "026162", NULL},
    {"HINFO", "a b", "01610162", NULL},
};

START_TEST(text_is_taken_or_refused_with_its_reason)
{
	rdata_case_run(&cases[_i]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_lexical");
	TCase *tc = tcase_create("lexical");

	tcase_add_loop_test(tc, text_is_taken_or_refused_with_its_reason, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
