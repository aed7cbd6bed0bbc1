/* SPDX-License-Identifier: ISC */
#include "zones/import/conf_lexer.h"

#include <stdbool.h>
#include <string.h>

void
conf_lexer_start(struct conf_lexer *lexer, struct arena *arena,
                 const char *text, size_t length)
{
	*lexer = (struct conf_lexer){.at = text,
	                             .end = text + length,
	                             .line_start = text,
	                             .line = 1,
	                             .arena = arena};
}

static bool
begins(const struct conf_lexer *lexer, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(lexer->end - lexer->at) >= length
	       && memcmp(lexer->at, text, length) == 0;
}

static void
step(struct conf_lexer *lexer)
{
	if (*lexer->at++ != '\n')
		return;
	lexer->line++;
	lexer->line_start = lexer->at;
}

static void
mark(struct conf_lexer *lexer)
{
	lexer->text_line = lexer->line;
	lexer->text_column = (size_t)(lexer->at - lexer->line_start) + 1;
}

static enum conf_token
refuse(struct conf_lexer *lexer, const char *why)
{
	lexer->text = why;
	lexer->at = lexer->end;
	return CONF_WRONG;
}

/* Over blanks and comments; false for a comment that isn't closed. */
static bool
skip(struct conf_lexer *lexer)
{
	while (lexer->at < lexer->end) {
		if (strchr(" \t\r\n\f", *lexer->at) != NULL
		    && *lexer->at != '\0') {
			step(lexer);
		} else if (begins(lexer, "#") || begins(lexer, "//")) {
			while (lexer->at < lexer->end && *lexer->at != '\n')
				lexer->at++;
		} else if (begins(lexer, "/*")) {
			mark(lexer);
			lexer->at += 2;
			while (lexer->at < lexer->end && !begins(lexer, "*/"))
				step(lexer);
			if (lexer->at == lexer->end)
				return false;
			lexer->at += 2;
		} else {
			break;
		}
	}
	return true;
}

static enum conf_token
take_string(struct conf_lexer *lexer)
{
	char *text =
	    arena_alloc(lexer->arena, (size_t)(lexer->end - lexer->at));
	size_t length = 0;

	lexer->at++;
	while (lexer->at < lexer->end && *lexer->at != '"') {
		if (*lexer->at == '\0' || *lexer->at == '\n')
			break;
		if (*lexer->at == '\\' && lexer->end - lexer->at > 1)
			lexer->at++;
		text[length++] = *lexer->at;
		step(lexer);
	}
	if (lexer->at == lexer->end || *lexer->at != '"')
		return refuse(lexer, "the string that begins here isn't closed "
		                     "in its line");
	lexer->at++;
	lexer->text = text;
	return CONF_STRING;
}

static enum conf_token
take_word(struct conf_lexer *lexer)
{
	const char *word = lexer->at;

	while (lexer->at < lexer->end
	       && strchr(" \t\r\n\f{};!\"", *lexer->at) == NULL
	       && !begins(lexer, "//") && !begins(lexer, "/*"))
		lexer->at++;
	if (lexer->at < lexer->end && *lexer->at == '\0')
		return refuse(lexer, "an octet 0 stands in this word: the file "
		                     "is no named.conf");
	lexer->text =
	    arena_format(lexer->arena, "%.*s", (int)(lexer->at - word), word);
	return CONF_WORD;
}

enum conf_token
conf_lexer_next(struct conf_lexer *lexer)
{
	if (!skip(lexer))
		return refuse(lexer,
		              "the comment that begins here isn't closed");
	mark(lexer);
	if (lexer->at == lexer->end)
		return CONF_END;
	switch (*lexer->at) {
	case '{':
		lexer->at++;
		return CONF_OPEN;
	case '}':
		lexer->at++;
		return CONF_CLOSE;
	case ';':
		lexer->at++;
		return CONF_STOP;
	case '!':
		lexer->at++;
		return CONF_NOT;
	case '"':
		return take_string(lexer);
	default:
		return take_word(lexer);
	}
}
