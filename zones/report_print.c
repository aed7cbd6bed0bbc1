/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zones/file.h"
#include "zones/report_finding.h"
#include "zones/report_line.h"

struct printer {
	struct arena *arena; /* of this print alone */
	struct report_lines lines;
	const struct finding **findings; /* of lines, one each */
	struct report_others others;
};

/* Text that stays on its line and sends nothing to a terminal: C0, DEL and,
 * in UTF-8, C1 as \u00XX. */
static char *
clean_text(struct arena *arena, const char *text)
{
	const unsigned char *from = (const unsigned char *)text;
	char *clean = arena_alloc(arena, strlen(text) * 6 + 1);
	char *to = clean;

	for (; *from != '\0'; from++) {
		bool c1 = from[0] == 0xc2 && from[1] >= 0x80 && from[1] < 0xa0;

		if (c1)
			from++;
		if (c1 || *from < 0x20 || *from == 0x7f)
			to += snprintf(to, 7, "\\u%04x", *from);
		else
			*to++ = (char)*from;
	}
	*to = '\0';
	return clean;
}

/* "internal, staging" */
static const char *
views_text(struct printer *printer, const struct view_set *views)
{
	const char *text = "";

	for (unsigned view = 0; view < VIEW_MAX; view++)
		if (view_set_has(views, view))
			text = arena_format(printer->arena, "%s%s%s", text,
			                    *text != '\0' ? ", " : "",
			                    printer->lines.names[view]);
	return text;
}

static const struct part *
next_part(const struct part *part)
{
	while (part != NULL && part->waived)
		part = part->next;
	return part;
}

/* As many parts of one finding as somebody reads. */
enum { PARTS = 6 };

/* What is said instead of the others. */
static const char *
more_text(struct printer *printer, struct report_line *line,
          const struct part *part)
{
	size_t count = 0;

	for (; part != NULL; part = next_part(part->next)) {
		line->views = view_set_either(line->views, part->views);
		count++;
	}
	return count == 0 ? ""
	                  : arena_format(printer->arena,
	                                 "; and %zu more of the kind", count);
}

/* The message, with the other place in it. */
static const char *
message_text(const struct printer *printer, struct report_line *line,
             const struct part *part)
{
	const struct report_spot *other =
	    report_others_spot(&printer->others, part);
	const char *at = strstr(part->message, REPORT_OTHER);

	if (other == NULL || at == NULL)
		return part->message;
	if (line->other.path == NULL)
		line->other = *other;
	return arena_format(printer->arena, "%.*s%s:%zu:%zu%s",
	                    (int)(at - part->message), part->message,
	                    other->path, other->line, other->column,
	                    at + strlen(REPORT_OTHER));
}

/* Joins the parts; views stand once behind those that share them. */
static void
join_parts(struct printer *printer, struct report_line *line,
           const struct part *first)
{
	struct arena *arena = printer->arena;
	const struct part *part = next_part(first), *next;
	const char *message = "", *text = "", *more;

	for (unsigned i = 0; part != NULL && i < PARTS; i++, part = next) {
		const char *gap = i == 0 ? "" : "; ";
		const char *said = message_text(printer, line, part);

		next = next_part(part->next);
		message = arena_format(arena, "%s%s%s", message, gap, said);
		text = arena_format(arena, "%s%s%s", text, gap, said);
		line->views = view_set_either(line->views, part->views);
		if (!view_set_empty(&part->views)
		    && (next == NULL || i + 1 == PARTS
		        || memcmp(&part->views, &next->views,
		                  sizeof(part->views))
		               != 0))
			text = arena_format(arena, "%s (in %s)", text,
			                    views_text(printer, &part->views));
	}
	more = more_text(printer, line, part);
	line->message =
	    clean_text(arena, arena_format(arena, "%s%s", message, more));
	line->text = clean_text(arena, arena_format(arena, "%s%s", text, more));
}

static int
compare_paths(const void *left, const void *right)
{
	const struct finding *const *a = left, *const *b = right;

	return strcmp(place_path((*a)->place), place_path((*b)->place));
}

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_lines(const void *left, const void *right)
{
	const struct report_line *a = left, *b = right;
	int order = (int)b->error - (int)a->error;

	if (order == 0)
		order = strcmp(a->path, b->path);
	if (order == 0)
		order = compare_numbers(a->line, b->line);
	if (order == 0)
		order = compare_numbers(a->column, b->column);
	if (order == 0)
		order = strcmp(rule_info(a->rule)->id, rule_info(b->rule)->id);
	return order != 0 ? order : strcmp(a->text, b->text);
}

static void
collect(struct printer *printer, const struct report *report)
{
	size_t room = report->count * sizeof(struct finding *);

	printer->findings = arena_alloc(printer->arena, room);
	for (size_t i = 0; i < report->count; i++)
		if (finding_stands(report->findings[i]))
			printer->findings[printer->lines.count++] =
			    report->findings[i];
	if (printer->lines.count > 0)
		qsort(printer->findings, printer->lines.count,
		      sizeof(struct finding *), compare_paths);
}

/* Finds the places of findings [from, to), which are all in one file. */
static void
locate(struct printer *printer, size_t from, size_t to)
{
	struct place_found *found =
	    arena_alloc(printer->arena, (to - from) * sizeof(*found));
	const char *path = place_path(printer->findings[from]->place);
	struct arena *scratch = arena_new();
	char *text = NULL;
	size_t length = 0;

	for (size_t i = from; i < to; i++)
		found[i - from].place = printer->findings[i]->place;
	/* What can't be read (the site's folder itself) has line 1 alone. */
	if (file_read(scratch, &text, &length, path) < 0)
		length = 0;
	place_find(found, to - from, text != NULL ? text : "", length);
	arena_free(scratch);

	for (size_t i = from; i < to; i++) {
		struct report_line *line = &printer->lines.items[i];

		line->path = path;
		line->line = found[i - from].line;
		line->column = found[i - from].column;
		line->character = found[i - from].character;
	}
}

static void
build_lines(struct printer *printer, const struct report *report)
{
	struct report_lines *lines = &printer->lines;
	size_t from = 0;

	collect(printer, report);
	report_others_find(&printer->others, printer->arena, printer->findings,
	                   lines->count);
	lines->items =
	    arena_alloc(printer->arena, lines->count * sizeof(*lines->items));
	for (size_t i = 0; i < lines->count; i++) {
		const struct finding *finding = printer->findings[i];

		lines->items[i].rule = finding->rule;
		lines->items[i].error = finding_is_error(report, finding);
		join_parts(printer, &lines->items[i], finding->parts);
		if (i + 1 == lines->count
		    || compare_paths(&printer->findings[i],
		                     &printer->findings[i + 1])
		           != 0) {
			locate(printer, from, i + 1);
			from = i + 1;
		}
	}
	if (lines->count > 0)
		qsort(lines->items, lines->count, sizeof(*lines->items),
		      compare_lines);
}

/* A terminal, and nobody who asked for no colour (no-color.org). */
static bool
wants_colour(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");

	return (no_color == NULL || *no_color == '\0') && isatty(fileno(out));
}

static void
print_lines(const struct report_lines *lines, enum report_format format,
            bool colour, FILE *out)
{
	switch (format) {
	case REPORT_TEXT:
		report_text(lines, colour, out);
		break;
	case REPORT_JSON:
		report_json(lines, out);
		break;
	case REPORT_GITHUB:
		report_github(lines, out);
		break;
	case REPORT_SARIF:
		report_sarif(lines, out);
		break;
	}
}

void
report_print(struct report *report, enum report_format format,
             const char *const *names, FILE *out)
{
	struct printer printer = {.arena = arena_new()};
	char *text = NULL;
	size_t size = 0;
	FILE *whole = open_memstream(&text, &size);

	printer.lines.names = names;
	build_lines(&printer, report);
	/* Standard error is not buffered: a system call for each piece would
	 * cost more than all that was found. */
	print_lines(&printer.lines, format, wants_colour(out),
	            whole != NULL ? whole : out);
	if (whole != NULL) {
		fclose(whole);
		fwrite(text, 1, size, out);
		free(text);
	}
	arena_free(printer.arena);
}
