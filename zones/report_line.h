/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPORT_LINE_H
#define MULLION_REPORT_LINE_H

#include <stdbool.h>
#include <stdio.h>

#include "zones/report.h"

/*
 * What is printed of a finding, whatever the format: its place found in the
 * text of its file, its parts joined. Built and sorted by report_print(),
 * written by one of the functions below.
 */
struct report_spot {
	const char *path; /* NULL: none */
	size_t line;      /* as a line's */
	size_t column;
	size_t character;
};

struct report_line {
	const char *path;
	size_t line;      /* from 1 */
	size_t column;    /* octets, from 1 */
	size_t character; /* characters, from 1 */
	enum rule rule;
	bool error;
	const char *message; /* without control characters */
	const char *text;    /* the same, with its views in parentheses */
	struct view_set views;
	struct report_spot other; /* that the message leads to */
};

struct report_lines {
	struct report_line *items;
	size_t count;
	const char *const *names; /* of views */
};

void report_text(const struct report_lines *lines, bool colour, FILE *out);
void report_github(const struct report_lines *lines, FILE *out);
void report_json(const struct report_lines *lines, FILE *out);
void report_sarif(const struct report_lines *lines, FILE *out);

#endif
