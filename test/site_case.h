/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_CASE_H
#define MULLION_SITE_CASE_H

#include "zones/site.h"
#include "zones/view.h"

/*
 * A site in a folder of its own below /tmp, from texts in a test. To be read
 * with ease they are written with ' for ", and a ^ stands before each value
 * that something is to be found at: it is taken out, and where it stood is
 * the place.
 *
 *   "{'zone': ^5}"   with rules "schema": the one finding is [schema] at 5
 */
struct site_case {
	struct arena *arena;
	struct report *report;
	struct site site;
	char folder[64];
	char **marks;
	size_t mark_count;
};

/* Views internal and staging (of internal trust, together @inside) and
 * external. */
extern const char site_case_views[];

void site_case_begin(struct site_case *c);

/* Writes a file, and folders on the way to it. */
void site_case_file(struct site_case *c, const char *path, const char *text);

/* Reads the site and makes each view's content, which is thrown away. */
void site_case_load(struct site_case *c);

/* What was found, as "PATH:LINE:COLUMN RULE" and, where views are named,
 * " (in a, b)", by path and place, a line each; until site_case_end(). */
const char *site_case_found(struct site_case *c);

/* What was found is what the rules, in the order of the marks, say, each at
 * its mark: "schema bad-name". */
void site_case_expect(struct site_case *c, const char *rules);

/* The records of a view, "NAME TTL TYPE RDATA" a line. */
const char *site_case_content(struct site_case *c, const char *view);

void site_case_end(struct site_case *c);

/* All of that: these views (NULL: site_case_views) and this zone spec (or
 * NULL) make these findings and no others. */
void site_case_check(const char *views, const char *zone, const char *rules);

#endif
