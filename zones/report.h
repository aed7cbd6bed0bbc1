/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPORT_H
#define MULLION_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "zones/arena.h"
#include "zones/place.h"
#include "zones/rules.h"
#include "zones/view_set.h"

/*
 * All that one run finds. Findings of one rule at one place are one line;
 * their views are gathered in it. Waivers are applied when all is found, and
 * only then is it printed, sorted: errors first, then path, line, column.
 */
struct report;

struct report *report_new(struct arena *arena);

/* Places and texts that a finding is given are copied. */

/*
 * A finding of the rule (rules.h: it also knows whether this is an error or a
 * warning) that isn't about single views. The message says what is wrong and
 * what to do, without a final stop.
 */
void report_add(struct report *report, enum rule rule,
                const struct place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * A finding in one view. subject is what a waiver names: the absolute name
 * (text, lower case, final dot) of the owner or zone, or ports as "443/tcp".
 * The message must be the same for each view; views are added by report.
 */
void
report_in_view(struct report *report, enum rule rule, const struct place *place,
               unsigned view, const char *subject, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * Findings that lead to another place in the site too. Where REPORT_OTHER
 * stands in the format, once, FILE:LINE:COL of the other place is printed.
 */
#define REPORT_OTHER "\032"

void report_add_other(struct report *report, enum rule rule,
                      const struct place *place, const struct place *other,
                      const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void report_in_view_other(struct report *report, enum rule rule,
                          const struct place *place, unsigned view,
                          const char *subject, const struct place *other,
                          const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* Adds what another report has found, in its order, before any waiver. */
void report_merge(struct report *report, const struct report *from);

/*
 * Takes the views out of the findings of the rule, in the file of the
 * waiver's place, about subject; a finding without views left is gone. False
 * when nothing matched.
 */
bool report_waive(struct report *report, enum rule rule,
                  const struct place *waiver, const char *subject,
                  struct view_set views);

/* What stands of the findings, in the order in which they came: of one that
 * says several things the first. */
struct report_said {
	enum rule rule;
	bool error;
	const struct place *place;
	const char *message;
};

void report_each(struct report *report,
                 void (*said)(void *context, const struct report_said *said),
                 void *context);

/* --strict: warnings are errors from here on, in print and count. */
void report_strict(struct report *report);

size_t report_errors(const struct report *report);
size_t report_warnings(const struct report *report);

enum report_format {
	REPORT_TEXT, /* FILE:LINE:COL: error: MESSAGE [RULE] */
	REPORT_JSON,
	REPORT_GITHUB, /* workflow commands: annotations, worst first */
	REPORT_SARIF,  /* 2.1.0 */
};

/* names[i] is the name of view i. Colour for a terminal in text form alone. */
void report_print(struct report *report, enum report_format format,
                  const char *const *names, FILE *out);

#endif
