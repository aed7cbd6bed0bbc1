/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_CONF_LEXER_H
#define MULLION_IMPORT_CONF_LEXER_H

#include <stddef.h>

#include "zones/arena.h"

/*
 * The words of BIND's named.conf: what stands between blanks and the marks
 * { } ; and !, strings in quotes, and comments of C, C++ and the shell, which
 * are stepped over.
 */
enum conf_token {
	CONF_END,
	CONF_WORD,
	CONF_STRING, /* without its quotes */
	CONF_OPEN,   /* { */
	CONF_CLOSE,  /* } */
	CONF_STOP,   /* ; */
	CONF_NOT,    /* ! */
	CONF_WRONG,  /* a quote or comment that isn't closed, an octet 0 */
};

struct conf_lexer {
	const char *at;
	const char *end;
	const char *line_start;
	size_t line; /* from 1 */
	struct arena *arena;
	/* of the token that was taken last */
	const char *text; /* a word or string, in the arena; CONF_WRONG: why */
	size_t text_line;
	size_t text_column;
};

void conf_lexer_start(struct conf_lexer *lexer, struct arena *arena,
                      const char *text, size_t length);

enum conf_token conf_lexer_next(struct conf_lexer *lexer);

#endif
