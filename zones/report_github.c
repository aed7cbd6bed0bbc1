/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/report_line.h"

/*
 * Workflow commands of GitHub Actions, which become annotations. Of those it
 * shows ten of a kind a step, so it is well that errors come first.
 *
 *   ::error file=F,line=L,col=C,title=RULE::MESSAGE
 */
static void
put_escaped(const char *text, const char *special, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (strchr(special, *text) != NULL)
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			putc(*text, out);
	}
}

void
report_github(const struct report_lines *lines, FILE *out)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct report_line *line = &lines->items[i];

		fprintf(out, "::%s file=", line->error ? "error" : "warning");
		put_escaped(line->path, "%\r\n:,", out);
		fprintf(out, ",line=%zu,col=%zu,title=%s::", line->line,
		        line->column, rule_info(line->rule)->id);
		put_escaped(line->text, "%\r\n", out);
		putc('\n', out);
	}
}
