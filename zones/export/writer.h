/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_WRITER_H
#define MULLION_EXPORT_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/dname.h"
#include "zones/arena.h"
#include "zones/place_lines.h"

/*
 * Writes other programs' configuration. What comes from a spec or from the
 * command line gets into it in two ways alone, so that no name in a spec can
 * end a comment or begin a statement:
 *
 *   writer_comment()  a comment of one line, whatever the text holds: what
 *                     isn't printable, and backslashes, which may join lines,
 *                     are written \xHH
 *   writer_line()     a line of configuration: its values are numbers,
 *                     addresses, constant texts, and what writer_name() or
 *                     writer_is_word() has let pass
 *
 * Texts are written twice, as place_lines.h says.
 */
struct writer {
	FILE *out;
	const char *comment; /* how one begins: "#" */
	struct arena *arena;
	struct place_lines *lines;
};

void writer_line(const struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* indent: blanks or tabs that stand before it. */
void writer_comment(const struct writer *writer, const char *indent,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How the text of a comment is written. */
void writer_put_clean(const char *text, FILE *out);

void writer_blank(const struct writer *writer);

/* "FILE:LINE:COLUMN", for a comment. */
const char *
writer_place(const struct writer *writer, const struct place *place);

/*
 * The name as text without its final dot ("." is the root): nothing but a-z,
 * 0-9, hyphens, underscores and dots, and those of `more`. NULL for a name
 * that has anything else, which the program can't be told about. In the arena.
 */
const char *
writer_name(const struct writer *writer, const uint8_t *name, const char *more);

/* Has nothing but letters, digits, hyphens, underscores and dots, and is not
 * empty. */
bool writer_is_word(const char *text);

/* The text as a shell takes it for one word; in the arena. */
const char *writer_shell_word(struct arena *arena, const char *text);

#endif
