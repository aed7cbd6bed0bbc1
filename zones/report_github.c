/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/report_line.h"

/*
 * Workflow commands of GitHub Actions, which become annotations. Of those ten
 * errors and ten warnings of a step are shown, whichever come first, and
 * nobody is told of the rest. So what would show something to whom it isn't
 * for comes first, the tenth says how many more there are, and these stand in
 * the step's log as plain lines.
 *
 *   ::error file=F,line=L,col=C,title=RULE::MESSAGE
 *   ::error title=mullion::3 more errors are in the log of this step
 *   - F:L:C: error: MESSAGE [RULE]
 */
enum { SHOWN = 10 };

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

/* Separation of views, in names, addresses, ports and tests. */
static bool
is_about_separation(enum rule rule)
{
	switch (rule) {
	case RULE_PORT_SPACE_OVERLAP:
	case RULE_PORT_OUTSIDE_SPACE:
	case RULE_RESERVED_IN_EXTERNAL:
	case RULE_CLIENTS_OUTSIDE:
	case RULE_SHARED_PORT:
	case RULE_SHARED_HOST:
	case RULE_TEST_FAILED:
		return true;
	default:
		return rule >= RULE_RESERVED_ZONE
		       && rule <= RULE_PRIVATE_ADDRESS;
	}
}

static const char *
kind(const struct report_line *line)
{
	return line->error ? "error" : "warning";
}

static void
put_annotation(const struct report_line *line, FILE *out)
{
	fprintf(out, "::%s file=", kind(line));
	put_escaped(line->path, "%\r\n:,", out);
	fprintf(out, ",line=%zu,col=%zu,title=%s::", line->line, line->column,
	        rule_info(line->rule)->id);
	put_escaped(line->text, "%\r\n", out);
	putc('\n', out);
}

/* Text in a plain line, where "##[" would begin a command of old. */
static void
put_plain(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		putc((unsigned char)*text < ' ' ? '?' : *text, out);
		if (strncmp(text, "##[", 3) == 0)
			putc(' ', out);
	}
}

static void
put_line(const struct report_line *line, FILE *out)
{
	/* A line of a file's name and nothing before it could be a command. */
	fputs("- ", out);
	put_plain(line->path, out);
	fprintf(out, ":%zu:%zu: %s: ", line->line, line->column, kind(line));
	put_plain(line->text, out);
	fprintf(out, " [%s]\n", rule_info(line->rule)->id);
}

/* Errors or warnings: those about separation first. */
static void
put_kind(const struct report_lines *lines, bool error, FILE *out)
{
	size_t count = 0, annotations, put = 0;

	for (size_t i = 0; i < lines->count; i++)
		count += lines->items[i].error == error;
	annotations = count > SHOWN ? SHOWN - 1 : count;
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < lines->count; i++) {
			const struct report_line *line = &lines->items[i];

			if (line->error != error
			    || is_about_separation(line->rule) != (pass == 0))
				continue;
			if (put == annotations && count > SHOWN)
				fprintf(out,
				        "::%s title=mullion::%zu more %ss are "
				        "in the log of this step\n",
				        kind(line), count - put, kind(line));
			if (put++ < annotations)
				put_annotation(line, out);
			else
				put_line(line, out);
		}
}

void
report_github(const struct report_lines *lines, FILE *out)
{
	put_kind(lines, true, out);
	put_kind(lines, false, out);
}
