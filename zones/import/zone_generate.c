/* SPDX-License-Identifier: ISC */
#include "zones/import/zone_generate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

enum { WIDTH_MAX = 255 };

/* The digits at *at, up to 2^31 - 1; moves behind them. */
static int
take_number(uint32_t *number, const char **at)
{
	const char *digits = *at;
	uint64_t value = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		value = value * 10 + (uint64_t)(**at - '0');
		if (value > INT32_MAX)
			return ERR_RANGE;
	}
	*number = (uint32_t)value;
	return *at > digits ? 0 : ERR_MALFORMED;
}

int
zone_range_read(struct zone_range *range, const struct zone_word *word)
{
	char text[40];
	const char *at = text;

	if (word->quoted || word->length >= sizeof(text))
		return ERR_MALFORMED;
	memcpy(text, word->text, word->length);
	text[word->length] = '\0';
	range->step = 1;
	if (take_number(&range->first, &at) < 0 || *at++ != '-'
	    || take_number(&range->last, &at) < 0)
		return ERR_MALFORMED;
	if (*at == '/') {
		at++;
		if (take_number(&range->step, &at) < 0)
			return ERR_MALFORMED;
	}
	if (*at != '\0' || range->step == 0 || range->first > range->last)
		return ERR_MALFORMED;
	return 0;
}

uint64_t
zone_range_count(const struct zone_range *range)
{
	return (range->last - range->first) / range->step + 1;
}

/* What stands in braces behind "$". */
struct braces {
	int64_t offset;
	uint32_t width;
	char base;
};

static int
read_braces(struct braces *braces, const char **at)
{
	bool negative = **at == '-';
	uint32_t offset = 0;

	if (negative || **at == '+')
		(*at)++;
	if (take_number(&offset, at) < 0)
		return ERR_MALFORMED;
	braces->offset = negative ? -(int64_t)offset : (int64_t)offset;
	if (**at == ',') {
		(*at)++;
		if (take_number(&braces->width, at) < 0)
			return ERR_MALFORMED;
		if (braces->width > WIDTH_MAX)
			return ERR_RANGE;
	}
	if (**at == ',') {
		(*at)++;
		if (**at == '\0' || strchr("doxXnN", **at) == NULL)
			return ERR_MALFORMED;
		braces->base = *(*at)++;
	}
	if (**at != '}')
		return ERR_MALFORMED;
	(*at)++;
	return 0;
}

/* 0x1a2 with a width of 7: "2.a.1.0" */
static void
put_nibbles(FILE *out, uint32_t value, uint32_t width, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (;;) {
		putc(digits[value & 15], out);
		value >>= 4;
		width = width > 0 ? width - 1 : 0;
		if (value == 0 && width == 0)
			return;
		putc('.', out);
		width = width > 0 ? width - 1 : 0;
		if (value == 0 && width == 0)
			return;
	}
}

static int
put_number(FILE *out, const struct braces *braces, uint32_t number)
{
	int64_t value = number + braces->offset;
	int width = (int)braces->width;

	if (value > INT32_MAX || value < INT32_MIN)
		return ERR_RANGE;
	switch (braces->base) {
	case 'o':
		fprintf(out, "%0*o", width, (unsigned)value);
		break;
	case 'x':
		fprintf(out, "%0*x", width, (unsigned)value);
		break;
	case 'X':
		fprintf(out, "%0*X", width, (unsigned)value);
		break;
	case 'n':
	case 'N':
		put_nibbles(out, (uint32_t)value, braces->width,
		            braces->base == 'N');
		break;
	default:
		fprintf(out, "%0*d", width, (int)value);
	}
	return 0;
}

/* Behind a "$". */
static int
put_dollar(FILE *out, const char **at, uint32_t number)
{
	struct braces braces = {.base = 'd'};
	int result = 0;

	if (**at == '$') {
		/* A dollar in the text that comes out, where it would name
		 * nothing: it needs no escape there. */
		putc('$', out);
		(*at)++;
		return 0;
	}
	if (**at == '{') {
		(*at)++;
		result = read_braces(&braces, at);
	}
	return result < 0 ? result : put_number(out, &braces, number);
}

static int
put_all(FILE *out, const char *at, uint32_t number)
{
	int result = 0;

	while (*at != '\0' && result == 0) {
		char c = *at++;

		if (c == '$') {
			result = put_dollar(out, &at, number);
			continue;
		}
		putc(c, out);
		if (c == '\\' && *at != '\0')
			putc(*at++, out);
	}
	return result;
}

int
zone_generate(char **text, struct arena *arena, const struct zone_word *from,
              uint32_t number)
{
	char *made = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&made, &size);
	int result;

	if (out == NULL)
		return ERR_MEMORY;
	result = put_all(out, zone_word_text(arena, from), number);
	if (fclose(out) != 0 && result == 0)
		result = ERR_MEMORY;
	if (result == 0)
		*text = arena_string(arena, made);
	free(made);
	return result;
}
