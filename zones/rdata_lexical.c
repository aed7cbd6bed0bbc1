/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_reader.h"

/*
 * What zone files allow and one record's text doesn't (RFC 1035 section 5.1):
 * comments, parentheses and line breaks belong to files, and an open quote or
 * a `;` in the middle is data that would be lost in silence.
 */
struct lexical {
	struct rdata_reader *reader;
	const char *at;
	const char *end;
	const char *semicolon; /* the first one outside quotes, or NULL */
	const char *parenthesis;
	unsigned bare; /* words outside quotes */
};

enum { TYPE_TXT_NUMBER = 16, TYPE_SPF_NUMBER = 99 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* An octet that is no escape and no quote; moves on. */
static int
check_octet(struct lexical *lexical)
{
	unsigned char c = (unsigned char)*lexical->at;

	if ((c < ' ' && c != '\t') || c == 0x7f)
		return rdata_refuse(lexical->reader, RULE_BAD_RDATA,
		                    "a control octet (%u) stands in the data: "
		                    "write \\%03u inside a string",
		                    c, c);
	lexical->at++;
	return 0;
}

static int
check_escape(struct lexical *lexical)
{
	const char *at = lexical->at;
	size_t left = (size_t)(lexical->end - at);

	if (left < 2)
		return rdata_refuse(lexical->reader, RULE_BAD_RDATA,
		                    "the data ends in a backslash: write \\\\ "
		                    "for a backslash itself");
	lexical->at++;
	if (!is_digit(at[1]))
		return check_octet(lexical);
	if (left < 4 || !is_digit(at[2]) || !is_digit(at[3])
	    || memcmp(at + 1, "255", 3) > 0)
		return rdata_refuse(lexical->reader, RULE_BAD_RDATA,
		                    "the escape \"%.*s\" is none: write "
		                    "three digits, \\000 to \\255",
		                    (int)(left < 4 ? left : 4), at);
	lexical->at += 3;
	return 0;
}

/* From the opening quote to behind the closing one. */
static int
check_quoted(struct lexical *lexical)
{
	int result = 0;

	lexical->at++;
	while (lexical->at < lexical->end && *lexical->at != '"') {
		result = *lexical->at == '\\' ? check_escape(lexical)
		                              : check_octet(lexical);
		if (result < 0)
			return result;
	}
	if (lexical->at == lexical->end)
		return rdata_refuse(lexical->reader, RULE_BAD_RDATA,
		                    "a quote is not closed: each string needs "
		                    "a \" at both ends");
	lexical->at++;
	if (lexical->at < lexical->end && strchr(" \t;", *lexical->at) == NULL)
		return rdata_refuse(
		    lexical->reader, RULE_BAD_RDATA,
		    "text follows a closing quote: put a blank "
		    "between, or write \\\" for a quote itself");
	return 0;
}

/* A quote may begin in a word for a service parameter alone: key="value". */
static bool
quote_may_begin(const struct lexical *lexical, const char *word)
{
	const struct rdata_form *form = lexical->reader->form;

	return form != NULL
	       && memchr(form->kinds, KIND_SVCPARAMS, sizeof(form->kinds))
	              != NULL
	       && lexical->at > word && lexical->at[-1] == '='
	       && memchr(word, '=', (size_t)(lexical->at - word))
	              == lexical->at - 1;
}

static int
check_bare(struct lexical *lexical)
{
	const char *word = lexical->at;
	int result = 0;

	lexical->bare++;
	while (lexical->at < lexical->end && result == 0
	       && strchr(" \t;", *lexical->at) == NULL) {
		if (*lexical->at == '"' && quote_may_begin(lexical, word))
			return check_quoted(lexical);
		if (*lexical->at == '"')
			return rdata_refuse(lexical->reader, RULE_BAD_RDATA,
			                    "a quote stands inside a word: put "
			                    "quotes around the whole of it, or "
			                    "write \\\" for a quote itself");
		if (lexical->parenthesis == NULL
		    && (*lexical->at == '(' || *lexical->at == ')'))
			lexical->parenthesis = lexical->at;
		result = *lexical->at == '\\' ? check_escape(lexical)
		                              : check_octet(lexical);
	}
	return result;
}

/* All that can be said of single octets and words. */
static int
scan(struct lexical *lexical)
{
	int result = 0;

	while (result == 0 && lexical->at < lexical->end) {
		switch (*lexical->at) {
		case ' ':
		case '\t':
			lexical->at++;
			break;
		case ';':
			if (lexical->semicolon == NULL)
				lexical->semicolon = lexical->at;
			lexical->at++;
			break;
		case '"':
			result = check_quoted(lexical);
			break;
		default:
			result = check_bare(lexical);
		}
	}
	return result;
}

static bool
is_text(const struct rdata_reader *reader)
{
	return reader->type == TYPE_TXT_NUMBER
	       || reader->type == TYPE_SPF_NUMBER;
}

static bool
is_generic(const struct rdata_reader *reader)
{
	const char *at = reader->at;

	while (at < reader->end && (*at == ' ' || *at == '\t'))
		at++;
	return reader->end - at >= 2 && at[0] == '\\' && at[1] == '#';
}

int
rdata_lexical_check(struct rdata_reader *reader)
{
	struct lexical lexical = {
	    .reader = reader, .at = reader->at, .end = reader->end};
	int result = scan(&lexical);

	if (result < 0)
		return result;
	if (is_text(reader) && !is_generic(reader)
	    && (lexical.bare > 1 || lexical.semicolon != NULL))
		return rdata_refuse(
		    reader, RULE_TXT_QUOTING,
		    "text without quotes has a %s, where it would be cut: "
		    "write "
		    "{\"text\": [\"…\"]} with the text as it is, or put \\\" "
		    "around each string",
		    lexical.semicolon != NULL ? "\";\"" : "blank");
	if (lexical.parenthesis != NULL)
		return rdata_refuse(
		    reader, RULE_BAD_RDATA,
		    "parentheses are for zone files: leave them "
		    "out, the record is one string");
	if (lexical.semicolon == NULL)
		return 0;
	if (lexical.semicolon + 1 + strspn(lexical.semicolon + 1, " \t")
	    < reader->end)
		return rdata_refuse(reader, RULE_BAD_RDATA,
		                    "a \";\" would make a comment of what "
		                    "follows it: write \\; or quotes, or a "
		                    "comment as a member \"//\"");
	reader->end = lexical.semicolon;
	return 0;
}
