/* SPDX-License-Identifier: ISC */
#include "zones/import/conf.h"

#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "zones/import/conf_lexer.h"

enum { DEPTH_MAX = 32, INCLUDES_MAX = 1000 };

struct parser {
	struct arena *arena;
	struct notices *notices;
	struct below *below;
	unsigned includes; /* so far */
	unsigned files;    /* open */
};

/* A file being read. */
struct file {
	struct parser *parser;
	struct conf_lexer lexer;
	const char *path;
};

static int read_file(struct parser *parser, struct conf_block *block,
                     unsigned depth, const char *path, const char *text,
                     size_t length);

static struct spot
spot_here(const struct file *file)
{
	return (struct spot){file->path, file->lexer.text_line,
	                     file->lexer.text_column};
}

static int
refuse(const struct file *file, const char *why)
{
	notice_error(file->parser->notices, spot_here(file), "syntax", "%s",
	             why);
	return ERR_REPORTED;
}

bool
conf_is(const struct conf_statement *statement, const char *name)
{
	return statement->values[0].kind == VALUE_WORD
	       && strcasecmp(statement->values[0].text, name) == 0;
}

const char *
conf_text(const struct conf_statement *statement, size_t i)
{
	if (i >= statement->count
	    || (statement->values[i].kind != VALUE_WORD
	        && statement->values[i].kind != VALUE_STRING))
		return NULL;
	return statement->values[i].text;
}

const struct conf_block *
conf_block_of(const struct conf_statement *statement)
{
	const struct conf_value *last =
	    &statement->values[statement->count - 1];

	return last->kind == VALUE_BLOCK ? &last->block : NULL;
}

const struct conf_statement *
conf_find(const struct conf_block *block, const char *name)
{
	for (size_t i = block->count; i > 0; i--)
		if (conf_is(&block->items[i - 1], name))
			return &block->items[i - 1];
	return NULL;
}

static void
add_statement(struct parser *parser, struct conf_block *block,
              const struct conf_statement *statement)
{
	block->items = arena_grow(parser->arena, block->items, block->count,
	                          sizeof(*block->items));
	block->items[block->count++] = *statement;
}

/* BIND goes into the folder as soon as it reads of it, so that what is
 * included behind it is looked for there. */
static void
enter_directory(struct parser *parser, const struct conf_statement *statement)
{
	const char *folder = conf_text(statement, 1);

	if (folder != NULL)
		below_enter(parser->below, parser->arena, folder);
}

static int
include(struct parser *parser, struct conf_block *block, unsigned depth,
        const struct conf_statement *statement)
{
	const char *name = conf_text(statement, 1), *shown;
	char *text;
	size_t length;
	int code;

	if (name == NULL || statement->count != 2) {
		notice_error(parser->notices, statement->spot, "syntax",
		             "include \"FILE\"; is what can stand here");
		return ERR_REPORTED;
	}
	if (parser->files == DEPTH_MAX || parser->includes++ == INCLUDES_MAX) {
		notice_error(parser->notices, statement->spot, NULL,
		             "files include one another more than %d deep, or "
		             "%d times: does one include itself?",
		             DEPTH_MAX, INCLUDES_MAX);
		return ERR_REPORTED;
	}
	code = below_read(parser->below, parser->arena, name, &text, &length,
	                  &shown);
	if (code == 0)
		return read_file(parser, block, depth, shown, text, length);
	below_refused(parser->below, parser->notices, statement->values[1].spot,
	              shown, code);
	return ERR_REPORTED;
}

static int read_block(struct file *file, struct conf_block *block,
                      unsigned depth, bool whole, const char *of);

static int
read_value(struct file *file, struct conf_statement *statement,
           enum conf_token token, unsigned depth)
{
	struct parser *parser = file->parser;
	struct conf_value *value;
	const char *of = statement->count > 0 ? statement->values[0].text : "";

	statement->values = arena_grow(parser->arena, statement->values,
	                               statement->count, sizeof(*value));
	value = &statement->values[statement->count];
	*value = (struct conf_value){.spot = spot_here(file)};
	if (statement->count++ == 0)
		statement->spot = value->spot;
	value->text = file->lexer.text;
	switch (token) {
	case CONF_WORD:
		value->kind = VALUE_WORD;
		return 0;
	case CONF_STRING:
		value->kind = VALUE_STRING;
		return 0;
	case CONF_NOT:
		value->kind = VALUE_NOT;
		value->text = "!";
		return 0;
	default:
		value->kind = VALUE_BLOCK;
		value->text = "";
		if (depth == DEPTH_MAX)
			return refuse(file, "blocks stand in one another too "
			                    "deep");
		return read_block(file, &value->block, depth + 1, false, of);
	}
}

/* A statement that is whole: an include is replaced by what it includes. */
static int
take_statement(struct file *file, struct conf_block *block, unsigned depth,
               const char *of, const struct conf_statement *statement)
{
	struct parser *parser = file->parser;

	if (conf_is(statement, "include"))
		return include(parser, block, depth, statement);
	if (conf_is(statement, "directory") && strcasecmp(of, "options") == 0)
		enter_directory(parser, statement);
	add_statement(parser, block, statement);
	return 0;
}

/* Statements up to the closing brace, or the end where it is a whole file. */
static int
read_block(struct file *file, struct conf_block *block, unsigned depth,
           bool whole, const char *of)
{
	struct spot opened = spot_here(file);
	struct conf_statement statement = {0};
	int code = 0;

	while (code == 0) {
		enum conf_token token = conf_lexer_next(&file->lexer);

		if (token == CONF_WRONG)
			return refuse(file, file->lexer.text);
		if (token == CONF_STOP) {
			/* An empty statement is none. */
			if (statement.count > 0)
				code = take_statement(file, block, depth, of,
				                      &statement);
			statement = (struct conf_statement){0};
			continue;
		}
		if (token != CONF_END && token != CONF_CLOSE) {
			code = read_value(file, &statement, token, depth);
			continue;
		}
		if (statement.count > 0)
			return refuse(file, "a \";\" is missing before this");
		if (token == CONF_CLOSE && whole)
			return refuse(file, "nothing is open that this brace "
			                    "closes");
		if (token == CONF_END && !whole) {
			notice_error(file->parser->notices, opened, "syntax",
			             "the brace that opens here isn't closed");
			return ERR_REPORTED;
		}
		return 0;
	}
	return code;
}

static int
read_file(struct parser *parser, struct conf_block *block, unsigned depth,
          const char *path, const char *text, size_t length)
{
	struct file file = {.parser = parser, .path = path};
	int code;

	conf_lexer_start(&file.lexer, parser->arena, text, length);
	parser->files++;
	code = read_block(&file, block, depth, true, "");
	parser->files--;
	return code;
}

int
conf_read(struct conf_block *block, struct arena *arena,
          struct notices *notices, struct below *below, const char *path,
          const char *text, size_t length)
{
	struct parser parser = {
	    .arena = arena, .notices = notices, .below = below};

	*block = (struct conf_block){0};
	return read_file(&parser, block, 0, path, text, length);
}
