/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_PRINT_H
#define MULLION_DIFF_PRINT_H

#include <stdio.h>

#include "zones/diff/diff.h"

/* For people at a terminal; as JSON, one object; and as a comment of a pull
 * request, GitHub's Markdown, no larger than GitHub takes. */
void diff_text(const struct diff *diff, FILE *out);
void diff_json(const struct diff *diff, FILE *out);
void diff_markdown(const struct diff *diff, FILE *out);

/* The line that all of that begins with; in the diff's arena. */
const char *diff_summary(const struct diff *diff);

/* '+', '-', '~', or a blank where nothing changed. */
char diff_sign(enum diff_kind kind);

/* "added", "removed", "changed", "unchanged" */
const char *diff_word(enum diff_kind kind);

/* Its records before that are no more, and those of now that are new. */
void diff_records(struct diff_set *set, struct arena *arena,
                  const struct diff_rrset *rrset);

#endif
