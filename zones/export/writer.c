/* SPDX-License-Identifier: ISC */
#include "zones/export/writer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
writer_line(const struct writer *writer, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = arena_formatv(writer->arena, format, arguments);
	va_end(arguments);
	for (const char *c = text; *c != '\0'; c++)
		assert(*c == '\t' || (*c >= ' ' && *c <= '~'));
	fputs(text, writer->out);
	putc('\n', writer->out);
}

/* UTF-8 outside of C1 is text to every program that reads a comment, and so is
 * what isn't UTF-8. */
void
writer_put_clean(const char *text, FILE *out)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c != '\0'; c++) {
		bool c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
		/* U+2028 and U+2029, ends of a line to some. */
		bool end = c[0] == 0xe2 && c[1] == 0x80
		           && (c[2] == 0xa8 || c[2] == 0xa9);

		if (*c < ' ' || *c == 0x7f || *c == '\\' || c1 || end)
			fprintf(out, "\\x%02x", *c);
		else
			putc(*c, out);
	}
}

void
writer_comment(const struct writer *writer, const char *indent,
               const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = arena_formatv(writer->arena, format, arguments);
	va_end(arguments);
	fputs(indent, writer->out);
	fputs(writer->comment, writer->out);
	if (*text != '\0')
		putc(' ', writer->out);
	writer_put_clean(text, writer->out);
	putc('\n', writer->out);
}

void
writer_blank(const struct writer *writer)
{
	putc('\n', writer->out);
}

const char *
writer_place(const struct writer *writer, const struct place *place)
{
	return place_lines_text(writer->lines, place);
}

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	       || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool
writer_is_word(const char *text)
{
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (!is_plain(*text))
			return false;
	return true;
}

const char *
writer_name(const struct writer *writer, const uint8_t *name, const char *more)
{
	char text[DNAME_TEXT];
	size_t length = strlen(dname_to_text(text, name));

	for (const char *c = text; *c != '\0'; c++)
		if (!is_plain(*c) && strchr(more, *c) == NULL)
			return NULL;
	if (length > 1)
		text[length - 1] = '\0';
	return arena_string(writer->arena, text);
}

const char *
writer_shell_word(struct arena *arena, const char *text)
{
	char *quoted, *to;

	for (const char *c = text;; c++) {
		if (*c == '\0' && c > text)
			return text;
		if (*c == '\0'
		    || (!is_plain(*c) && strchr("/@:=,+%", *c) == NULL))
			break;
	}
	quoted = to = arena_alloc(arena, 4 * strlen(text) + 3);
	*to++ = '\'';
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *text;
	}
	*to++ = '\'';
	return quoted;
}
