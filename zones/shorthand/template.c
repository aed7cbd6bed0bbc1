/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/template.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"

/* What stands behind a $. */
struct form {
	int64_t offset;
	unsigned width;
	char base;
};

/* What one octet of a text comes to at most: the shortest that says a width,
 * "${0,255}", comes to 256. */
enum { GROWTH = 64 };

struct template template_new(struct arena *arena, const char *text,
                             int64_t least)
{
	return (struct template){
	    .text = text,
	    .buffer = arena_alloc(arena, strlen(text) * GROWTH + 1),
	    .least = least};
}

/* Digits up to max; false when there are none, or too many. */
static bool
read_number(const char **at, uint64_t max, uint64_t *number)
{
	const char *from = *at;

	*number = 0;
	for (; **at >= '0' && **at <= '9'; (*at)++) {
		*number = *number * 10 + (uint64_t)(**at - '0');
		if (*number > max)
			return false;
	}
	return *at != from;
}

/* Behind "${". */
static bool
read_form(const char **at, struct form *form)
{
	bool negative = **at == '-';
	uint64_t number;

	*at += negative || **at == '+';
	if (!read_number(at, UINT32_MAX, &number))
		return false;
	form->offset = negative ? -(int64_t)number : (int64_t)number;
	if (**at == ',') {
		(*at)++;
		if (!read_number(at, TEMPLATE_WIDTH, &number))
			return false;
		form->width = (unsigned)number;
	}
	if (**at == ',' && (*at)[1] != '\0' && strchr("doxXnN", (*at)[1])) {
		form->base = (*at)[1];
		*at += 2;
	}
	return *(*at)++ == '}';
}

/* Digits from the last on, a dot behind each that isn't the end; width counts
 * both, and may end behind a dot. */
static size_t
put_nibbles(char *to, uint32_t number, const struct form *form)
{
	const char *digits =
	    form->base == 'n' ? "0123456789abcdef" : "0123456789ABCDEF";
	size_t length = 0;

	for (;;) {
		to[length++] = digits[number & 0xf];
		number >>= 4;
		if (number == 0 && length >= form->width)
			return length;
		to[length++] = '.';
		if (number == 0 && length >= form->width)
			return length;
	}
}

static size_t
put_number(char *to, int64_t value, const struct form *form)
{
	int width = (int)form->width;
	uint32_t number = (uint32_t)value;

	switch (form->base) {
	case 'o':
		return (size_t)sprintf(to, "%0*" PRIo32, width, number);
	case 'x':
		return (size_t)sprintf(to, "%0*" PRIx32, width, number);
	case 'X':
		return (size_t)sprintf(to, "%0*" PRIX32, width, number);
	case 'n':
	case 'N':
		return put_nibbles(to, number, form);
	default:
		return (size_t)sprintf(to, "%0*" PRId64, width, value);
	}
}

int
template_fill(struct template *template, const char **filled, uint32_t number)
{
	const char *at = template->text;
	char *to = template->buffer;

	while (*at != '\0') {
		struct form form = {.base = 'd'};
		int64_t value;

		if ((at[0] == '\\' || at[0] == '$') && at[1] == '$') {
			*to++ = '$';
			at += 2;
			continue;
		}
		if (at[0] == '\\' && at[1] != '\0')
			*to++ = *at++;
		if (*at != '$') {
			*to++ = *at++;
			continue;
		}
		at++;
		if (*at == '{') {
			at++;
			if (!read_form(&at, &form))
				return ERR_MALFORMED;
		}
		value = (int64_t)number + form.offset;
		if (value < template->least || value > UINT32_MAX)
			return ERR_RANGE;
		to += put_number(to, value, &form);
	}
	*to = '\0';
	*filled = template->buffer;
	return 0;
}

int
template_range_read(struct template_range *range, const char *text)
{
	uint64_t first, last, step = 1;

	if (!read_number(&text, INT32_MAX, &first) || *text++ != '-'
	    || !read_number(&text, INT32_MAX, &last) || last < first)
		return ERR_MALFORMED;
	if (*text == '/') {
		text++;
		if (!read_number(&text, INT32_MAX, &step) || step == 0)
			return ERR_MALFORMED;
	}
	if (*text != '\0')
		return ERR_MALFORMED;
	*range = (struct template_range){(uint32_t)first, (uint32_t)last,
	                                 (uint32_t)step};
	return 0;
}

uint64_t
template_range_count(const struct template_range *range)
{
	return (uint64_t)(range->last - range->first) / range->step + 1;
}
