/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_TEMPLATE_H
#define MULLION_SHORTHAND_TEMPLATE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"

/*
 * Texts with a number in them, as BIND's $GENERATE has them, an invention that
 * no RFC describes; for "generate" of a spec, and to import $GENERATE:
 *
 *   $                      the number, in decimal
 *   ${OFFSET}              offset added, which may be negative
 *   ${OFFSET,WIDTH}        with zeros before it, to that width at least
 *   ${OFFSET,WIDTH,BASE}   d decimal, o octal, x or X hexadecimal, n or N
 *                          hexadecimal digits from the last on with dots
 *                          between them, for ip6.arpa; WIDTH counts the
 *                          dots, and where it is even may end in one
 *   \$ or $$               a dollar sign
 *
 * Other backslashes stay with what is behind them.
 */
struct template
{
	const char *text;
	char *buffer;  /* with room for what the text can come to */
	int64_t least; /* that the number and an offset may come to */
};

enum { TEMPLATE_WIDTH = 255 };

/*
 * Of the text, by reference; the buffer is in the arena. least is 0, or down
 * to INT32_MIN: BIND writes -5 for it, and in the other bases its complement.
 */
struct template template_new(struct arena *arena, const char *text,
                             int64_t least);

/*
 * The text for that number, until the next call. ERR_MALFORMED: a ${…} of
 * another form, or of a greater width; ERR_RANGE: the offset makes it less
 * than the least, or over 2^32-1.
 */
int
template_fill(struct template *template, const char **filled, uint32_t number);

/* "10-250", "0-254/2". */
struct template_range {
	uint32_t first;
	uint32_t last;
	uint32_t step;
};

/* ERR_MALFORMED: it is of another form, or goes down. */
int template_range_read(struct template_range *range, const char *text);

/* How many numbers it has. */
uint64_t template_range_count(const struct template_range *range);

#endif
