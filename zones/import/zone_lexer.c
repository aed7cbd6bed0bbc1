/* SPDX-License-Identifier: ISC */
#include "zones/import/zone_lexer.h"

#include <string.h>
#include <strings.h>

#include "lib/err.h"

void
zone_lexer_start(struct zone_lexer *lexer, struct arena *arena,
                 const char *text, size_t length)
{
	*lexer = (struct zone_lexer){.at = text,
	                             .end = text + length,
	                             .line_start = text,
	                             .line = 1,
	                             .arena = arena};
}

static size_t
column(const struct zone_lexer *lexer)
{
	return (size_t)(lexer->at - lexer->line_start) + 1;
}

static int
refuse(struct zone_lexer *lexer, size_t line, size_t in_line, const char *wrong)
{
	lexer->wrong = wrong;
	lexer->wrong_line = line;
	lexer->wrong_column = in_line;
	return ERR_MALFORMED;
}

static int
refuse_here(struct zone_lexer *lexer, const char *wrong)
{
	return refuse(lexer, lexer->line, column(lexer), wrong);
}

/* Over the line's end, if one is there. */
static void
take_line_end(struct zone_lexer *lexer)
{
	if (lexer->at == lexer->end)
		return;
	lexer->at++;
	lexer->line++;
	lexer->line_start = lexer->at;
}

static void
skip_line(struct zone_lexer *lexer)
{
	const char *end =
	    memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));

	lexer->at = end != NULL ? end : lexer->end;
	take_line_end(lexer);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
	       || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* A comment of nothing but lines and stars says nothing. */
static bool
has_content(const struct zone_comment *comment)
{
	for (size_t i = 0; i < comment->length; i++)
		if (is_letter_or_digit(comment->text[i]))
			return true;
	return false;
}

static void
take_comment(struct zone_lexer *lexer)
{
	struct zone_comment comment;
	const char *end =
	    memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));

	if (end == NULL)
		end = lexer->end;
	while (lexer->at < end && (*lexer->at == ';' || is_blank(*lexer->at)))
		lexer->at++;
	comment.text = lexer->at;
	comment.length = (size_t)(end - lexer->at);
	lexer->at = end;
	while (comment.length > 0 && is_blank(comment.text[comment.length - 1]))
		comment.length--;
	if (!has_content(&comment))
		return;
	lexer->comments =
	    arena_grow(lexer->arena, lexer->comments, lexer->comment_count,
	               sizeof(*lexer->comments));
	lexer->comments[lexer->comment_count++] = comment;
}

static int
take_escape(struct zone_lexer *lexer)
{
	if (lexer->end - lexer->at < 2 || lexer->at[1] == '\n')
		return refuse_here(lexer,
		                   "the line ends in a backslash: write \\\\ "
		                   "for a backslash itself");
	lexer->at += 2;
	return 0;
}

/* Behind the opening quote; to the closing one, which it takes. */
static int
take_quoted(struct zone_lexer *lexer)
{
	size_t opened = column(lexer) - 1;
	int result = 0;

	while (lexer->at < lexer->end && *lexer->at != '"' && result == 0) {
		if (*lexer->at == '\n' || *lexer->at == '\0')
			break;
		if (*lexer->at == '\\')
			result = take_escape(lexer);
		else
			lexer->at++;
	}
	if (result < 0)
		return result;
	if (lexer->at == lexer->end || *lexer->at != '"')
		return refuse(lexer, lexer->line, opened,
		              "the quote that opens here isn't closed in its "
		              "line: each string needs a \" at both ends");
	lexer->at++;
	return 0;
}

static int
take_bare(struct zone_lexer *lexer)
{
	const char *word = lexer->at;
	int result = 0;

	while (lexer->at < lexer->end && result == 0
	       && strchr(" \t\r\n;()", *lexer->at) == NULL) {
		if (*lexer->at == '\\') {
			result = take_escape(lexer);
			continue;
		}
		if (*lexer->at != '"') {
			lexer->at++;
			continue;
		}
		if (lexer->at == word || lexer->at[-1] != '=')
			return refuse_here(
			    lexer, "a quote stands inside a word: put quotes "
				   "around the whole of it, or write \\\" for "
				   "a quote itself");
		lexer->at++;
		result = take_quoted(lexer);
	}
	if (result == 0 && lexer->at < lexer->end && *lexer->at == '\0')
		return refuse_here(
		    lexer, "an octet 0 stands here: this is no text (named's "
			   "raw format? named-compilezone -f raw -F text "
			   "makes text of it)");
	return result;
}

/* The words of one entry after the other stand in the same room. */
static void
put_word(struct zone_lexer *lexer, const struct zone_word *word)
{
	struct zone_word *words;

	if (lexer->count == 0)
		lexer->comments_before = lexer->comment_count;
	if (lexer->count == lexer->room) {
		lexer->room = lexer->room == 0 ? 16 : 2 * lexer->room;
		words = arena_alloc(lexer->arena, lexer->room * sizeof(*words));
		for (size_t i = 0; i < lexer->count; i++)
			words[i] = lexer->words[i];
		lexer->words = words;
	}
	lexer->words[lexer->count++] = *word;
}

static int
take_word(struct zone_lexer *lexer)
{
	struct zone_word word = {.line = lexer->line, .column = column(lexer)};
	int result;

	word.quoted = *lexer->at == '"';
	if (word.quoted)
		lexer->at++;
	word.text = lexer->at;
	result = word.quoted ? take_quoted(lexer) : take_bare(lexer);
	if (result < 0)
		return result;
	word.length = (size_t)(lexer->at - word.text) - word.quoted;
	put_word(lexer, &word);
	return 0;
}

/* Where parentheses stand: how many are open, and where the outermost is. */
struct nesting {
	size_t depth;
	size_t line;
	size_t column;
};

static int
take_parenthesis(struct zone_lexer *lexer, struct nesting *nesting)
{
	if (*lexer->at == ')' && nesting->depth == 0)
		return refuse_here(lexer, "nothing is open that this "
		                          "parenthesis closes");
	if (*lexer->at == ')') {
		nesting->depth--;
	} else if (nesting->depth++ == 0) {
		nesting->line = lexer->line;
		nesting->column = column(lexer);
	}
	lexer->at++;
	return 0;
}

/* Words up to the end of the line that no parenthesis goes beyond. */
static int
take_line(struct zone_lexer *lexer)
{
	struct nesting nesting = {0};
	int result = 0;

	while (lexer->at < lexer->end && result == 0) {
		char c = *lexer->at;

		if (c == '\n' && nesting.depth == 0)
			break;
		if (c == '\n')
			take_line_end(lexer);
		else if (is_blank(c))
			lexer->at++;
		else if (c == ';')
			take_comment(lexer);
		else if (c == '(' || c == ')')
			result = take_parenthesis(lexer, &nesting);
		else
			result = take_word(lexer);
	}
	if (result == 0 && nesting.depth > 0)
		return refuse(lexer, nesting.line, nesting.column,
		              "the parenthesis that opens here isn't closed");
	return result;
}

int
zone_lexer_next(struct zone_lexer *lexer, struct zone_entry *entry)
{
	lexer->comments = NULL;
	lexer->comment_count = 0;
	lexer->count = 0;
	while (lexer->at < lexer->end) {
		entry->blank = is_blank(*lexer->at);
		if (take_line(lexer) < 0) {
			skip_line(lexer);
			return ERR_MALFORMED;
		}
		take_line_end(lexer);
		if (lexer->count == 0)
			continue;
		entry->words = lexer->words;
		entry->count = lexer->count;
		entry->comments = lexer->comments;
		entry->comment_count = lexer->comment_count;
		entry->comments_before = lexer->comments_before;
		return 1;
	}
	return 0;
}

bool
zone_word_is(const struct zone_word *word, const char *text)
{
	return !word->quoted && word->length == strlen(text)
	       && strncasecmp(word->text, text, word->length) == 0;
}

char *
zone_word_text(struct arena *arena, const struct zone_word *word)
{
	return arena_format(arena, "%.*s", (int)word->length, word->text);
}
