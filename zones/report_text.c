/* SPDX-License-Identifier: ISC */
#include "zones/report_line.h"

/* A path, its control characters as the shell writes them: \nnn. */
static void
put_path(const char *path, FILE *out)
{
	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\%03o", c);
		else
			putc(c, out);
	}
}

void
report_text(const struct report_lines *lines, bool colour, FILE *out)
{
	const char *strong = colour ? "\033[1m" : "";
	const char *red = colour ? "\033[1;31m" : "";
	const char *yellow = colour ? "\033[1;33m" : "";
	const char *plain = colour ? "\033[0m" : "";

	for (size_t i = 0; i < lines->count; i++) {
		const struct report_line *line = &lines->items[i];

		fputs(strong, out);
		put_path(line->path, out);
		fprintf(out, ":%zu:%zu:%s %s%s:%s %s [%s]\n", line->line,
		        line->column, plain, line->error ? red : yellow,
		        line->error ? "error" : "warning", plain, line->text,
		        rule_info(line->rule)->id);
	}
}
