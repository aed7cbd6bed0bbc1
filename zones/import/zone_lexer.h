/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_ZONE_LEXER_H
#define MULLION_IMPORT_ZONE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"

/*
 * A zone file (RFC 1035 section 5.1) as entries, each a record or a directive:
 * the words of one line, or of several where parentheses join them, comments
 * apart.
 *
 *   ; the web                        comment of the entry that follows
 *   www  300 IN TXT ( "a b"          entry: www, 300, IN, TXT, "a b", c\;d
 *                     c\;d ) ; why   comment of this entry
 *        IN A 192.0.2.1              entry: blank, then IN, A, 192.0.2.1
 *
 * Words are slices of the text, with their escapes, without their quotes; a
 * quote within a word belongs to it behind "=" alone (key="value", RFC 9460).
 * No word holds a line's end. Nothing is said here of what words mean.
 */
struct zone_word {
	const char *text;
	size_t length;
	size_t line; /* from 1 */
	size_t column;
	bool quoted;
};

struct zone_comment {
	const char *text; /* without semicolons and blanks around */
	size_t length;
};

struct zone_entry {
	const struct zone_word *words; /* at least one */
	size_t count;
	const struct zone_comment *comments; /* since the entry before */
	size_t comment_count;
	size_t comments_before; /* of these: above the first word */
	bool blank; /* the line begins with a blank: no owner in it */
};

struct zone_lexer {
	const char *at;
	const char *end;
	const char *line_start;
	size_t line;
	struct arena *arena;
	struct zone_word *words; /* room for `room` of them */
	size_t count;
	size_t room;
	struct zone_comment *comments;
	size_t comment_count;
	size_t comments_before;
	/* after ERR_MALFORMED: what is wrong, and where */
	const char *wrong;
	size_t wrong_line;
	size_t wrong_column;
};

void zone_lexer_start(struct zone_lexer *lexer, struct arena *arena,
                      const char *text, size_t length);

/*
 * The next entry, whose words are good until the next call, its comments
 * until the text is gone: 1, or 0 at the end. ERR_MALFORMED, with `wrong`
 * set; the next call goes on behind that line.
 */
int zone_lexer_next(struct zone_lexer *lexer, struct zone_entry *entry);

/* The word is this text, whatever the case, and has no quotes. */
bool zone_word_is(const struct zone_word *word, const char *text);

/* The word with a NUL behind it, in the arena. */
char *zone_word_text(struct arena *arena, const struct zone_word *word);

#endif
