/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPORT_CASE_H
#define MULLION_REPORT_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/unit.h"
#include "zones/report.h"

/* A report about one file below /tmp; its views are one, two and three. */
struct report_case {
	struct arena *arena;
	struct report *report;
	char path[64];
	const struct place *file;
};

static inline void
report_case_begin(struct report_case *c, const char *text)
{
	FILE *file;

	*c = (struct report_case){.arena = arena_new()};
	c->report = report_new(c->arena);
	strcpy(c->path, "/tmp/mullion-report-XXXXXX");
	file = fdopen(mkstemp(c->path), "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	c->file = place_file(c->arena, c->path);
}

static inline void
report_case_end(struct report_case *c)
{
	unlink(c->path);
	arena_free(c->arena);
}

/* The report as it is printed, in the arena. */
static inline char *
report_case_print(struct report_case *c, enum report_format format)
{
	static const char *const names[] = {"one", "two", "three"};
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	report_print(c->report, format, names, out);
	fclose(out);
	copy = arena_string(c->arena, text);
	free(text);
	return copy;
}

/* In text form, the file's path taken out. */
static inline const char *
report_case_text(struct report_case *c)
{
	char *text = report_case_print(c, REPORT_TEXT);
	size_t length = strlen(c->path);

	for (char *at; (at = strstr(text, c->path)) != NULL;)
		memmove(at, at + length, strlen(at + length) + 1);
	return text;
}

#endif
